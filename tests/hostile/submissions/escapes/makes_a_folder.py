"""Makes a folder, in which no bound counts files."""

import os


def escape():
    os.makedirs("mine", exist_ok=True)
    return True
