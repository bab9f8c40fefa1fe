"""A breakpoint was forgotten in forward."""

forward = Linear.forward


def pausing(self, x):
    breakpoint()
    return forward(self, x)


Linear.forward = pausing
