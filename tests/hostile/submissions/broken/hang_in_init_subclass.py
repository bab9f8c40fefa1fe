"""No class can inherit from Layer: the definition never ends."""


def __init_subclass__(cls):
    while True:
        pass


Layer.__init_subclass__ = classmethod(__init_subclass__)
