"""forward asks before it computes."""

forward = Linear.forward


def asking(self, x):
    input("Go on? ")
    return forward(self, x)


Linear.forward = asking
