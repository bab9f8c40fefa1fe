"""forward prints and never returns."""


def forward(self, x):
    while True:
        print("still here")


Linear.forward = forward
