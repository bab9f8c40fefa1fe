"""Makes a pipe that other processes can find."""

import os
from pathlib import Path


def escape():
    os.mkfifo("meeting")
    Path("meeting").unlink()
    return True
