"""The command that shows a hint."""

import os
import subprocess
import sys

import pytest

from tinytorch.grading import hint_command
from tinytorch.grading.given import hints

ROOT = hint_command.ROOT


def test_shows_one_hint_and_how_to_see_the_next(capsys):
    first, second, *_ = hints.read("2.2", ROOT)

    assert hint_command.main(["2.2"]) == 0
    assert hint_command.main(["TODO 2.2", "2"]) == 0

    shown = " ".join(capsys.readouterr().out.split())
    assert f": {first} Next hint: python3 -m nox -s hint -- 2.2 2 Hint 2 of " in shown
    assert second in shown


def test_the_module_runs_as_a_command():
    command = [sys.executable, "-P", "-m", "tinytorch.grading.hint_command", "2.2"]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Hint 1 of ")


def test_the_last_hint_names_no_next():
    count = len(hints.read("1.1", ROOT))

    assert "Next hint" not in hint_command.hint("1.1", count)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["2.9"], "There is no TODO 2.9; name one of 1.1, 1.2, "),
        (["2.2", "9"], "There is no hint 9 for TODO 2.2: it has "),
        (["2.2", "0"], "There is no hint 0 for TODO 2.2: it has "),
        (["2.2", "two"], "two is no number of a hint: "),
    ],
)
def test_what_does_not_exist_is_one_sentence(capsys, arguments, sentence):
    assert hint_command.main(arguments) == 2
    assert capsys.readouterr().err.startswith(sentence)
