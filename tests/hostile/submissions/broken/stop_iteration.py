"""forward raises StopIteration, which generators take for their own end."""


def forward(self, x):
    raise StopIteration("no more")


Linear.forward = forward
