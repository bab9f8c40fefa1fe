"""Graders that the tests of a session share: to start one takes longer than to grade."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.verdicts import GraderOf, grader


@pytest.fixture(scope="session")
def grader_of() -> Iterator[GraderOf]:
    """Give the grader of each mode."""
    with ExitStack() as stack:
        yield functools.cache(lambda mode: stack.enter_context(grader(mode)))
