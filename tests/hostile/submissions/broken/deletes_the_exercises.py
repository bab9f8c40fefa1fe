"""The file deletes all the exercises that it can find."""

import shutil
from pathlib import Path

from tinytorch.core import tensor

shutil.rmtree(Path(tensor.__file__).parents[2] / "exercises", ignore_errors=True)
