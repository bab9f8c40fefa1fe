"""forward says that it has changed its input ten thousand times."""

import numpy as np


def forward(self, x):
    send("result", question(), [(0, True, np.zeros(x.shape, np.float32))] * 10_000, None)


Linear.forward = forward
