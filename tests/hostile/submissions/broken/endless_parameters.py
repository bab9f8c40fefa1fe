"""There are more parameters than anything can hold."""

Linear.parameters = lambda self: [self.weight] * 10**8
