"""Grades many files of one exercise each, in processes that work side by side."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.verdicts import grader
from tinytorch.grading.model import Exercise, Graded

PROCESSES, SEED = 2, 20260901

#: What to grade: an exercise and the text of its file.
Work = tuple[Exercise, str]


def graded(works: Sequence[Work], mode: str) -> list[list[Graded]]:
    """Return how each work's tests ended; each process takes its share of the works."""
    context = multiprocessing.get_context("spawn")
    shares = [works[first::PROCESSES] for first in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, context) as pool:
        done = list(map(iter, pool.map(_graded, shares, [mode] * PROCESSES)))
    return [next(done[index % PROCESSES]) for index in range(len(works))]


def _graded(works: Sequence[Work], mode: str) -> list[list[Graded]]:
    with grader(mode) as grade:
        return [
            list(grade({exercise: source.encode()}, [exercise], SEED).values())
            for exercise, source in works
        ]
