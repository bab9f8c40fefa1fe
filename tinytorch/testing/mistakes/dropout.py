"""Mistakes at the two ends of p; what a mask shows, the checks of Dropout know themselves."""

from __future__ import annotations

import numpy as np

from tinytorch.testing.show import Array

P_OF_THE_LAST = "the p of the last Dropout counts for all"


def p_one_mistakes(x: Array) -> dict[str, Array]:
    """Return what mistakes make of training with p = 1, which should give zeros."""
    return {
        "p = 1 returns x itself": x,
        "0 is multiplied by 1 / 0": np.full(x.shape, np.nan),
    }
