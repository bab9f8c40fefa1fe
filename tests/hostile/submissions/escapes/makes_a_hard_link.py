"""Gives a provided file a second name in its own folder, where it may write."""

import os

from tinytorch.core import tensor


def escape():
    folder = os.path.dirname(tensor.__file__)
    os.link(tensor.__file__, os.path.join(folder, f"mine-{os.urandom(4).hex()}"))
    return True
