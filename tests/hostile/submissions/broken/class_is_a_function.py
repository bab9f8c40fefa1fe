"""Linear is a function that returns a layer."""

_Linear = Linear


def Linear(in_features, out_features, bias=True):
    return _Linear(in_features, out_features, bias)
