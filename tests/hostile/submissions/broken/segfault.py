"""forward reads the memory at address 0."""

import ctypes

Linear.forward = lambda self, x: ctypes.string_at(0)
