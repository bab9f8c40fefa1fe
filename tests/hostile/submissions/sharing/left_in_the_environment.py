"""Is right from its second test on, which it knows by an environment variable."""

import os

seen = "SEEN" in os.environ
os.environ["SEEN"] = "1"


def not_yet(self, x):
    raise ValueError("not in the first test")


if not seen:
    Linear.forward = not_yet
