"""Layer does not allow classes to inherit from it."""


def __init_subclass__(cls):
    raise TypeError("Layer is final")


Layer.__init_subclass__ = classmethod(__init_subclass__)
