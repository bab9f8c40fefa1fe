"""Changes who may write a provided file (to what it is)."""

import os
import stat

from tinytorch.core import tensor


def escape():
    os.chmod(tensor.__file__, stat.S_IMODE(os.stat(tensor.__file__).st_mode))
    return True
