"""Exercise 02: Linear, the fully connected layer."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

INIT_SCALE_FACTOR = 1.0  # LeCun initialisation: the variance of a weight is this / in_features


class Linear(Layer):
    """Affine map ``y = x @ weight + bias``.

    Parameters
    ----------
    in_features : int
        Length of the last axis of the input.
    out_features : int
        Length of the last axis of the output.
    bias : bool
        Whether a bias is added.

    Attributes
    ----------
    weight : Tensor, shape (in_features, out_features)
    bias : Tensor, shape (out_features,), or None
    """

    def __init__(self, in_features, out_features, bias=True):
        # Task 2.1 (about 5 lines): weight is drawn from the normal distribution with mean 0 and
        # standard deviation sqrt(INIT_SCALE_FACTOR / in_features); bias is zeros, or None.
        self.in_features = in_features
        self.out_features = out_features
        # Each output sums in_features products. With this scale the variance of the sum is that
        # of one input, so that signals neither fade nor explode from layer to layer.
        scale = np.sqrt(INIT_SCALE_FACTOR / in_features)
        self.weight = Tensor(np.random.randn(in_features, out_features) * scale)
        # Zeros will do for the bias: the weights alone make the outputs differ from each other.
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x):
        """Apply the map to the last axis of ``x``.

        Parameters
        ----------
        x : Tensor, shape (..., in_features)
            One sample, a batch, or a batch of sequences; a batch may be empty.

        Returns
        -------
        Tensor, shape (..., out_features)
        """
        # Task 2.2 (about 4 lines): x @ weight, then the bias when there is one.
        y = x.matmul(self.weight)
        # Broadcasting adds the bias, of shape (out_features,), to every row of y.
        return y if self.bias is None else y + self.bias

    def parameters(self):
        """Return the tensors that training adjusts.

        Returns
        -------
        list of Tensor, a new one at each call
            ``[weight, bias]``, or ``[weight]`` without a bias.
        """
        # Task 2.3 (about 3 lines): the tensors themselves, not copies of them.
        return [self.weight] if self.bias is None else [self.weight, self.bias]
