"""Two processes run the tests of a grade: what they find is the same as one would."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.isolation.conftest import submission
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.model import EXERCISES, GradingError, OwnFault
from tinytorch.grading.run import halves, isolated
from tinytorch.grading.run.isolation.control import MISSED
from tinytorch.grading.run.isolation.trusted.launcher import Launcher
from tinytorch.grading.run.output import RunOutput
from tinytorch.grading.verdict.jsonreport import observed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")


@pytest.fixture(autouse=True)
def processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "_processors", lambda: 2)


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    with isolated.prepared() as made:
        yield made


def work(found: dict[str, Any]) -> halves.Work:
    """Return work that finds what is written down for an exercise, or raises it."""

    def run(exercises: Any, /, *, launcher: Launcher) -> RunOutput:
        tests = []
        for exercise in exercises:
            if isinstance(what := found.get(exercise.name), Exception):
                raise what
            if what == "end":
                os.kill(os.getpid(), signal.SIGKILL)
            tests.append({"nodeid": exercise.name, "process": os.getpid()})
        return RunOutput({"tests": tests, "collectors": []}, "isolated", "none", notes=("A note.",))

    return run


def test_each_process_takes_every_second_exercise(launcher: Launcher) -> None:
    output = halves.run(work({}), EXERCISES, launcher)

    processes: dict[int, set[str]] = {}
    for test in output.document["tests"]:
        processes.setdefault(test["process"], set()).add(test["nodeid"])
    assert processes.pop(os.getpid()) == {"linear", "sequential"}
    assert [*processes.values()] == [{"layer", "dropout"}]
    assert output.notes == ("A note.",)


@pytest.mark.parametrize("exercise", ["layer", "linear"], ids=["in the fork", "here"])
@pytest.mark.parametrize("error", [GradingError("No."), OwnFault("Ours."), ValueError("Odd.")])
def test_what_one_process_raises_is_raised(
    launcher: Launcher, exercise: str, error: Exception
) -> None:
    with pytest.raises(type(error), match=str(error)):
        halves.run(work({exercise: error}), EXERCISES, launcher)


def test_a_fork_that_ends_early_gives_no_grade(launcher: Launcher) -> None:
    with pytest.raises(GradingError, match="One of the two processes that grade has ended"):
        halves.run(work({"dropout": "end"}), EXERCISES, launcher)


def test_no_fork_is_left_when_this_process_is_interrupted(
    launcher: Launcher, tmp_path: Path
) -> None:
    told = tmp_path / "fork"

    def wait(exercises: Any, /, *, launcher: Launcher) -> RunOutput:
        if exercises[0] is EXERCISES[0]:
            told.with_suffix(".new").write_text(str(os.getpid()), encoding="utf-8")
            told.with_suffix(".new").rename(told)
            signal.pause()
        while not told.exists():
            time.sleep(0.01)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        halves.run(wait, EXERCISES, launcher)

    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text(encoding="utf-8")), 0)


def test_a_fork_that_is_killed_as_it_asks_spoils_no_workers_of_others(launcher: Launcher) -> None:
    def ask(exercises: Any, /, *, launcher: Launcher) -> RunOutput:
        if exercises[0] is EXERCISES[0]:
            for _ in range(50):  # each brings an answer that nobody reads
                launcher._send(MISSED, 1)  # type: ignore[attr-defined]
            os.kill(os.getpid(), signal.SIGKILL)
        return work({})(exercises, launcher=launcher)

    with pytest.raises(GradingError, match="One of the two processes"):
        halves.run(ask, EXERCISES, launcher)

    output = isolated.run(submission(), EXERCISES[:1], launcher=launcher, seed=1)
    assert {test["outcome"] for test in output.document["tests"]} == {"passed"}


def test_one_exercise_or_one_processor_needs_no_fork(
    launcher: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = halves.run(work({}), EXERCISES[:1], launcher)
    monkeypatch.setattr(halves, "_processors", lambda: 1)
    all_four = halves.run(work({}), EXERCISES, launcher)

    for output in (one, all_four):
        processes = {test["process"] for test in output.document["tests"]}
        assert processes == {os.getpid()}


@pytest.mark.parametrize(
    "handed_in",
    [submission(), submission(layer="1 / 0", dropout="class Dropout: pass")],
    ids=["reference", "broken"],
)
def test_the_rows_are_those_of_one_process(
    launcher: Launcher, handed_in: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = isolated.run(handed_in, launcher=launcher, seed=1)
    monkeypatch.setattr(halves, "_processors", lambda: 1)
    in_turn = isolated.run(handed_in, launcher=launcher, seed=1)

    rows = {each.nodeid: each for each in observed(together.document)}
    assert rows == {each.nodeid: each for each in observed(in_turn.document)}
    assert together.notes == in_turn.notes
    assert len(rows) > 70
