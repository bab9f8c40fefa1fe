"""Makes a provided file look changed (when it was)."""

import os

from tinytorch.core import tensor


def escape():
    status = os.stat(tensor.__file__)
    os.utime(tensor.__file__, ns=(status.st_atime_ns, status.st_mtime_ns))
    return True
