"""Checks of what is not a Tensor of numbers: errors, None, builtin values, side effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tinytorch.core.tensor import Tensor
from tinytorch.testing.show import Array, equal, inline, kind, numbers, numbers_in, short
from tinytorch.testing.unmet import OPEN_TASK, fail


@contextmanager
def raises(expected: type[Exception], *, call: str, mistake: str | None = None) -> Iterator[None]:
    """Check that a block raises an error of some kind, and not merely that of an open TODO.

    Parameters
    ----------
    expected : type
        The class of the error.
    call : str
        The call as a student would write it.
    mistake : str, optional
        What was done when no error is raised. It completes "This is what you get when …".
    """
    __tracebackhide__ = True
    wanted = f"{call} should raise {expected.__name__}"
    try:
        yield
    except Exception as error:
        if isinstance(error, expected) and not _open_todo(error):
            return
        # It goes on as it is, because it tells the student's own line.
        if not _open_todo(error):
            error.add_note(f"{wanted} instead.")
        raise
    fail(f"{wanted}, but no error was raised.", mistake=mistake)


def assert_none(actual: object, *, what: str, mistake: str | None = None) -> None:
    """Check that an attribute is None; a Tensor in its place is the mistake."""
    __tracebackhide__ = True
    if actual is not None:
        other = "a flag stands where None is meant" if type(actual) is bool else None
        named = mistake if isinstance(actual, Tensor) else other
        fail(f"{what} is {kind(actual)}, but should be None.", mistake=named)


@contextmanager
def advised(sentence: str) -> Iterator[None]:
    """Say what to do about an exception in a block, where the exception itself would mislead."""
    try:
        yield
    except Exception as error:
        error.advice = sentence  # type: ignore[attr-defined]
        raise


def assert_value(
    actual: object,
    expected: object,
    *,
    told: str,
    mistakes: Mapping[str, object] | None = None,
) -> None:
    """Check a builtin value: None, a bool, a number, a string, or a tuple or list of those.

    Parameters
    ----------
    actual, expected : object
    told : str
        A sentence with two gaps for the values: ``"layer(x) returned {}, but should return {}."``.
    mistakes : dict, optional
        What well-known mistakes would give. A key completes "This is what you get when …".
    """
    __tracebackhide__ = True
    if _same(actual, expected):
        return
    named = (name for name, value in (mistakes or {}).items() if _same(actual, value))
    fail(told.format(short(actual), short(expected)), mistake=next(named, None))


def assert_unchanged(now: object, before: Array, *, what: str, call: str) -> None:
    """Check that a call left a tensor as it was.

    Parameters
    ----------
    now : Tensor
        The tensor, after the call; where it is none, what holds its numbers.
    before : ndarray
        A copy of its numbers from before.
    what, call : str
        The tensor and the call as a student would write them.
    """
    __tracebackhide__ = True
    sentence = f"{call} changed {what}; it should work on numbers of its own."
    _same_numbers(now, before, sentence, f"{what} is modified in place")


def assert_own(now: object, before: Array, *, what: str, mistake: str) -> None:
    """Check that a tensor is still as it was, since nobody else should have it."""
    __tracebackhide__ = True
    _same_numbers(now, before, f"{what} has changed.", mistake)


def _same_numbers(now: object, before: Array, sentence: str, mistake: str) -> None:
    __tracebackhide__ = True
    after = numbers_in(now, before.shape)
    if equal(after, before):
        return
    small = (inline(before), None if after is None else inline(after))
    lines = [f"before: {small[0]}", f"after:  {small[1]}"] if all(small) else []
    fail(sentence, lines, mistake=mistake)


def _open_todo(error: Exception) -> bool:
    return isinstance(error, NotImplementedError) and OPEN_TASK.match(str(error)) is not None


def _same(actual: object, expected: object) -> bool:
    """Whether two builtin values are equal; an object's own idea of equality is never asked."""
    if type(actual) is not type(expected):
        return isinstance(expected, Tensor) and equal(numbers(actual), numbers(expected))
    if isinstance(actual, tuple | list) and isinstance(expected, tuple | list):
        return len(actual) == len(expected) and all(map(_same, actual, expected))
    if isinstance(expected, Tensor):
        return equal(numbers(actual), numbers(expected))
    return type(actual) in (type(None), bool, int, float, str) and actual == expected
