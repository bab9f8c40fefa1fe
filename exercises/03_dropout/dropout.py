"""Exercise 03: Dropout, which zeroes elements at random while a network is trained."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

DROPOUT_MIN_PROB = 0.0  # nothing is dropped
DROPOUT_MAX_PROB = 1.0  # everything is dropped


class Dropout(Layer):
    """Inverted dropout: zero each element with probability ``p``, scale up those that survive.

    Parameters
    ----------
    p : float
        The probability that an element is dropped, from 0 to 1, both included.

    Raises
    ------
    ValueError
        ``p`` is below 0 or above 1.
    """

    def __init__(self, p=0.5):
        # TODO 3.1 (about 3 lines): refuse a p outside the range, keep a good one.
        raise NotImplementedError("TODO 3.1: Dropout.__init__ in exercises/03_dropout/dropout.py")

    def forward(self, x, training=True):
        """Drop elements at random in training; return the values of ``x`` otherwise.

        Parameters
        ----------
        x : Tensor, of any shape
        training : bool
            False evaluates: nothing is dropped, nothing is scaled.

        Returns
        -------
        Tensor, the shape of ``x``
            In training, each element is 0 with probability ``p`` and ``x / (1 - p)`` otherwise.
        """
        # TODO 3.2 (about 6 lines): first the cases without chance (not training, p = 0, p = 1),
        # then a fresh random mask, one draw for each element.
        raise NotImplementedError("TODO 3.2: Dropout.forward in exercises/03_dropout/dropout.py")

    def parameters(self):
        """Return the tensors that training adjusts.

        Returns
        -------
        list of Tensor, a new one at each call
            Empty: ``p`` is chosen, not learned.
        """
        # TODO 3.3 (1 line): Dropout has none.
        raise NotImplementedError("TODO 3.3: Dropout.parameters in exercises/03_dropout/dropout.py")
