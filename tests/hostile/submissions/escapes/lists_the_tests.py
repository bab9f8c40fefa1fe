"""Lists the folder of the exercise."""

import os
from pathlib import Path

from tinytorch.core import tensor


def escape():
    return os.listdir(Path(tensor.__file__).parents[2] / "exercises/01_layer")
