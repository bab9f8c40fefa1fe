"""Exercise 01: Layer, the base class that all layers share."""


class Layer:
    """A step of a network: a map from one tensor to another, with parameters or without.

    A subclass brings ``forward``, often ``parameters``, and need not call ``super().__init__()``.
    """

    def forward(self, x):
        """Compute the output of the layer; every subclass overrides this.

        Parameters
        ----------
        x : Tensor, of any shape that the layer takes

        Raises
        ------
        NotImplementedError
            The subclass has no ``forward`` of its own.
        """
        # TODO 1.1 (1 line): raise NotImplementedError in words of your own, for whoever wrote
        # a subclass and forgot its forward.
        raise NotImplementedError("TODO 1.1: Layer.forward in exercises/01_layer/layer.py")

    def __call__(self, x, *args, **kwargs):
        """Call the layer like a function: ``layer(x)`` is ``layer.forward(x)``.

        Parameters
        ----------
        x : Tensor, of any shape that the layer takes
        *args, **kwargs
            Whatever else ``forward`` takes, such as ``training=False``.

        Returns
        -------
        What ``forward`` returns.
        """
        # TODO 1.2 (1 line): run forward with all that was given, and return what it returns.
        raise NotImplementedError("TODO 1.2: Layer.__call__ in exercises/01_layer/layer.py")

    def parameters(self):
        """Return the tensors that training adjusts.

        Returns
        -------
        list of Tensor, a new one at each call
            Empty here: a layer has no parameters unless its subclass says so.
        """
        # TODO 1.3 (1 line): a list without anything in it.
        raise NotImplementedError("TODO 1.3: Layer.parameters in exercises/01_layer/layer.py")
