"""A call of the debugger, as it was written before there was breakpoint(), was forgotten."""

import pdb

forward = Linear.forward


def pausing(self, x):
    pdb.set_trace()
    return forward(self, x)


Linear.forward = pausing
