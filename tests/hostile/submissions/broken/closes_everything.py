"""forward closes all descriptors, those that the process needs among them."""

import os

Linear.forward = lambda self, x: os.closerange(0, 256)
