"""forward recurses through C code until the stack of the process is used up."""

import sys


class Mirror:
    def __repr__(self):
        return repr([self])


def forward(self, x):
    sys.setrecursionlimit(10**9)
    return repr(Mirror())


Linear.forward = forward
