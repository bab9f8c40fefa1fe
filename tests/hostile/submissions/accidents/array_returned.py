"""forward returns the array instead of a Tensor."""

forward = Linear.forward
Linear.forward = lambda self, x: forward(self, x).data
