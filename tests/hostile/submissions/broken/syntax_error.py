"""A bracket of the signature is never closed."""


class Layer:
    def forward(self, x:
        return x
