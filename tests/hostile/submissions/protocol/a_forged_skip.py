"""forward reports an exception of pytest's own, which would skip the test."""


def forward(self, x):
    send("error", question(), [], "Skipped", "not today", "Skipped", None, None)


Linear.forward = forward
