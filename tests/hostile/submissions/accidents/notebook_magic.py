"""The answer was copied from a notebook, with a command for its display."""

%matplotlib inline


class Linear:
    pass
