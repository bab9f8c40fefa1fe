"""forward calls sys.exit."""

import sys

Linear.forward = lambda self, x: sys.exit(0)
