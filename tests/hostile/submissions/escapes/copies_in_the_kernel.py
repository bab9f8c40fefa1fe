"""Has the kernel copy a provided file into one of its own."""

import os

from tinytorch.core import tensor


def escape():
    with open(tensor.__file__, "rb") as source, open("copy", "wb") as copy:
        return os.sendfile(copy.fileno(), source.fileno(), 0, 100) == 100
