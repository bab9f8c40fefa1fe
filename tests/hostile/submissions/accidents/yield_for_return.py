"""forward is a generator."""


def forward(self, x):
    yield x @ self.weight


Linear.forward = forward
