"""What holds where a worker is behind ``nn``: what crosses, what an error tells, and deadlines."""

import sys
import time
from typing import Any

import numpy as np
import pytest

from tests.isolation.conftest import isolated, submission
from tinytorch.core.layers import ExerciseError
from tinytorch.core.tensor import Tensor
from tinytorch.grading.model import EXERCISES, Outcome
from tinytorch.grading.run import isolated as grading
from tinytorch.grading.run.isolation.trusted.budget import Budget, Limits
from tinytorch.grading.run.isolation.trusted.launcher import Launcher
from tinytorch.grading.run.student_errors import OutsideException, origin_of
from tinytorch.grading.run.worker_error import WorkerError


def test_nothing_that_is_set_for_pytest_changes_a_grade(
    launcher: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")

    output = grading.run(submission(), (EXERCISES[0],), launcher=launcher, seed=1)

    assert {test["outcome"] for test in output.document["tests"]} == {"passed"}


def test_arrays_are_read_only_so_that_no_write_is_lost(launcher: Launcher) -> None:
    with isolated(launcher) as nn:
        layer = nn.Linear(2, 2)

        with pytest.raises(ValueError, match="read-only"):
            layer.weight.data[0, 0] = 1.0


def test_instances_of_subclasses_arrive_as_values_of_their_bases(launcher: Launcher) -> None:
    source = """
    import numpy as np
    from tinytorch.core.tensor import Tensor

    class T(Tensor):
        def __eq__(self, other):
            return True
        __hash__ = Tensor.__hash__
    class A(np.ndarray):
        pass
    class I(int):
        pass
    class S(str):
        pass
    class L(list):
        pass
    class D(dict):
        pass

    class Linear:
        values = [T([1.0]), np.zeros(2).view(A), np.ma.array([1, 2]), I(3), S("s"), L([1]), D(a=1)]
    """
    with isolated(launcher, linear=source) as nn:
        tensor, array, masked, *rest = nn.Linear.values

        assert isinstance(tensor, Tensor)
        assert tensor != Tensor([1.0])
        assert [type(array), type(masked)] == [np.ndarray, np.ndarray]
        assert [(type(each), each) for each in rest] == [
            (int, 3), (str, "s"), (list, [1]), (dict, {"a": 1}),
        ]  # fmt: skip


def test_other_objects_are_references_without_a_value(launcher: Launcher) -> None:
    source = """
    class Equal:
        def __eq__(self, other):
            return True
        __hash__ = None
        def __bool__(self):
            return False
        def __len__(self):
            return 3

    class Linear:
        def __init__(self):
            self.result = Equal()
    """
    with isolated(launcher, linear=source) as nn:
        layer = nn.Linear()
        result = layer.result

        assert result is layer.result
        assert result == result
        assert result != 3
        assert result != Tensor([1.0])
        assert bool(result)
        with pytest.raises(TypeError):
            len(result)
        assert repr(result) == "<Equal of the submission>"


@pytest.mark.parametrize(
    "kind", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"]
)
def test_what_is_no_exception_arrives_as_one(launcher: Launcher, kind: str) -> None:
    source = f"class Linear:\n    def forward(self):\n        raise {kind}('over')"
    with isolated(launcher, linear=source) as nn:
        layer = nn.Linear()

        with pytest.raises(OutsideException):
            layer.forward()


def test_an_error_tells_its_place_in_the_students_file(launcher: Launcher) -> None:
    source = "class Linear:\n    def forward(self, x):\n        return self.step(x)\n"
    source += "    def step(self, x):\n        return x.data @ x.data  # here\n"
    with isolated(launcher, linear=source) as nn:
        layer = nn.Linear()

        with pytest.raises(ValueError, match="matmul") as caught:
            layer.forward(Tensor([[1.0, 2.0]]))

    origin = origin_of(caught.value)
    assert origin is not None
    assert (origin.path, origin.line) == ("exercises/02_linear/linear.py", 5)
    assert origin.source == "return x.data @ x.data  # here"
    assert origin.error == "ValueError"


def test_a_message_is_short_and_visible(launcher: Launcher) -> None:
    source = "class Linear:\n    def forward(self):\n"
    source += "        raise ValueError('\\x1b[2J\\u202e' + 'x' * 10**6)"
    with isolated(launcher, linear=source) as nn:
        layer = nn.Linear()

        with pytest.raises(ValueError, match="x1b") as caught:
            layer.forward()

    message = str(caught.value)
    assert message.startswith(r"\x1b[2J\u202exxx")
    assert len(message) <= 1000
    assert message.isprintable()


BRIEF = Budget(limits=Limits(call=0.8, test=1.6))


def test_time_in_the_tests_own_layers_does_not_count(launcher: Launcher) -> None:
    class Slow:
        def forward(self, x):
            until = time.monotonic() + 0.6
            while time.monotonic() < until:
                pass
            return x

        def parameters(self):
            return []

    with isolated(launcher, BRIEF) as nn:
        y = nn.Sequential(Slow(), Slow(), Slow()).forward(Tensor([1.0]))

        assert y.data.tolist() == [1]


LOOP = """
class Linear:
    def forward(self):
        while True:
            pass
"""
DEAF = """
import signal

class Linear:
    def forward(self):
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            pass
"""
TIMELESS = """
import time

sleep = time.sleep
time.monotonic = time.time = lambda: 0.0

class Linear:
    def forward(self):
        sleep(60)
"""


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to block")


@pytest.mark.parametrize(
    "source", [LOOP, pytest.param(DEAF, marks=POSIX), TIMELESS], ids=["loop", "signals", "clock"]
)
def test_a_call_that_does_not_return_ends_in_time(launcher: Launcher, source: str) -> None:
    before = time.monotonic()
    with isolated(launcher, BRIEF, linear=source) as nn:
        layer = nn.Linear()

        with pytest.raises(WorkerError) as caught:
            layer.forward()

    assert caught.value.outcome is Outcome.TIMED_OUT
    assert time.monotonic() - before < 30


def test_many_short_calls_share_the_deadline_of_the_test(launcher: Launcher) -> None:
    source = "import time\nclass Linear:\n    def forward(self):\n        time.sleep(0.3)"
    with isolated(launcher, BRIEF, linear=source) as nn:
        layer = nn.Linear()

        with pytest.raises(WorkerError) as caught:
            [layer.forward() for _ in range(10)]

    assert caught.value.outcome is Outcome.TIMED_OUT


def test_after_the_end_of_the_worker_every_question_says_the_same(launcher: Launcher) -> None:
    source = "import os\nclass Linear:\n    def forward(self): os._exit(3)"
    with isolated(launcher, linear=source) as nn:
        layer = nn.Linear()

        for _ in range(2):
            with pytest.raises(WorkerError, match="exit code 3") as caught:
                layer.forward()
            assert caught.value.outcome is Outcome.CRASHED


def test_two_workers_draw_different_numbers(launcher: Launcher) -> None:
    source = """
    import random
    import numpy as np

    class Linear:
        drawn = (np.random.rand(), random.random(), np.random.default_rng().random())
    """
    drawn: list[Any] = []
    for _ in range(2):
        with isolated(launcher, linear=source) as nn:
            drawn.append(nn.Linear.drawn)

    assert all(one != other for one, other in zip(*drawn, strict=True))


def test_what_waits_for_one_submission_is_not_used_for_another(launcher: Launcher) -> None:
    told = []
    for source in ["def (", "def (", "def (", "class Linear: pass", "def ("]:
        with isolated(launcher, linear=source) as nn:
            try:
                told.append(nn.Linear and "")
            except ExerciseError as error:
                told.append(str(error))

    # The second and third worker had the file before they were asked; the fourth had another.
    assert told[0].startswith("exercises/02_linear/linear.py, line 1: SyntaxError")
    assert told == [told[0], told[0], told[0], "", told[0]]
