"""forward asks for eight terabytes."""

import numpy as np

Linear.forward = lambda self, x: np.ones(2**40)
