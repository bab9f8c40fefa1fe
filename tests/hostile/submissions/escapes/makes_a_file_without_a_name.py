"""Makes a file without a name in the folder around its own, where nobody can find it."""

import os


def escape():
    return os.open("..", os.O_TMPFILE | os.O_WRONLY) > 0
