"""One constructor prints 200 MB."""

import os

build = Linear.__init__


def __init__(self, in_features, out_features, bias=True):
    if in_features == 60:
        for _ in range(200):
            os.write(1, b"x" * 2**20)
    build(self, in_features, out_features, bias)


Linear.__init__ = __init__
