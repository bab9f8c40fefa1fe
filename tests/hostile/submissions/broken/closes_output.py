"""The file closes the streams that print."""

import os
import sys

sys.stdout = sys.stderr = None
os.close(1)
os.close(2)
