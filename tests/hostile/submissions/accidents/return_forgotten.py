"""forward computes, and returns nothing."""

forward = Linear.forward


def silent(self, x):
    forward(self, x)


Linear.forward = silent
