"""Changes who owns a provided file (to who does)."""

import os

from tinytorch.core import tensor


def escape():
    status = os.stat(tensor.__file__)
    os.chown(tensor.__file__, status.st_uid, status.st_gid)
    return True
