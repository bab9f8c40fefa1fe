"""forward reports an exception as the test's own, which raised none."""


def forward(self, x):
    send("error", question(), [], "ValueError", "", "ValueError", None, 7)


Linear.forward = forward
