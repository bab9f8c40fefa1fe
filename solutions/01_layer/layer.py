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
        # Task 1.1 (1 line): raise NotImplementedError in words of your own, for whoever wrote
        # a subclass and forgot its forward.
        raise NotImplementedError(f"{type(self).__name__} needs a forward(x) of its own")

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
        # Task 1.2 (1 line): run forward with all that was given, and return what it returns.
        return self.forward(x, *args, **kwargs)

    def parameters(self):
        """Return the tensors that training adjusts.

        Returns
        -------
        list of Tensor, a new one at each call
            Empty here: a layer has no parameters unless its subclass says so.
        """
        # Task 1.3 (1 line): a list without anything in it.

        # A new list at each call: a caller may add to it without changing any other layer's.
        return []
