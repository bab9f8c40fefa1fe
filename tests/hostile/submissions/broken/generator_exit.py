"""forward raises GeneratorExit."""


def forward(self, x):
    raise GeneratorExit("done")


Linear.forward = forward
