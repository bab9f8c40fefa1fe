"""forward answers question number True, which is equal to one."""


def forward(self, x):
    send("result", True, [], None)


Linear.forward = forward
