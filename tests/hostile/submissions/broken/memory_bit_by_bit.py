"""forward fills a list until there is no memory left."""


def forward(self, x):
    hoard = []
    while True:
        hoard.append(b"x" * 2**26)


Linear.forward = forward
