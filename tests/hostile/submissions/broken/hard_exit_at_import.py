"""The file ends the process, with the exit code of success, while it is loaded."""

import os

os._exit(0)
