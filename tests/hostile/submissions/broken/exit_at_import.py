"""The file ends with a call of sys.exit."""

import sys

sys.exit("goodbye")
