"""The bank is complete, and a share of it is graded; `nox -s mutants` grades all of it."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.misconceptions import bank, judging
from tests.verdicts import MODES, grader
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.verdict.file import origins
from tinytorch.testing.unmet import slug

ENTRIES = bank.read_all()
SEED = 7

#: Every so many entries are graded: in direct mode, and in isolated mode, which takes longer.
DIRECT, ISOLATED = 24, 72


def test_there_are_enough_misconceptions_of_each_exercise():
    count = Counter(entry.exercise.name for entry in ENTRIES)

    assert count["layer"] >= 28
    assert count["linear"] >= 52
    assert count["dropout"] >= 47
    assert count["sequential"] >= 33


def test_nearly_all_are_told_what_they_did():
    # An exception, or that none was raised, says all there is to say of what it is about.
    said = re.compile(r"Error|should raise|no error was raised")
    told = [entry for entry in ENTRIES if entry.named or said.search(entry.shown or "")]

    assert sum(1 for entry in ENTRIES if entry.named) >= 0.85 * len(ENTRIES)
    assert len(told) >= 0.9 * len(ENTRIES)


def test_each_entry_is_another_submission():
    same = Counter((entry.exercise, entry.source) for entry in ENTRIES)

    assert [entry.name for entry in ENTRIES if same[entry.exercise, entry.source] > 1] == []


def test_each_submission_is_read_by_python():
    for entry in ENTRIES:
        compile(entry.source, str(entry), "exec", dont_inherit=True)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"change": [["no such text", ""]]}, "'no such text' stands 0 times in the reference"),
        ({"change": [["self", "me"]]}, "'self' stands 5 times in the reference"),
        ({"backward": "pass"}, "Layer has no method backward"),
        ({"change": []}, "nothing is changed"),
        ({"forward": "pass", "caught_by": "test_nothing"}, "in `caught_by` tests that are there"),
        ({"forward": "pass", "says": ""}, "needs `says`"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(entry: dict[str, object], words: str):
    told = {"says": "It is wrong.", "caught_by": "test_a_layer_has_no_parameters", **entry}

    with pytest.raises(bank.BankError) as refused:
        bank.misconception("layer/it", told, EXERCISES[0], {"test_a_layer_has_no_parameters"})

    assert str(refused.value).startswith("layer/it: ")
    assert words in str(refused.value)


def test_a_method_is_exchanged_with_or_without_its_first_line():
    def source(text: str) -> str:
        told = {"says": "So.", "caught_by": "test_it", "parameters": text}
        return bank.misconception("layer/it", told, EXERCISES[0], {"test_it"}).source

    assert source("return None").endswith(' so.\n        """\n        return None\n')
    assert source("def parameters(self, x):\n    return x").endswith(
        "\n    def parameters(self, x):\n        return x\n"
    )


@pytest.mark.parametrize(
    ("mode", "entries"),
    [("direct", ENTRIES[::DIRECT]), (MODES[1], ENTRIES[4::ISOLATED])],
    ids=["direct", "isolated"],
)
def test_misconceptions_are_caught_and_told(mode: str, entries: list[bank.Misconception]):
    with grader(mode) as grade:
        found = {
            str(entry): complaints
            for entry in entries
            for report in [grade({entry.exercise: entry.source.encode()}, [entry.exercise], SEED)]
            if (complaints := list(judging.complaints(entry, report.values())))
        }

    assert found == {}


def test_a_wrong_layer_costs_nothing_in_the_other_exercises():
    wrong = [entry for entry in ENTRIES if entry.exercise is EXERCISES[0]]
    with grader("direct") as grade:
        lost = {
            str(entry): test
            for entry in wrong[::12]
            for test, row in grade(
                {entry.exercise: entry.source.encode()}, EXERCISES[1:], SEED
            ).items()
            if not row.passed
        }

    assert lost == {}


def test_what_is_wrong_with_a_layer_is_not_told_of_the_model_around_it():
    chosen = ("linear/bias-not-added", "linear/parameters-is-inherited", "dropout/flag-is-missing")
    wrong = [entry for entry in ENTRIES if str(entry) in chosen]
    with grader(MODES[1]) as grade:
        for entry in wrong:
            graded = grade({entry.exercise: entry.source.encode()}, EXERCISES[3:], SEED)
            told = {row.observed.path for row in graded.values() if not row.passed}

            assert told == {entry.exercise.path}, str(entry)

    assert len(wrong) == len(chosen)


def test_names_of_mistakes_say_what_was_done_and_not_what_to_do():
    names = {name for entry in ENTRIES for name in (*entry.named, *entry.also)}

    assert len(set(map(slug, names))) == len(names)
    assert [name for name in names if name.endswith((".", "?", "!")) or len(name) > 70] == []


def test_mistakes_whose_lines_are_looked_for_are_known():
    names = {name for entry in ENTRIES for name in (*entry.named, *entry.also)}

    for signs in origins._SIGNS.values():
        assert signs.keys() - {""} <= names & set(literals("tinytorch/testing/**/*.py"))
    assert names >= origins._SHARED


def test_the_name_of_a_mistake_that_a_check_gives_is_written_once():
    written = Counter(
        (*literals("tinytorch/testing/**/*.py"), *literals("exercises/*/test_*.py"),
         *literals("tinytorch/grading/verdict/file/origins.py"))
    )  # fmt: skip
    names = {name for entry in ENTRIES for name in (*entry.named, *entry.also)}

    assert [name for name in names if written[name] > 1] == []


def literals(places: str) -> list[str]:
    """Return the texts that stand in some files of the project."""
    return [
        node.value
        for path in bank.ROOT.glob(places)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
