"""Takes a lease on a provided file: whoever would write to it has to wait."""

import fcntl

from tinytorch.core import tensor


def escape():
    with open(tensor.__file__) as file:
        return fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK) == 0
