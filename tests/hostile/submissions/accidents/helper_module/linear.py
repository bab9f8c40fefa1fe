"""Part of the answer lies in a file beside it, which is not handed in."""

from helpers import scale


class Linear:
    pass
