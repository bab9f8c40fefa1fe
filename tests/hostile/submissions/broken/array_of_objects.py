"""forward returns an array of Python objects."""

import numpy as np

Linear.forward = lambda self, x: np.array([object(), "text", None], dtype=object)
