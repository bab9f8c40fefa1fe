"""The body of a method is not indented."""


class Linear:
    def forward(self, x):
    return x
