"""What the answer needs."""


def scale(fan_in):
    return fan_in**-0.5
