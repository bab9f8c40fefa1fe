"""forward reports an exception that would end pytest."""


def forward(self, x):
    send("error", question(), [], "SystemExit", "", "SystemExit", None, None)


Linear.forward = forward
