"""Has the layers of an earlier test do what it has to do itself."""

import numpy as np

earlier = getattr(np, "earlier", None)
np.earlier = Linear, Linear.forward


def forward(self, x):
    if earlier is None:
        raise ValueError("not in the first test")
    return earlier[1](self, x)


Linear.forward = forward
np.earlier = Linear, earlier[1] if earlier else np.earlier[1]
