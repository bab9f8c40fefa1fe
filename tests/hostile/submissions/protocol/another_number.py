"""forward answers a question that was not asked."""


def forward(self, x):
    send("result", 999, [], None)


Linear.forward = forward
