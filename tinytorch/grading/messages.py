"""Every sentence that the grader itself says: what is wrong, where, and what to do next.

Sentences about a test file or the installation speak to an instructor, all others to a student.
"""

# ruff: noqa: D103 - each function is a sentence, which says itself what it is about

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tinytorch.grading.model import EXERCISES, Graded, Observed, Outcome, Report
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

# --- the catalogue -------------------------------------------------------------------------------

BAD_POINTS = "points takes one positive integer, written out: @pytest.mark.points(3)"
MISPLACED_POINTS = "points belong on a plain function test_... at the top level of the module"
TWO_POINTS_MARKERS = "a test has one points marker; remove the second"


def bad_test_file(path: str, line: int, sentence: str) -> str:
    return f"{path}, line {line}: {sentence}."


def no_graded_tests(folder: str) -> str:
    return (
        f"{folder} holds no graded test (a function test_... in a file test_*.py, marked with "
        "@pytest.mark.points); put the test files back with: git checkout -- exercises."
    )


def no_title(function: str) -> str:
    return f"{function} needs a docstring; reports show its first line as the test's title"


def two_tests_of_one_name(function: str, first: int) -> str:
    return f"{function} is already defined on line {first}; give one of the two another name"


# --- the submission ------------------------------------------------------------------------------

GRADED_IN_PAGE = "Graded in your own browser: feedback, not the record."

SELF_GRADED = "Tests and grader are this checkout's own: feedback, not the record."


def unreadable_submission(folder: str, reason: str) -> str:
    return (
        f"The submission {folder} cannot be read ({reason}); "
        "name a folder or a zip with --submission."
    )


def missing_file(path: str, lookalikes: Sequence[str]) -> str:
    if not lookalikes:
        return f"{path} is missing: put the file back at this place, with this name."
    folder, _, name = path.rpartition("/")
    found = lookalikes[0].rpartition("/")
    if found[2].endswith(".ipynb"):
        step = f"copy the code out of the notebook into {name}"
    elif found[0] == folder:
        step = f"rename {'it' if len(lookalikes) == 1 else 'the right one'} to {name}"
    else:
        step = f"move it to {folder or 'the top'}"
    return f"{path} is missing, but there is {' and '.join(lookalikes)}: {step}."


def several_files(name: str, paths: Sequence[str]) -> str:
    return f"{name} lies in several places ({', '.join(paths)}): keep one of them."


def graded_beside_stub(path: str, stub: str) -> str:
    return f"Graded: {path}, because {stub} is as it was handed out; put it there."


def lies_twice(path: str, graded: str) -> str:
    return f"There is {path}, too, with other content; graded was {graded}."


def unreadable_zip(path: str, reason: str) -> str:
    return f"{path} cannot be read ({reason}): make the zip anew."


def damaged_file(path: str) -> str:
    return f"{path} is damaged or encrypted in its zip: make the zip anew, without a password."


def linked_file(path: str, link: str) -> str:
    where = "it is a link" if link == path else f"{link} is a link"
    return f"{path} is not read because {where}: replace the link by the file itself."


def not_a_file(path: str) -> str:
    return f"{path} is not a regular file: put your Python file in its place."


def large_file(path: str, size: int, limit: int) -> str:
    return (
        f"{path} has {size:,} bytes and is not read: an answer has at most {limit // 1024} KiB; "
        "remove what does not belong to it."
    )


def unreadable_file(path: str, reason: str) -> str:
    return f"{path} cannot be read ({reason}): check the file and its permissions."


def changed_files(paths: Sequence[str], *, foreign: bool) -> str:
    shown = ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
    if foreign:
        return f"These files differ from the grader's own, which were used instead: {shown}."
    return f"These files differ from the released ones, so this grade may too: {shown}."


OTHER_WORKFLOW = (
    ".github/workflows/classroom.yml is not this course's; a service may have put its own there, "
    "and then that one grades each push."
)


def graded_source(source: str) -> str:
    return f"Graded: the files in {source}/, not those in exercises/."


# --- the run -------------------------------------------------------------------------------------

NOT_REACHED = "The run ended before this test: grade again, and show your instructor if it stays."


def test_broke(reason: str) -> str:
    because = f" ({reason})" if reason else ""
    return f"The test itself could not run{because}: show this line to your instructor."


def not_offered(module: str) -> str:
    return f"{module} works here, and not where your work is graded: do without it."


def not_graded(test: str, reason: str) -> str:
    where = test.replace("::", ", ")
    return f"Not graded, by a fault of the grader's and not of the work: {where}: {reason}"


LATE = "the call does not return"

UNFIT = "The test could not go on with what your code gave: is it what the stub says?"


def test_stopped(error: str, text: str) -> str:
    return test_broke(f"{error}: {text}" if text else error)


OTHER_PARAMETERS = "Has the method the parameters of the stub, with self as the first?"

NO_METHOD = "Is it a method, as in the stub, and not an attribute or a property?"

ABSTRACT = "Can the class be made without @abstractmethod? Its forward is there, and raises."

NO_CALL = "Has its class a method __call__, or Layer as its base, which has one?"

NO_ATTRIBUTE = "Does __init__ set it, with self. before it, and spelt like this?"


def timed_out(seconds: float) -> str:
    return f"The call did not return within {seconds:g} s: which loop, or wait, never ends?"


def test_timed_out(seconds: float) -> str:
    return f"The calls of this test took more than {seconds:g} s in all: which takes so long?"


def load_timed_out(path: str, seconds: float) -> str:
    return f"Loading {path} did not end within {seconds:g} s: what runs at its top?"


def slow_load(path: str, seconds: float, total: float) -> str:
    return (
        f"Loading {path} takes {seconds:.1f} s each time, and the {total:g} s that its tests have "
        "for that are used up: what runs at its top?"
    )


OUTLIVED = "An object of the submission was used after its test: show this to your instructor."

NEVER_RETURNED = "The call never returned, and the page ended it: which loop, or wait, never ends?"


def crashed(how: str) -> str:
    return f"The process that ran your code died ({how}): does your code exit, or recurse deeply?"


def garbled(reason: str) -> str:
    return (
        f"The process that ran your code sent an answer that cannot be read ({reason}): "
        "leave its files and streams alone."
    )


NO_WORKER = "The process for your code did not start: grade again, and report it if it stays."


def exited(code: int) -> str:
    return f"exit code {code}"


def killed(signal: str) -> str:
    return f"ended by {signal}"


def budget_spent(folder: str, seconds: float) -> str:
    return f"The {seconds:g} s for the calls of {folder} were used up before this test."


def base_replaced(reason: str) -> str:
    return (
        "Layer cannot serve as a base class, so the other exercises were graded with another "
        f"one in its place ({reason})."
    )


def unconfined(missing: Iterable[str]) -> str:
    return (
        f"--sandbox required, but this system offers no {' and no '.join(missing)}: "
        "grade on a Linux system that does, or with --sandbox auto."
    )


def pytest_stopped(reason: str) -> str:
    return f"The run of the tests stopped early ({reason}): show this line to your instructor."


def in_case(parameters: str, message: str) -> str:
    return f"In case {parameters}: {message}"


def partial(folders: Iterable[str]) -> str:
    return f"Graded by request: {', '.join(folders)} alone; the other exercises do not count here."


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
    return f"{WORDS[outcome]}: {title} ({_points(graded.test.points)})"


def more_fail_alike(tests: Sequence[Graded]) -> str:
    return f"(For the same reason: {several_tests(tests)} more.)"


def other_cause(tests: Sequence[Graded], cause: str) -> str:
    return f"{tests[0].test.exercise}: {cause} ({several_tests(tests)})"


def more_causes(count: int) -> str:
    return f"and {count} more: {nox('grade -- --all')}"


def command(graded: Graded) -> str:
    """Return the command that runs one test in direct mode."""
    return nox(f"alone -- {graded.test.nodeid}")


def called(call: str) -> str:
    return f"Called: {call}"


def handed_on(container: str) -> str:
    return f"If this line is right, {container} handed it a wrong input."


# --- a report ------------------------------------------------------------------------------------

SUMMARY_CUT = f"The other details are too long to show here; `{nox('grade -- --all')}` shows them."


def more_errors(count: int) -> str:
    return f"{count} more places are listed in the summary of this run."


SAME_PLACE = "The tests that say so:"

PRINTED = "Your code printed:"


def fail_alike(count: int) -> str:
    return f"These {count} fail alike:"


def as_above(cause: str, count: int) -> str:
    return f"These {count}, as above: {cause}." if count > 1 else f"As above: {cause}."


def more_tests(count: int) -> str:
    return f"and {count} more"


def run_line(report: Report) -> str:
    """Return how the grade came about, and how to repeat it."""
    sandbox = report.sandbox.rstrip(".")
    with_what = "; ".join(filter(None, (report.platform, f"--seed {report.seed}")))
    return f"Run: {report.mode}, {sandbox}; {with_what}; grader {report.grader_version}."


def run_in_short(report: Report) -> str:
    """Return the same for people: whether the student's code could reach other files, the seed."""
    confined = "Landlock" in report.sandbox or "bubblewrap" in report.sandbox
    how = "apart from your machine's files" if confined else "in a process of its own"
    with_what = ", ".join(filter(None, (report.platform, f"seed {report.seed}")))
    return f"Run {how}, {with_what}; --all shows every test."


# --- what to do next -----------------------------------------------------------------------------


#: Of an exception's text; the whole stands with its test.
_MAX_CAUSE = 100


def next_step(report: Report) -> str:
    """Return the one sentence that a student reads last."""
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
    return f"fix {where}{task}{cause}; see {readme}"


def _chapter(graded: Graded) -> str:
    """Return the exercise that a student is to work on; it may be another than the test's."""
    name = (graded.observed.path or "").rpartition("/")[2]
    return next((each.folder for each in EXERCISES if each.file == name), graded.test.exercise)


# --- resetting an exercise -----------------------------------------------------------------------


def stub_restored(path: str, kept: str) -> str:
    return f"{path} is the stub again; your version is kept as {kept}."


def stub_untouched(path: str) -> str:
    return f"{path} is still the untouched stub: there is nothing to reset."


def stub_was_missing(path: str) -> str:
    return f"{path} was missing; now the stub is in its place."


def not_reset(path: str, reason: str) -> str:
    return f"{path} cannot be reset ({reason}) and is as it was: allow writing there and try again."


NOT_RESET = "Stopped; what was not named above is as it was."

# --- watching ------------------------------------------------------------------------------------

GRADER_ENDED = "The process that grades has ended: save again, and report it if it happens again."

BEFORE_SAVING = "Before it was saved:"

NO_HINT_YET = "A hint helps once Python can read the file; what is next says where it cannot."

NO_HINTS = "The chapter has no hint for this task: read its section there."

DONE = f"Commit and push: the check there says the same. `{nox('lab')}` shows what your layers do."


def finished(folder: str) -> str:
    return f"{folder} is complete; on to what is left."


def chapter_hint(text: str, number: int, count: int, task: str) -> str:
    return f"Hint {number} of {count} for TODO {task}: {text}"


def next_hint(task: str, number: int) -> str:
    return f"The next: {nox(f'hint -- {task} {number}')}"


def unknown_task(task: str, known: Sequence[str]) -> str:
    return f"There is no TODO {task}; name one of {', '.join(known)}."


def unknown_hint(number: int, count: int, task: str) -> str:
    return f"There is no hint {number} for TODO {task}: it has {count}."


def no_hint_number(text: str) -> str:
    return f"{text} is no number of a hint: {nox('hint -- 2.2 1')} shows the first."


def more_lines(count: int, exercise: str) -> str:
    return f"[{count} more lines: {nox(f'grade -- {exercise} --all')}]"


# --- the command line ----------------------------------------------------------------------------

INTERRUPTED = "Stopped; nothing was graded."


def unknown_exercise(name: str) -> str:
    known = ", ".join(f"{exercise.number} or {exercise.name}" for exercise in EXERCISES)
    return f"There is no exercise {name}; name one of {known}."


def bad_seed(text: str) -> str:
    return f"a seed is a whole number from 0 on, and not {text}"


def unknown_format(name: str, known: Iterable[str]) -> str:
    return f"There is no report {name}; name one of {', '.join(known)} after --report."


def not_installed(module: str | None) -> str:
    return f"The package {module} is not installed: grade with {nox('grade')}, which installs it."


def unwritable(path: str, reason: str) -> str:
    return f"The report {path} cannot be written ({reason}); name another file after --report."


def internal_error(error: BaseException, place: str) -> str:
    return (
        f"The grader failed, not your code ({type(error).__name__}: {error}; {place}): "
        "show this line to your instructor."
    )
