"""The untrusted side: loads the student's files and does what the trusted side asks for.

Whatever runs here may be taken over by the student's code, so nothing here is relied upon: the
trusted side checks every message, and holds the deadlines.

Messages, each a tuple that `wire` encodes::

    ("start", sources)                                   the submission; no reply
    ("begin", seed, replaced)                            a test begins; no reply
    ("forget", test)                                     it has ended -> forgotten
    ("forgotten", test, clean)                           whether nothing is left of it
    ("tell", verb, *arguments)                           what runs no student code; no reply
    ("ask", number, given, verb, *arguments)             -> result or error
    ("at", number, place)                                the answer takes long: where it is
    ("result", number, edited, value)
    ("error", number, edited, type, message, shown, place, raised)
    ("callback", number, edited, verb, object, name, arguments, keywords) -> answer or raise
    ("answer", number, given, value)
    ("raise", number, given, type, message, raised)
"""

from __future__ import annotations

import builtins
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NoReturn

import numpy as np
from numpy.random import bit_generator

from tinytorch.core import layers
from tinytorch.grading.run import base_class, imports
from tinytorch.grading.run.isolation import wire
from tinytorch.grading.run.isolation.frame import HEADER
from tinytorch.grading.run.isolation.twins import Parameter, twin_class
from tinytorch.grading.run.isolation.untrusted.leftovers import Leftovers
from tinytorch.grading.run.isolation.untrusted.objects import Objects
from tinytorch.grading.run.student_errors import MAX_THROUGH, left, where

MAX_MESSAGE = 2000  #: characters of an exception's message
_PULSE = 0.25  #: seconds after which, again and again, is told where the code is
#: No layer needs so many calls in calls. Python's own limit is as far away as a deadline where
#: each level of a recursion calls the test's layers, and which comes first would be left to chance.
_RECURSION = 300


class Worker:
    """Serves one test after the other, and forgets in between.

    Questions, objects and callbacks are numbered on and on, so that nothing that is left of one
    test can be taken for something of the next.

    Parameters
    ----------
    incoming, outgoing : int
        File descriptors of the pipes to the trusted side.
    folder : Path
        Where the student's code may leave files until its test ends.
    """

    def __init__(self, incoming: int, outgoing: int, folder: Path) -> None:
        self._incoming, self._outgoing, self._folder = incoming, outgoing, folder
        self._callbacks = 0
        self._watching: int | None = None  # the question that student code is answering
        self._due = False  # whether it is time to tell where that code is
        self._values = Objects()
        self._new_test()
        self._sources: dict[str, tuple[str, bytes | str]] = {}  # or why there is none
        self._compiled: dict[str, CodeType] = {}
        self._paths: set[str] = set()  # the student's files, as messages name them
        self._verbs: dict[str, Callable[..., Any]] = {
            "load": layers.load,
            "probe": base_class.probe,
            "call": lambda target, arguments, keywords: target(*arguments, **keywords),
            "method": _method,
            "append": self._append,
            "appended": lambda: self._appended,
            "get": getattr,
            "read": lambda tensor: tensor.data,
            "set": setattr,
            "define": self._define,
            "new": self._new,
            "where": where,
        }

    def run(self) -> NoReturn:
        """Serve until the trusted side closes the channel."""
        try:
            while True:
                self._handle(self._receive())
        finally:
            os._exit(0)  # nothing of the student's may run on the way out

    def _handle(self, message: tuple[Any, ...]) -> None:
        match message:
            case ("ask", number, given, verb, *arguments):
                self._answer(number, given, verb, arguments)
            case ("tell", verb, *arguments):
                self._verbs[verb](*map(self._values.unpack, arguments))
            case ("start", sources):
                self._start(sources)
            case ("begin", seed, replaced):
                _seed(seed)
                if replaced:
                    base_class.replace()
            case ("forget", test):
                clean = self._forget()
                self._send(("forgotten", test, clean))

    def _answer(self, number: int, given: Any, verb: str, arguments: list[Any]) -> None:
        try:
            self._values.unpack(given)
            with self._watched(number):
                value = self._verbs[verb](*map(self._values.unpack, arguments))
            packed = self._values.pack(value)
            reply: tuple[Any, ...] = ("result", number, self._values.edited(), packed)
        except BaseException as error:  # noqa: BLE001 -- reported, whatever it is
            reply = ("error", number, self._values.edited(), *self._describe(error))
        self._send(reply)

    @contextmanager
    def _watched(self, number: int) -> Iterator[None]:
        """Tell now and then where the code is that answers a question."""
        self._watching = number
        with suppress(OSError, AttributeError):  # Windows has no such timer
            signal.setitimer(signal.ITIMER_REAL, _PULSE, _PULSE)
        try:
            yield
        finally:
            self._watching = None
            with suppress(OSError, AttributeError):
                signal.setitimer(signal.ITIMER_REAL, 0.0)

    @contextmanager
    def _unwatched(self) -> Iterator[None]:
        """Tell nothing while the trusted side is at work, and then what was due meanwhile."""
        watching, self._watching, self._due = self._watching, None, False
        try:
            yield
        finally:
            self._watching = watching
            if self._due:
                self._tell_place(0, sys._getframe())

    def _tell_place(self, _: int, frame: FrameType | None) -> None:
        passed = []
        while frame is not None:
            if frame.f_code.co_filename in self._paths:
                passed.append(frame)
            frame = frame.f_back
        self._due = self._watching is None
        if self._watching is not None and passed:
            through = dict.fromkeys(each.f_code.co_qualname for each in passed)
            place = passed[0].f_code.co_filename, passed[0].f_lineno, tuple(through)[:MAX_THROUGH]
            self._write(wire.encode(("at", self._watching, place)))

    def _start(self, sources: dict[str, tuple[str, bytes | str]]) -> None:
        self._sources = sources
        self._paths = {path for path, _ in sources.values()}
        layers.read_from(self._read)
        sys.breakpointhook = _no_debugger
        sys.setrecursionlimit(_RECURSION)
        imports.refuse_others()
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, self._tell_place)
        random.seed(b"")  # the first seed makes newer Pythons keep what they hash it with
        self._leftovers = Leftovers(self._paths)

    def _new_test(self) -> None:
        self._classes: dict[int, Any] = {}  # the twins of the test's classes
        self._raised: dict[int, tuple[BaseException, int]] = {}  # the test's exceptions, by id()
        self._appended: list[Any] = []  # which a test has appended to last
        self._values = self._values.successor()

    def _forget(self) -> bool:
        """Drop all that a test had, have the exercises loaded anew; return whether that is all."""
        layers.forget()
        self._new_test()
        clean = not self._leftovers.found()
        with suppress(OSError):  # where a sandbox forbids it, nobody has been elsewhere
            os.chdir(self._folder)
        for path in self._folder.iterdir():
            path.unlink()
        _flush()
        return clean

    def _read(self, relative: str) -> tuple[str, bytes | CodeType]:
        path, source = self._sources[relative]
        if isinstance(source, str):
            raise layers.ExerciseError(path, None, source)
        if relative not in self._compiled:
            with suppress(Exception):  # who runs it will meet it again
                self._compiled[relative] = compile(source, path, "exec", dont_inherit=True)
        return path, self._compiled.get(relative, source)

    def _append(self, target: Any, method: str, item: Any) -> None:
        self._appended = getattr(target, method)()
        self._appended.append(item)

    def _define(
        self, number: int, name: str, base: Any, methods: dict[str, list[Parameter]]
    ) -> None:
        self._classes[number] = twin_class(name, base, methods, self._call_back)

    def _new(self, class_number: int, number: int) -> None:
        made = self._classes[class_number]
        self._values.add_twin(number, made.__new__(made))

    def _call_back(self, verb: str, twin: Any, name: str, arguments: Any, keywords: Any) -> Any:
        """Let the trusted side run a method of a layer that the test defines."""
        self._callbacks += 1
        number, values = self._callbacks, self._values
        given = values.pack((arguments, keywords))
        called = verb, values.number_of(twin), name, *given
        with self._unwatched():
            return self._called_back(number, ("callback", number, values.edited(), *called))

    def _called_back(self, number: int, message: tuple[Any, ...]) -> Any:
        """Send a callback, and return what comes back; serve what is asked meanwhile."""
        values = self._values
        self._send(message)
        while True:
            message = self._receive()
            if message[0] == "answer" and message[1] == number:
                values.unpack(message[2])
                return values.unpack(message[3])
            if message[0] == "raise" and message[1] == number:
                values.unpack(message[2])
                kind, text, raised = message[3:]
                error = getattr(builtins, kind)(text)
                self._raised[id(error)] = error, raised
                raise error
            self._handle(message)

    def _describe(self, error: BaseException) -> tuple[Any, ...]:
        """Return type, message, shown type, place and, for an exception of the test's, which."""
        _, raised = self._raised.get(id(error), (None, None))
        shown = type(error).__name__
        if isinstance(error, layers.ExerciseError):
            place = (str(error.path), error.line, ())
            return "ExerciseError", error.sentence[:MAX_MESSAGE], shown, place, raised
        try:
            message = str(error)[:MAX_MESSAGE]
        except BaseException:  # noqa: BLE001 -- the student's own __str__
            message = ""
        return _builtin_base(error), message, shown, self._place(error), raised

    def _place(self, error: BaseException) -> tuple[str, int, tuple[str, ...]] | None:
        """Return the last line of the student's that the exception passed through."""
        return left(error.__traceback__, lambda code: code.co_filename in self._paths)

    # Frames, blocking: the trusted side holds the deadlines.

    def _send(self, message: tuple[Any, ...]) -> None:
        _flush()
        try:
            frame = wire.encode(message)
        except wire.WireError as error:
            kind, number = message[0], message[1]
            if kind != "result":
                raise ValueError(str(error)) from None
            frame = wire.encode(("error", number, [], "ValueError", str(error), "", None, None))
        self._write(frame)

    def _write(self, frame: bytes) -> None:
        data = memoryview(HEADER.pack(len(frame)) + frame)
        while data:
            data = data[os.write(self._outgoing, data) :]

    def _receive(self) -> Any:
        (size,) = HEADER.unpack(self._exactly(HEADER.size))
        return wire.decode(self._exactly(size))

    def _exactly(self, size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            part = os.read(self._incoming, size - len(parts))
            if not part:
                os._exit(0)  # the trusted side is done with this worker
            parts += part
        return bytes(parts)


def _method(target: Any, name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    """Call a method of an object, or of a class with the object as its first argument."""
    bases = target.__mro__ if isinstance(target, type) else ()
    # Asked of the class itself, a missing __call__ would be that which makes objects.
    if name == "__call__" and bases and not any(name in vars(base) for base in bases):
        raise TypeError(f"'{type(arguments[0]).__name__}' object is not callable")
    return getattr(target, name)(*arguments, **keywords)


def _builtin_base(error: BaseException) -> str:
    """Return the name of the nearest builtin base below Exception; "" outside Exception."""
    for base in type(error).__mro__:
        name: str = base.__name__
        if getattr(builtins, name, None) is base and issubclass(base, Exception):
            return name
    return ""


def _seed(seed: bytes) -> None:
    """Seed every generator, those too that nobody seeds: a test that is run again draws the same.

    Only who goes past NumPy and `random`, to the operating system, draws something else.
    """
    random.seed(seed)
    np.random.seed(np.frombuffer(seed, np.uint32))
    # Where NumPy takes its entropy from.
    bit_generator.randbits = random.Random(seed).getrandbits  # type: ignore[attr-defined]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # the student may have closed or replaced it
            stream.flush()


def _no_debugger(*arguments: Any, **keywords: Any) -> None:
    raise RuntimeError("breakpoint() was called, and no debugger can be attached here")
