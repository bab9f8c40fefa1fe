"""forward calls abort, which leaves a core dump."""

import os

Linear.forward = lambda self, x: os.abort()
