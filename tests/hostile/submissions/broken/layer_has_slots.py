"""A Layer holds no attributes, and refuses those of its subclasses."""


def __setattr__(self, name, value):
    raise AttributeError(f"no {name} here")


Layer.__setattr__ = __setattr__
