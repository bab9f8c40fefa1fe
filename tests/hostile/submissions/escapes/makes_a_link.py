"""Makes a link in its own folder to what it may not read."""

import os


def escape():
    os.symlink("/etc/passwd", f"link-{os.getpid()}-{os.urandom(4).hex()}")
    return True
