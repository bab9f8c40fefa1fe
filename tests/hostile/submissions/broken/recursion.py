"""forward calls itself."""

Linear.forward = lambda self, x: self.forward(x)
