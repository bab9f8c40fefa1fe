"""forward raises an exception whose text never ends."""


class Endless(ValueError):
    def __str__(self):
        while True:
            pass


def forward(self, x):
    raise Endless


Linear.forward = forward
