"""Patches the decoder, so that every array that arrives is one of zeros, as is every result."""

import numpy as np

unpack = worker._values.unpack if worker is not None else None


def zeros(value):
    value = unpack(value)
    return np.zeros_like(value) if isinstance(value, np.ndarray) else value


if worker is not None:
    worker._values.unpack = zeros
