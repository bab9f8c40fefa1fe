"""Sets the flags of a provided file (to what they are), by a call that is new in Linux 6.17."""

import ctypes

from tinytorch.core import tensor

FILE_GETATTR, FILE_SETATTR, AT_FDCWD = 468, 469, -100


def escape():
    flags = (ctypes.c_uint32 * 6)()
    where = AT_FDCWD, tensor.__file__.encode(), flags, ctypes.sizeof(flags), 0
    call = ctypes.CDLL(None).syscall
    return call(FILE_GETATTR, *where) == 0 and call(FILE_SETATTR, *where) == 0
