"""A call measures how long forward takes, in try and finally, and lets every error through."""

import time


class Layer:
    seconds = 0.0

    def forward(self, x):
        raise NotImplementedError("override me")

    def __call__(self, x, *args, **kwargs):
        start = time.perf_counter()
        try:
            result = self.forward(x, *args, **kwargs)
        finally:
            self.seconds += time.perf_counter() - start
        return result

    def parameters(self):
        return []
