"""forward answers again and again."""


def forward(self, x):
    for number in range(10**9):
        send("result", question() + number, [], None)


Linear.forward = forward
