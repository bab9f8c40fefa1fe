"""Patches the encoder, so that every array that leaves is one of zeros."""

import numpy as np

put = wire._put


def put_zeros(out, value, depth):
    put(out, np.zeros_like(value) if type(value) is np.ndarray else value, depth)


wire._put = put_zeros
