"""Saved by an editor of Windows: a byte order mark, CRLF at the end of lines, tabs in front."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
	def __init__(self, in_features, out_features, bias=True):
		self.weight = Tensor(np.random.randn(in_features, out_features) / np.sqrt(in_features))
		self.bias = Tensor(np.zeros(out_features)) if bias else None

	def forward(self, x):
		y = x @ self.weight
		return y if self.bias is None else y + self.bias

	def parameters(self):
		return [self.weight] if self.bias is None else [self.weight, self.bias]
