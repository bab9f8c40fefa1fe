"""One test's conversation with its worker: questions, answers, callbacks and deadlines.

Everything that comes from the worker is checked before it is used. What is not as it must be ends
the conversation, and with it the test, never the run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import inf
from typing import Any, NoReturn, Protocol

from tinytorch.core.layers import EXERCISE_FILES, ExerciseError
from tinytorch.grading import messages
from tinytorch.grading.model import Outcome
from tinytorch.grading.run.isolation import wire
from tinytorch.grading.run.isolation.trusted.budget import Limits
from tinytorch.grading.run.isolation.trusted.channel import Channel
from tinytorch.grading.run.isolation.trusted.pipes import Closed, Late
from tinytorch.grading.run.isolation.trusted.raised import Raised, Unexpected, builtin_base
from tinytorch.grading.run.student_errors import Origin
from tinytorch.grading.run.worker_error import WorkerError

_OUTLIVED = "An object of the submission was used after its test: show this to your instructor."

MAX_CALLBACKS = 10_000  #: in one test; a worker could call back without an end
MAX_RECEIVED = 256 * 2**20  #: bytes in one test, most of which could be made to stay in memory
MAX_NESTING = 50  #: callbacks inside callbacks; each takes some frames of Python's stack


@dataclass(slots=True)
class Numbers:
    """What a worker and the tests that it serves have counted so far.

    They count on from test to test: what was asked for in one is never answered in another.
    """

    questions: int = 0
    objects: int = 0  #: of the tests'
    kinds: int = 0  #: classes of such objects

    def next_question(self) -> int:
        """Return the number of a new question."""
        self.questions += 1
        return self.questions

    def next_object(self) -> int:
        """Return the number of a new object."""
        self.objects += 1
        return self.objects - 1

    def next_kind(self) -> int:
        """Return the number of a new class."""
        self.kinds += 1
        return self.kinds - 1


@dataclass(slots=True)
class _Question:
    """What the worker was asked, and the seconds that it has used to answer."""

    number: int
    loads: str | None  #: which class, if it is to load one
    used: float = 0.0
    place: Any = None  #: where the student's code was when it was last told
    last: bool = False  #: whether the time of the test ends before that of the question


class Values(Protocol):
    """Turns the values of the wire into the test's objects and back; knows what was given."""

    def pack(self, value: Any) -> Any: ...

    def unpack(self, value: Any) -> Any: ...

    def changed(self) -> list[Any]: ...

    def apply_edits(self, edits: Any) -> None: ...

    def call_back(
        self, verb: str, number: int, name: str, arguments: Any, keywords: Any
    ) -> Any: ...


class Session:
    """Asks the worker, one question at a time.

    Parameters
    ----------
    channel : Channel
        The pipes to the worker.
    limits : Limits
        The deadlines; time spent in callbacks, which is the test's own, does not count.
    source_line : callable
        Gives the text of a line of the submission: path and line to text, or None where there
        is no such line.
    kill : callable
        Ends the worker and returns how it ended, as words.
    numbers : Numbers, optional
        Those of the worker, when it has served other tests.
    """

    def __init__(
        self,
        channel: Channel,
        limits: Limits,
        source_line: Callable[[str, int], str | None],
        kill: Callable[[], str],
        numbers: Numbers | None = None,
    ) -> None:
        self._channel, self._limits = channel, limits
        self._kill = kill
        self._raised = Raised(source_line)
        self._callbacks = 0
        self._nesting = 0
        self._received = 0
        self._spent_in_callbacks = 0.0
        self._ended: WorkerError | None = None
        self.values: Values
        self.numbers = numbers or Numbers()
        self.spent = 0.0  #: seconds in the worker, but for those below
        self.loading: dict[str, float] = {}  #: seconds that each class took to be loaded
        self.unloadable = False  #: whether a file could not be loaded
        self.late_load: str | None = None  #: the class that was not loaded in time
        self.last: tuple[str, str] | None = None  #: class and method that the test used last
        self.epoch = 0  #: grows when student code may have run; until then, what was read is true

    @property
    def ended(self) -> WorkerError | None:
        """Why the worker does not answer any more."""
        return self._ended

    def close(self) -> None:
        """Let nothing more be asked: the test has ended, and the next may have the worker."""
        self._ended = self._ended or WorkerError(Outcome.NOT_RUN, _OUTLIVED)

    def ask(self, verb: str, *arguments: Any) -> Any:
        """Return the worker's answer, or raise what the student's code raised."""
        if self._ended is not None:
            raise self._ended
        if verb == "method":
            self.last = arguments[0].kind_of_layer, arguments[1]
        packed = [self.values.pack(argument) for argument in arguments]
        question = _Question(self.numbers.next_question(), arguments[0] if verb == "load" else None)
        try:
            return self._ask(question, verb, packed)
        except Late:
            self._end(Outcome.TIMED_OUT, self._late(question), question.place)
        except Closed:
            self._end(Outcome.CRASHED, messages.crashed(self._kill()))
        except (wire.WireError, Unexpected) as error:
            self._end(Outcome.CRASHED, _garbled(str(error)))

    def tell(self, verb: str, *arguments: Any) -> None:
        """Have the worker do what runs no code of the student's and has no answer."""
        if self._ended is not None:
            raise self._ended
        packed = [self.values.pack(argument) for argument in arguments]
        with suppress(Closed, Late):  # it will be noticed when the worker is asked
            frame = wire.encode(("tell", verb, *packed))
            self._channel.send(frame, time.monotonic() + self._limits.call)

    def _late(self, question: _Question) -> str:
        """Return what a student is told of a deadline that has passed."""
        self.late_load = question.loads
        if question.loads is not None:
            return messages.load_timed_out(EXERCISE_FILES[question.loads], self._limits.load)
        if question.last:
            return _test_timed_out(self._limits.test)
        return messages.timed_out(self._limits.call)

    def _end(self, outcome: Outcome, message: str, place: Any = None) -> NoReturn:
        self._kill()
        self._ended = WorkerError(outcome, message)
        path, line, source, through = self._raised.placed(place)
        if path is not None and line is not None:
            origin = Origin(path, line, source or "", "", message, through)
            self._ended.origin = origin  # type: ignore[attr-defined]
        raise self._ended from None

    def _send(self, question: _Question, message: tuple[Any, ...]) -> None:
        with self._counted(question) as deadline:
            self._channel.send(wire.encode(message), deadline)

    def _receive(self, question: _Question) -> Any:
        with self._counted(question) as deadline:
            frame = self._channel.receive(deadline)
            self._received += len(frame)
            if self._received > MAX_RECEIVED:
                raise wire.WireError("more data than a test can need")
            return wire.decode(frame)

    @contextmanager
    def _counted(self, question: _Question) -> Iterator[float]:
        """Give the deadline of a step towards an answer, and count the step's time.

        What a worker has the trusted side do, with the values that it sends, counts as its own.

        Raises
        ------
        Late
            The step took longer than that.
        """
        before, lent = time.monotonic(), self._channel.lent
        loads = question.loads
        call, test = (self._limits.load, inf) if loads else (self._limits.call, self._limits.test)
        question.last = test - self.spent < call - question.used
        left, took = min(call - question.used, test - self.spent), 0.0
        try:
            yield before + left
        finally:
            took = time.monotonic() - before - (self._channel.lent - lent)
            if took > left:
                took -= self._channel.lend()
            question.used += took
            if loads is None:
                self.spent += took
            else:
                self.loading[loads] = self.loading.get(loads, 0.0) + took
        if took > left:
            raise Late

    def _ask(self, question: _Question, verb: str, arguments: list[Any]) -> Any:
        if self._channel.unasked():
            raise Unexpected("a reply to nothing")
        number, looks = question.number, verb == "read"
        self._send(question, ("ask", number, self.values.changed(), verb, *arguments))
        while True:
            message = self._receive(question)
            looks = looks and type(message) is tuple and message[:1] != ("callback",)
            self.epoch += not looks
            match message:
                case ("at", int(asked), place) if asked == number:
                    question.place = place  # advice, which is looked at when it is used
                case ("result", int(answered), list(edits), value) if answered == number:
                    with self._counted(question):
                        self.values.apply_edits(edits)
                        return self.values.unpack(value)
                case ("error", int(answered), list(edits), *what) if answered == number:
                    with self._counted(question):
                        self.values.apply_edits(edits)
                        error = self._raised.read(what)
                        self.unloadable |= isinstance(error, ExerciseError)
                    raise error
                case (
                    "callback", int(back), list(edits), str(verb),
                    int(object_number), str(name), tuple(positional), dict(keywords),
                ):  # fmt: skip
                    with self._counted(question):
                        self.values.apply_edits(edits)
                    called = verb, object_number, name, positional, keywords
                    self._send(question, self._answer(back, called))
                case _:
                    raise Unexpected("not the reply to what was asked")

    def _answer(self, back: int, called: tuple[str, int, str, Any, Any]) -> tuple[Any, ...]:
        """Run a method of a layer that the test defines, and return how it went."""
        self._callbacks += 1
        if self._callbacks > MAX_CALLBACKS or self._nesting >= MAX_NESTING:
            raise Unexpected("more calls of the test's layers than a test can need")
        self._nesting += 1
        before = time.monotonic()
        try:
            value = self.values.call_back(*called)
            return "answer", back, self.values.changed(), self.values.pack(value)
        except (WorkerError, wire.WireError, Unexpected):
            raise
        except Exception as error:  # noqa: BLE001 -- the test's, handed on to the student
            raised, kind = self._raised.keep(error), builtin_base(type(error)).__name__
            return "raise", back, self.values.changed(), kind, str(error)[:2000], raised
        finally:
            self._nesting -= 1
            if not self._nesting:
                self._spent_in_callbacks += time.monotonic() - before
            if self._spent_in_callbacks > self._limits.callbacks:
                raise Unexpected("more calls of the test's layers than a test can need")


def _test_timed_out(seconds: float) -> str:
    return f"The calls of this test took more than {seconds:g} s in all: which takes so long?"


def _garbled(reason: str) -> str:
    return (
        f"The process that ran your code sent an answer that cannot be read ({reason}): "
        "leave its files and streams alone."
    )
