"""forward answers with 99 000 references, each to an object of a class with a name of its own."""


def forward(self, x):
    send("result", question(), [], [wire.Ref("worker", i % 9, f"Kind{i}") for i in range(99_000)])


Linear.forward = forward
