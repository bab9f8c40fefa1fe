"""What more than one module says, or tests ask for; other sentences stand where they are said.

Sentences about a test file or the installation speak to an instructor, all others to a student.
"""

# ruff: noqa: D103 - each function is a sentence, which says itself what it is about

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tinytorch.grading.model import EXERCISES, Graded, Observed, Outcome, Report, of_file
from tinytorch.grading.text import bounded, one_line


def nox(words: str) -> str:
    """Return a command as the README's first line spells it: nox alone may be on no path."""
    return f"python3 -m nox -s {words}"


#: The word for each outcome, the same in every report.
WORDS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "FAILED",
    Outcome.NOT_STARTED: "not started",
    Outcome.BROKEN: "broken",
    Outcome.TIMED_OUT: "timed out",
    Outcome.CRASHED: "crashed",
    Outcome.NOT_RUN: "not run",
}


# --- the submission ------------------------------------------------------------------------------


def not_a_file(path: str) -> str:
    return f"{path} is not a regular file: put your Python file in its place."


def large_file(path: str, size: int, limit: int) -> str:
    return (
        f"{path} has {size:,} bytes and is not read: an answer has at most {limit // 1024} KiB; "
        "remove what does not belong to it."
    )


def changed_files(paths: Sequence[str], *, foreign: bool) -> str:
    shown = ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
    if foreign:
        return f"These files differ from the grader's own, which were used instead: {shown}."
    return f"These files differ from the released ones, so this grade may too: {shown}."


# --- the run -------------------------------------------------------------------------------------

NOT_REACHED = "The run ended before this test: grade again, and show your instructor if it stays."


def test_broke(reason: str) -> str:
    because = f" ({reason})" if reason else ""
    return f"The test itself could not run{because}: show this line to your instructor."


def not_graded(test: str, reason: str) -> str:
    where = test.replace("::", ", ")
    return f"Not graded, by a fault of the grader's and not of the work: {where}: {reason}"


def timed_out(seconds: float) -> str:
    return f"The call did not return within {seconds:g} s: which loop, or wait, never ends?"


def load_timed_out(path: str, seconds: float) -> str:
    return f"Loading {path} did not end within {seconds:g} s: what runs at its top?"


def crashed(how: str) -> str:
    return f"The process that ran your code died ({how}): does your code exit, or recurse deeply?"


NO_WORKER = "The process for your code did not start: grade again, and report it if it stays."


def killed(signal: str) -> str:
    return f"ended by {signal}"


def budget_spent(folder: str, seconds: float) -> str:
    return f"The {seconds:g} s for the calls of {folder} were used up before this test."


def unconfined(missing: Iterable[str]) -> str:
    return (
        f"--sandbox required, but this system offers no {' and no '.join(missing)}: "
        "grade on a Linux system that does, or with --sandbox auto."
    )


# --- a graded test -------------------------------------------------------------------------------


def todo(observed: Observed) -> str | None:
    """Return the number of the TODO that a test met, such as ``2.2``."""
    found = re.match(r"TODO (\d+\.\d+)", observed.message)
    return found[1] if found and observed.outcome is Outcome.NOT_STARTED else None


def status(observed: Observed) -> str:
    """Return how a test ended, in two to four words."""
    number = todo(observed)
    return f"{WORDS[observed.outcome]}, TODO {number}" if number else WORDS[observed.outcome]


def place(observed: Observed) -> str:
    """Return the student's file that a test is about, with the line, and what begins there."""
    path = observed.path or "your file"
    if not observed.line:
        return path
    begins = f", where {observed.definition} begins" if observed.definition else ""
    return f"{path}, line {observed.line}{begins}"


#: How the line of a named mistake begins. `tinytorch.testing.unmet` says it, too; a report cannot
#: ask there, for it would load NumPy, without which this must be able to say what is missing.
NAMED = "This is what you get when"

#: How the line begins that asks a question, there too.
HINT = "Hint: "


def several_tests(tests: Sequence[Graded]) -> str:
    """Return how many tests there are, and their points; of which exercises, where of several."""
    count = "1 test" if len(tests) == 1 else f"{len(tests)} tests"
    folders = dict.fromkeys(graded.test.exercise for graded in tests)
    of = f" of {' and '.join(folders)}" if len(folders) > 1 else ""
    return f"{count}{of}, {_points(sum(graded.test.points for graded in tests))}"


def _points(count: int) -> str:
    return "1 point" if count == 1 else f"{count} points"


def unmet_test(graded: Graded) -> str:
    """Return how a test ended, its title and what it is worth."""
    outcome = graded.observed.outcome
    # A file that cannot be read fails whatever it is asked: no test's title says what is wrong.
    title = graded.observed.path if outcome is Outcome.BROKEN else None
    title = title or graded.test.title
    return f"{status(graded.observed)}: {title} ({_points(graded.test.points)})"


def other_cause(tests: Sequence[Graded], cause: str) -> str:
    return f"{tests[0].test.exercise}: {cause} ({several_tests(tests)})"


def command(graded: Graded) -> str:
    """Return the command that runs one test in direct mode."""
    return nox(f"alone -- {graded.test.nodeid}")


# --- a report ------------------------------------------------------------------------------------


SAME_PLACE = "The tests that say so:"

PRINTED = "Your code printed:"


def fail_alike(count: int) -> str:
    return f"These {count} fail alike:"


def as_above(cause: str, count: int) -> str:
    return f"These {count}, as above: {cause}." if count > 1 else f"As above: {cause}."


def more_tests(count: int) -> str:
    return f"and {count} more"


def notes(report: Report) -> list[str]:
    """Return what there is to say of a grade as a whole."""
    own = "Tests and grader are this checkout's own: feedback, not the record."
    return [*([own] if report.self_graded else []), *report.notes]


def run_line(report: Report) -> str:
    """Return how the grade came about, and how to repeat it."""
    sandbox = report.sandbox.rstrip(".")
    with_what = "; ".join(filter(None, (report.platform, f"--seed {report.seed}")))
    return f"Run: {report.mode}, {sandbox}; {with_what}; grader {report.grader_version}."


# --- what to do next -----------------------------------------------------------------------------


#: Of an exception's text; the whole stands with its test.
_MAX_CAUSE = 100


def next_step(report: Report, *, told: bool = False) -> str:
    """Return the one sentence that a student reads last, without a cause that they are `told`."""
    graded = report.next
    if graded is None:
        if report.complete:
            return f"nothing is left to do; all {report.possible} points are yours."
        return f"on to the others: {nox('grade')}"
    observed, where = graded.observed, place(graded.observed)
    if observed.outcome is Outcome.BROKEN and not observed.cause:
        return one_line(observed.message)  # there is no such file
    aim = f', for "{graded.test.title.rstrip(".")}"'
    readme = f"exercises/{_chapter(graded)}/README.md"
    if number := todo(observed):
        return f"TODO {number} in {where}{aim}; see {readme}"
    task = f" (TODO {observed.task})" if observed.task else ""
    # A second sentence of an exception's stands with its test.
    cause = re.split(r"\. (?=[A-Z])", one_line(observed.cause or ""), maxsplit=1)[0]
    cause = f": {bounded(cause, _MAX_CAUSE)}" if cause else aim
    cause = "" if told and observed.cause else cause
    return f"fix {where}{task}{cause}; see {readme}"


def _chapter(graded: Graded) -> str:
    """Return the exercise that a student is to work on; it may be another than the test's."""
    exercise = of_file(graded.observed.path or "")
    return exercise.folder if exercise else graded.test.exercise


# --- resetting an exercise -----------------------------------------------------------------------


def stub_restored(path: str, kept: str) -> str:
    return f"{path} is the stub again; your version is kept as {kept}."


def stub_untouched(path: str) -> str:
    return f"{path} is still the untouched stub: there is nothing to reset."


def stub_was_missing(path: str) -> str:
    return f"{path} was missing; now the stub is in its place."


# --- watching ------------------------------------------------------------------------------------

GRADER_ENDED = "The process that grades has ended: save again, and report it if it happens again."

BEFORE_THIS = "As it was before:"

NO_HINTS = "The chapter has no hint for this task: read its section there."

DONE = f"Commit and push: the check there says the same. `{nox('lab')}` shows what your layers do."


def finished(folder: str) -> str:
    return f"{folder} is complete; on to what is left."


def chapter_hint(text: str, number: int, count: int, task: str) -> str:
    return f"Hint {number} of {count} for TODO {task}: {text}"


# --- the command line ----------------------------------------------------------------------------


def unknown_exercise(name: str) -> str:
    known = ", ".join(f"{exercise.number} or {exercise.name}" for exercise in EXERCISES)
    return f"There is no exercise {name}; name one of {known}."


def not_installed(module: str | None) -> str:
    return f"The package {module} is not installed: grade with {nox('grade')}, which installs it."


def internal_error(error: BaseException, place: str) -> str:
    return (
        f"The grader failed, not your code ({type(error).__name__}: {error}; {place}): "
        "show this line to your instructor."
    )
