"""forward raises an error that means something to the machinery of generators and tests."""

NAMES = ("StopIteration", "StopAsyncIteration", "ExceptionGroup", "UnicodeDecodeError", "Warning")
calls = []


def forward(self, x):
    calls.append(x)
    name = NAMES[len(calls) % len(NAMES)]
    send("error", question(), [], name, "", name, None, None)


Linear.forward = forward
