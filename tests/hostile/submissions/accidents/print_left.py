"""A print was forgotten in a loop."""

forward = Linear.forward


def printing(self, x):
    for row in range(1000):
        print("row", row, x.shape)
    return forward(self, x)


Linear.forward = printing
