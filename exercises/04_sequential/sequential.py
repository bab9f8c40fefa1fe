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
        # TODO 4.1 (about 3 lines): keep the layers in order, whichever of the two ways they came.
        raise NotImplementedError(
            "TODO 4.1: Sequential.__init__ in exercises/04_sequential/sequential.py"
        )

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
        # TODO 4.2 (about 6 lines): run each layer in turn, by its forward or by a call; see
        # inspect.signature for the names of a function's parameters.
        raise NotImplementedError(
            "TODO 4.2: Sequential.forward in exercises/04_sequential/sequential.py"
        )

    def parameters(self):
        """Return the tensors that training adjusts.

        Returns
        -------
        list of Tensor, a new one at each call
            The parameters of the first layer, then those of the second, and so on.
        """
        # TODO 4.3 (about 4 lines): ask each layer for its own, and join the answers in order.
        raise NotImplementedError(
            "TODO 4.3: Sequential.parameters in exercises/04_sequential/sequential.py"
        )
