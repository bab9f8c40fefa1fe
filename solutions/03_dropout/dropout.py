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
        # Task 3.1 (about 3 lines): refuse a p outside the range, keep a good one.
        if not DROPOUT_MIN_PROB <= p <= DROPOUT_MAX_PROB:
            raise ValueError(f"p must be between 0 and 1, but it is {p}")
        self.p = p

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
        # Task 3.2 (about 6 lines): first the cases without chance (not training, p = 0, p = 1),
        # then a fresh random mask, one draw for each element.
        if not training or self.p == DROPOUT_MIN_PROB:
            return x
        if self.p == DROPOUT_MAX_PROB:
            # The scale below would be 1 / 0, and 0 * inf is not 0.
            return Tensor(np.zeros(x.shape), requires_grad=x.requires_grad)
        keep_prob = 1.0 - self.p
        mask = np.random.random(x.shape) < keep_prob
        # Scaling now keeps the mean of each element at x, so that evaluation has nothing to do.
        return x * Tensor(mask / keep_prob)

    def parameters(self):
        """Return the tensors that training adjusts.

        Returns
        -------
        list of Tensor, a new one at each call
            Empty: ``p`` is chosen, not learned.
        """
        # Task 3.3 (1 line): Dropout has none.
        return []
