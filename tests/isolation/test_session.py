"""The conversation with a worker, whose part is played by a script of frames."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.grading.model import Outcome
from tinytorch.grading.run.isolation import wire
from tinytorch.grading.run.isolation.trusted import exchange as exchanges
from tinytorch.grading.run.isolation.trusted import raised, session
from tinytorch.grading.run.isolation.trusted.budget import Limits
from tinytorch.grading.run.isolation.trusted.exchange import Exchange
from tinytorch.grading.run.isolation.trusted.session import Session
from tinytorch.grading.run.worker_error import WorkerError

Message = tuple[Any, ...]


class Script:
    """A channel on which the worker sends what the test has written down."""

    def __init__(self, messages: Iterator[Message], seconds: float = 0.0) -> None:
        self.messages, self.seconds = messages, seconds
        self.sent: list[Any] = []
        self.lent = 0.0

    def send(self, frame: bytes, deadline: float) -> None:
        self.sent.append(wire.decode(frame))

    def receive(self, deadline: float) -> bytes:
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            pass
        return wire.encode(next(self.messages))

    def unasked(self) -> bool:
        return False

    def lend(self) -> float:
        return 0.0


def exchange(*messages: Message, limits: Limits | None = None) -> Exchange:
    made = Session(Script(iter(messages)), limits or Limits(), lambda *_: None, lambda: "")  # type: ignore[arg-type]
    return Exchange(made)


def result(value: Any, number: int = 1) -> Message:
    return "result", number, [], value


def ended(values: Exchange, *arguments: Any) -> WorkerError:
    """Return what ends the conversation when a question is asked."""
    with pytest.raises(WorkerError) as caught:
        values.session.ask(*arguments or ("load", "Linear"))
    return caught.value


@pytest.mark.parametrize(
    "message",
    [
        result(None, number=2),
        ("result", 1, None, None),
        ("result", 1, []),
        ("result", "1", [], None),
        ("answer", 1, [], None),
        (),
        result(wire.Ref("test", 0)),
        result(wire.Ref("test", 2**32 - 1)),
        result(wire.ArrayValue(0, np.zeros(1))),
        result(wire.Provided("ReLU")),
        result([wire.Ref("worker", 1), wire.TensorValue("worker", 1, None)]),
        result(wire.TensorValue("test", 0, None)),
        ("result", 1, [(0, True, None)], None),
        ("result", 1, ["edit"], None),
        ("error", 1, [], "SystemExit", "", "", None, None),
        ("error", 1, [], "BaseExceptionGroup", "", "", None, None),
        ("error", 1, [], "open", "", "", None, None),
        ("error", 1, [], "ValueError", "", "", None, 0),
        ("error", 1, [], "ValueError", b"", "", None, None),
        ("error", 1, []),
        ("callback", 1, [], "call", 0, "forward", (), {}),
        ("callback", 1, [], "call", -1, "forward", (), {}),
        ("callback", 1, [], "call", 0, "forward", [], {}),
        ("ready", wire.VERSION, []),
    ],
    ids=str,
)  # fmt: skip
def test_a_message_out_of_place_ends_the_test(message: Message) -> None:
    error = ended(exchange(message))

    assert error.outcome is Outcome.CRASHED
    assert "cannot be read" in str(error)


def test_after_its_end_a_conversation_says_the_same_again() -> None:
    values = exchange(("ready",), result(3))

    assert ended(values) is ended(values)


def test_the_bytes_of_a_test_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_RECEIVED", 5_000)
    values = exchange(*(result(bytes(2_000), number) for number in (1, 2, 3)))

    for _ in range(2):
        values.session.ask("load", "Linear")

    assert "more data than a test can need" in str(ended(values))


def test_the_objects_of_a_test_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "MAX_OBJECTS", 10)
    values = exchange(result([wire.TensorValue("worker", number, None) for number in range(11)]))

    assert "more objects than a test can need" in str(ended(values))


class Layer:
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def forward(self, x: Any) -> Any:
        self.seen.append(x)
        return x

    def parameters(self) -> list[Any]:
        return []


def called(name: str, verb: str = "call", *arguments: Any) -> Message:
    return "callback", 1, [], verb, 0, name, arguments, {}


@pytest.mark.parametrize(
    "message",
    [
        called("__init__"), called("_x"), called("seen"), called("forward", "set"),
        called("__class__", "get"),
    ],
    ids=["constructor", "private", "value", "verb", "machinery"],
)  # fmt: skip
def test_a_callback_reaches_public_methods_alone(message: Message) -> None:
    layer = Layer()
    values = exchange(message)

    assert "a callback to something that is not" in str(ended(values, "call", layer))
    assert layer.seen == []


def test_a_callback_may_read_a_public_attribute() -> None:
    values = exchange(called("seen", "get"), result("done"))

    assert values.session.ask("call", Layer()) == "done"


def test_a_twin_that_runs_no_student_code_is_told_of_and_not_waited_for() -> None:
    script = Script(iter([result("done")]))
    values = Exchange(Session(script, Limits(), lambda *_: None, lambda: ""))  # type: ignore[arg-type]

    assert values.session.ask("call", Layer()) == "done"
    assert [message[:2] for message in script.sent] == [
        ("tell", "define"), ("tell", "new"), ("ask", 1),
    ]  # fmt: skip


def test_callbacks_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_CALLBACKS", 5)
    layer = Layer()
    values = exchange(*[called("forward", "call", 1)] * 9)

    assert "more calls of the test's layers" in str(ended(values, "call", layer))
    assert layer.seen == [1] * 5


def test_the_time_in_callbacks_is_bounded_by_itself() -> None:
    class Slow(Layer):
        def forward(self, x: Any) -> Any:
            until = time.monotonic() + 0.2
            while time.monotonic() < until:
                pass
            return x

    limits = Limits(call=0.15, test=0.15, callbacks=0.3)
    values = exchange(*[called("forward", "call", 1)] * 9, limits=limits)

    assert "more calls of the test's layers" in str(ended(values, "call", Slow()))


def test_what_was_read_is_read_again_when_student_code_may_have_run() -> None:
    known = wire.TensorValue("worker", 5, np.zeros(1))
    changed = [result(np.full(1, number), number) for number in (2, 4)]
    values = exchange(result(known), changed[0], result(None, 3), changed[1])

    tensor = values.session.ask("load", "Linear")
    read = [tensor.data.item(), tensor.data.item()]
    other = values.session.ask("read", tensor)
    read += [other.item(), tensor.data.item()]
    values.session.ask("call", "layer")
    read.append(tensor.data.item())

    assert read == [0, 0, 2, 0, 4]


def test_an_edit_reaches_what_was_given_and_nothing_else() -> None:
    tensor, array = Tensor([1.0, 2.0]), np.array([1.0, 2.0])
    edits = [(0, True, np.array([3, 4], np.float32)), (1, True, np.zeros(5))]
    values = exchange(("result", 1, edits, None))

    values.session.ask("call", tensor, array)

    assert tensor.data.tolist() == [3, 4]
    assert array.tolist() == [1, 2]  # another shape cannot have been made in place


def test_what_is_assigned_to_data_cannot_be_edited() -> None:
    weight = np.array([1.0, 2.0])
    edits = [(0, True, np.zeros(2))]
    values = exchange(result(wire.TensorValue("worker", 5, None)), ("result", 2, edits, None))

    tensor = values.session.ask("load", "Linear")
    tensor.data = weight

    assert weight.tolist() == [1, 2]


@pytest.mark.parametrize("length", [10**3, 10**7])
def test_a_message_is_cut_before_it_is_made_visible(length: int) -> None:
    values = exchange(("error", 1, [], "ValueError", "\x00" * length, "\x00" * length, None, None))
    before = time.process_time()

    with pytest.raises(ValueError, match="x00") as caught:
        values.session.ask("load", "Linear")

    assert len(str(caught.value)) <= raised.MAX_MESSAGE
    assert time.process_time() - before < 1


def test_no_recursion_of_callbacks_reaches_pythons_own_limit() -> None:
    class Again(Layer):
        def forward(self, x: Any) -> Any:
            return values.session.ask("call", self)

    values = exchange(*[called("forward", "call", 1)] * 200)

    error = ended(values, "call", Again())

    assert "more calls of the test's layers" in str(error)
