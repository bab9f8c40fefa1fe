"""The file forgets the environment, and changes to another folder."""

import os

os.environ.clear()
os.chdir("/")
