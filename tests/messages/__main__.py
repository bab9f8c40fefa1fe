"""Prints what is said of each case; `python -m tests.messages linear/ foward` takes some."""

import sys

from tests.messages import cases

with cases.grading() as launcher:
    for case in cases.read_all():
        if sys.argv[1:] and not any(part in str(case) for part in sys.argv[1:]):
            continue
        told = cases.told(case, launcher)
        print(f"## {case}: -{told.lost}", told.says, f"Next: {told.next}", sep="\n", end="\n\n")
