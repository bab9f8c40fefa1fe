"""The name of what is imported has a letter too few."""

from tinytorch.core.layers import Layr


class Linear(Layr):
    pass
