"""A Linear is never ready."""


def __init__(self, in_features, out_features, bias=True):
    while True:
        pass


Linear.__init__ = __init__
