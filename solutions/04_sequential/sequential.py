"""Exercise 04: Sequential, which chains layers into a model."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    """Layers in a row: each takes what the one before it returns.

    Parameters
    ----------
    *layers : objects with ``forward`` and ``parameters`` that can be called
        ``Sequential(a, b)`` or, the same, ``Sequential([a, b])``; none at all is allowed. They
        need not be subclasses of Layer, and a Sequential may be one of them.
    """

    def __init__(self, *layers):
        # Task 4.1 (about 3 lines): keep the layers in order, whichever of the two ways they came.
        if len(layers) == 1 and isinstance(layers[0], (list, tuple)):
            layers = layers[0]
        self.layers = list(layers)

    def forward(self, x, training=True):
        """Run ``x`` through all layers, first to last.

        Parameters
        ----------
        x : Tensor, of whatever shape the first layer takes
        training : bool
            Handed on, by keyword, to each layer whose ``forward`` takes a parameter of the name
            ``training``, and to no other.

        Returns
        -------
        Tensor
            What the last layer returns; ``x`` when there is no layer.
        """
        # Task 4.2 (about 6 lines): run each layer in turn, by its forward or by a call; see
        # inspect.signature for the names of a function's parameters.
        for layer in self.layers:
            # Asked of the signature and not of the class: Dropout is not the only layer that
            # behaves differently in training, and containers nest.
            if "training" in inspect.signature(layer.forward).parameters:
                # By keyword: the second place belongs to something else in some layers, such as
                # the axis of Softmax.
                x = layer.forward(x, training=training)
            else:
                x = layer.forward(x)
        return x

    def parameters(self):
        """Return the tensors that training adjusts.

        Returns
        -------
        list of Tensor, a new one at each call
            The parameters of the first layer, then those of the second, and so on.
        """
        # Task 4.3 (about 4 lines): ask each layer for its own, and join the answers in order.

        # Asked anew each time, and gathered in a new list, so that no layer's own list grows.
        return [parameter for layer in self.layers for parameter in layer.parameters()]
