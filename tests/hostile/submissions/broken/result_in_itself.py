"""forward returns a list that holds itself."""


def forward(self, x):
    result = []
    result.append(result)
    return result


Linear.forward = forward
