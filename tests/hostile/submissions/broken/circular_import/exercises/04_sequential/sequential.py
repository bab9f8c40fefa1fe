"""Sequential is built with Linear."""

from tinytorch.core.layers import Linear


class Sequential(Linear):
    pass
