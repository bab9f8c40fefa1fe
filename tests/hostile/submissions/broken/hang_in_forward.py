"""forward never returns."""


def forward(self, x):
    while True:
        pass


Linear.forward = forward
