"""Has another Python read the reference."""

import subprocess
import sys


def escape():
    return subprocess.run([sys.executable, "-c", ""], check=True).returncode == 0
