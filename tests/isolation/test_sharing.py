"""Tests that share a worker: what it forgets, when it is renewed, and that nobody profits."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from tests.isolation.conftest import submission
from tinytorch.core.layers import ExerciseError
from tinytorch.core.tensor import Tensor
from tinytorch.grading.model import Outcome
from tinytorch.grading.run.isolation.trusted.budget import Budget, Limits
from tinytorch.grading.run.isolation.trusted.launcher import Launcher, launch
from tinytorch.grading.run.isolation.trusted.mode import Isolated
from tinytorch.grading.run.worker_error import WorkerError

FIRST = "01_layer"  #: no question about Layer comes before its tests

#: Says which process it is in, and what earlier tests left there.
LINEAR = """
import os
import random
from pathlib import Path
import numpy as np

LEFT = []

class Linear:
    def __init__(self):
        LEFT.append(self)
        self.count = len(LEFT)
        self.files = len(list(Path().iterdir()))
        Path("left").touch()
        self.process = os.getpid()

    def forward(self):
        print("forward")
        unseeded = np.random.default_rng().random(), np.random.RandomState().rand()
        return np.random.rand(), random.random(), *unseeded
"""
HANGS = """
class Linear:
    def __init__(self, value=0):
        self.value = value

    def forward(self):
        while True:
            pass
"""
DIES = "import os\nclass Linear:\n    def forward(self):\n        os._exit(3)"
BROKEN = "import os\nopen(str(os.getpid()), 'w')\nraise ValueError(os.getpid())"
BRIEF = Budget(limits=Limits(call=0.8, test=1.6, load=0.8), shared=Limits(call=0.2))


@contextmanager
def isolated(launcher: Launcher, linear: str, **settings: Any) -> Iterator[Isolated]:
    with closing(Isolated(launcher, submission(linear=linear), **settings)) as mode:
        yield mode


def process(mode: Isolated, test: str = "") -> int:
    """Return which process serves a test."""
    with mode.layers(FIRST, test) as nn:
        return int(nn.Linear().process)


def test_the_tests_of_an_exercise_share_a_worker(launcher: Launcher) -> None:
    with isolated(launcher, LINEAR) as mode:
        assert process(mode) == process(mode)


def test_alone_each_test_has_a_worker_of_its_own(launcher: Launcher) -> None:
    with isolated(launcher, LINEAR, alone=True) as mode:
        assert process(mode) != process(mode)


def test_another_exercise_has_another_worker(launcher: Launcher) -> None:
    with isolated(launcher, LINEAR) as mode:
        first = process(mode)
        with mode.layers("03_dropout") as nn:
            assert nn.Linear().process != first


def test_one_that_takes_long_to_start_serves_all_exercises() -> None:
    with closing(launch(fork=False)) as slow, isolated(slow, LINEAR) as mode:
        first = process(mode)
        for folder in ("02_linear", "03_dropout"):
            with mode.layers(folder) as nn:
                layer = nn.Linear()
                assert (layer.process, layer.count, layer.files) == (first, 1, 0)


def test_modules_and_files_are_new_for_each_test(launcher: Launcher) -> None:
    with isolated(launcher, LINEAR) as mode:
        for _ in range(3):
            with mode.layers(FIRST) as nn:
                assert [nn.Linear().count, nn.Linear().count] == [1, 2]
                assert nn.Linear().files == 1


def test_what_one_test_prints_is_not_shown_at_the_next(launcher: Launcher) -> None:
    source = LINEAR + "\n    def __del__(self):\n        print('the end')"
    with isolated(launcher, source) as mode:
        for _ in range(3):
            with mode.layers(FIRST) as nn:
                nn.Linear().forward()
                assert mode.output() == "forward\n"


def test_a_worker_in_which_something_is_left_serves_no_other_test(launcher: Launcher) -> None:
    source = f"import builtins\nbuiltins.left = 1\n{LINEAR}"
    with isolated(launcher, source) as mode:
        assert process(mode) != process(mode)


def test_what_python_keeps_by_itself_is_not_left(launcher: Launcher) -> None:
    source = """
from collections.abc import Sequence
from typing import Optional
import fractions
import numpy.polynomial
import warnings
"""
    source += (
        LINEAR
        + """
    def layers(self, linear: Optional["Linear"], more: Sequence["Linear"]):
        pass

Kept = Optional[Linear], Sequence[Linear], np.vectorize(Linear)
warnings.warn("once")
"""
    )
    with isolated(launcher, source) as mode:
        assert process(mode) == process(mode)


def test_a_test_draws_the_same_whoever_has_been_served_before(launcher: Launcher) -> None:
    def drawn(mode: Isolated, test: str) -> Any:
        with mode.layers(FIRST, test) as nn:
            return nn.Linear().forward()

    with isolated(launcher, LINEAR, seed=1) as one, isolated(launcher, LINEAR, seed=1) as two:
        first, second = drawn(one, "first"), drawn(one, "second")
        assert drawn(two, "second") == second

    assert all(a != b for a, b in zip(first, second, strict=True))
    with isolated(launcher, LINEAR, seed=2) as other:
        assert drawn(other, "first") != first


def test_only_what_is_good_or_comes_from_a_fresh_worker_counts(launcher: Launcher) -> None:
    with isolated(launcher, LINEAR) as mode:
        first = process(mode)
        assert mode.settled(Outcome.FAILED)  # nobody was served before
        assert process(mode) == first
        assert mode.settled(Outcome.NOT_STARTED)
        assert process(mode) == first
        assert mode.settled(Outcome.PASSED)
        assert process(mode) == first
        assert not mode.settled(Outcome.FAILED)

        again = process(mode)
        assert again != first
        assert mode.settled(Outcome.FAILED)
        assert process(mode) == again


def test_after_a_crash_the_next_test_has_a_fresh_worker(launcher: Launcher) -> None:
    with isolated(launcher, DIES) as mode:
        for _ in range(2):
            with mode.layers(FIRST) as nn, pytest.raises(WorkerError, match="exit code 3"):
                nn.Linear().forward()
            assert mode.settled(Outcome.CRASHED)


def test_a_file_that_cannot_be_loaded_is_tried_in_a_fresh_worker_each_time(
    launcher: Launcher,
) -> None:
    said = set()
    with isolated(launcher, BROKEN) as mode:
        for _ in range(3):
            with mode.layers(FIRST) as nn, pytest.raises(ExerciseError) as caught:
                _ = nn.Linear
            said.add(str(caught.value))
            assert mode.settled(Outcome.BROKEN)

    assert len(said) == 3


def test_a_hang_is_waited_for_once(launcher: Launcher) -> None:
    said = []
    with isolated(launcher, HANGS, budget=BRIEF) as mode:
        for counts in (True, True, True):
            with mode.layers(FIRST) as nn, pytest.raises(WorkerError) as caught:
                nn.Linear().forward()
            said.append(str(caught.value))
            assert mode.settled(Outcome.TIMED_OUT) is counts

    assert "within 0.8 s" in said[0]
    assert all("within 0.25 s" in each for each in said[1:])


def test_a_hang_in_a_worker_that_has_served_others_is_tried_again(launcher: Launcher) -> None:
    with isolated(launcher, HANGS, budget=BRIEF) as mode:
        with mode.layers(FIRST) as nn:
            assert nn.Linear(3).value == 3
        for limit, counts in [("0.2 s", False), ("0.8 s", True), ("0.25 s", True)]:
            with mode.layers(FIRST) as nn, pytest.raises(WorkerError, match=limit):
                nn.Linear().forward()
            assert mode.settled(Outcome.TIMED_OUT) is counts


def test_a_file_that_hangs_is_loaded_once(launcher: Launcher) -> None:
    with isolated(launcher, "while True: pass", budget=BRIEF) as mode:
        with mode.layers(FIRST) as nn, pytest.raises(WorkerError) as first:
            _ = nn.Linear
        assert mode.settled(Outcome.TIMED_OUT)
        with mode.layers(FIRST) as nn, pytest.raises(WorkerError) as second:
            _ = nn.Linear

    assert str(first.value).startswith("Loading 02_linear/linear.py did not end within 0.8 s")
    assert second.value is first.value


def test_a_file_that_takes_long_to_load_loses_nothing_until_its_time_is_used_up(
    launcher: Launcher,
) -> None:
    source = "import time\ntime.sleep(0.4)\nclass Linear:\n    pass"
    budget = Budget(limits=Limits(call=0.2), shared=Limits(call=0.2), loading=1.0)
    with isolated(launcher, source, budget=budget) as mode:
        for _ in range(3):
            with mode.layers(FIRST) as nn:
                assert nn.Linear()
        with pytest.raises(WorkerError) as caught, mode.layers(FIRST):
            pass

    assert "takes 0.4 s each time, and the 1 s" in str(caught.value)
    assert "what runs at its top?" in str(caught.value)


def test_an_exercise_that_hangs_takes_no_time_from_another(launcher: Launcher) -> None:
    budget = Budget(limits=Limits(call=0.4), exercise=0.3)
    with isolated(launcher, HANGS, budget=budget) as mode:
        with mode.layers(FIRST) as nn, pytest.raises(WorkerError):
            nn.Linear().forward()
        with pytest.raises(WorkerError, match="for the calls of 01_layer"), mode.layers(FIRST):
            pass
        with mode.layers("03_dropout") as nn:
            assert nn.Dropout(0.5).p == 0.5


def test_a_loop_at_the_end_of_an_object_costs_the_next_test_nothing(launcher: Launcher) -> None:
    source = "class Linear:\n    p = 1\n    def __del__(self):\n        while True: pass"
    with isolated(launcher, source) as mode:
        for _ in range(2):
            with mode.layers(FIRST) as nn:
                assert nn.Linear().p == 1
            assert mode.settled(Outcome.PASSED)


def test_an_object_of_one_test_cannot_be_used_in_the_next(launcher: Launcher) -> None:
    with isolated(launcher, LINEAR) as mode:
        with mode.layers(FIRST) as nn:
            layer = nn.Linear()
        with mode.layers(FIRST), pytest.raises(WorkerError, match="after its test"):
            layer.forward()


def test_a_layer_of_one_test_cannot_be_called_in_the_next(launcher: Launcher) -> None:
    source = """
    import copy

    class Linear:
        def __init__(self, layer):
            self.layer = getattr(copy.copy, "kept", layer)  # where nobody looks for what is left
            copy.copy.kept = layer

        def forward(self, x):
            return self.layer.forward(x)
    """

    class Link:
        def forward(self, x):
            return x

    with isolated(launcher, source) as mode:
        with mode.layers(FIRST) as nn:
            assert nn.Linear(Link()).forward(Tensor([1.0])).data.tolist() == [1]
        with mode.layers(FIRST) as nn, pytest.raises(KeyError):
            nn.Linear(Link()).forward(Tensor([1.0]))
        assert not mode.settled(Outcome.FAILED)
