"""Has the provided loader take the classes from the reference."""

import os

from tinytorch.core import layers


def escape():
    os.environ["TINYTORCH_SOURCE"] = "solutions"
    return layers._read_checkout("01_layer/layer.py")
