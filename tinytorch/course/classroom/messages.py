"""Every sentence that a class run says to an instructor."""

# ruff: noqa: D103 - each function is a sentence, which says itself what it is about

from __future__ import annotations

from collections.abc import Sequence

DATES_ARE_CLAIMS = (
    "The commit in force was chosen by the commit dates, which are the student's word: whoever "
    "sets the clock back moves a commit before a deadline. Times of pushes are known to GitHub."
)
INTERRUPTED = "Stopped. What is graded is kept: the same command goes on from there."
NOTHING_RAN = "no file could be read, so nothing ran"
NOT_HANDED_IN = "nothing was handed in"
GRADER_DIED = "the process that graded it ended; the same command tries again"


def failed(error: BaseException, place: str) -> str:
    return (
        f"The class run failed ({type(error).__name__}: {error}; {place}). What is graded is kept; "
        "please report this line."
    )


def no_number(text: str) -> str:
    return f"{text} is no number from 1 on"


def unreadable(path: object, reason: str) -> str:
    return f"{path} cannot be read ({reason}); name a folder, a zip or a CSV of name and path."


def unwritable(path: object, reason: str) -> str:
    return f"{path} cannot be written ({reason}); name another folder with --out."


def one_submission(path: object) -> str:
    return (
        f"{path} is one submission, not a folder of them: name the folder above it, or grade it "
        "alone with python -P -m tinytorch.grading --submission."
    )


def nobody(path: object) -> str:
    return f"{path} holds no submission: expected a folder, or an entry, for each student."


def no_columns(path: object, wanted: Sequence[str]) -> str:
    return f"{path} needs a first line with the column {' or '.join(wanted)}."


def twice(path: object, line: int, value: str) -> str:
    return f"{path}, line {line}: {value} stands in an earlier line, too; each needs a line."


def no_path(path: str) -> str:
    return f"{path} is not there"


def bad_deadline(text: str) -> str:
    return (
        f"{text} is neither the name of a tag nor a date: write v1.0, 2026-11-30 or "
        "2026-11-30T23:59+01:00 after --at."
    )


def no_tag(name: str, *, branch: bool = False) -> str:
    return f"there is no tag {name}" + (", but a branch of this name" if branch else "")


def nothing_before(moment: str) -> str:
    return f"there is no commit before {moment}"


NO_GIT = "git is not installed, and --at needs it."
NOT_A_CLONE = "it is no clone of its own, so that --at finds no commits"
BORROWED = "its .git refers to files elsewhere; clone it anew"
MISSING_OBJECT = "its .git lacks a file of that commit; clone it anew"


def large_clone(limit: int) -> str:
    return f"its .git holds more than {limit:,} files; clone it anew"


def odd_file(name: str) -> str:
    return f"its .git holds {name}, which is not a regular file; clone it anew"


def git_failed(reason: str) -> str:
    return f"git cannot read it ({reason})"


def out_of_time(seconds: float) -> str:
    return f"it was not graded within {seconds:g} s, and its process was ended"


def bad_part(text: str) -> str:
    return f"{text} is no part: write 2/8 for the second of eight after --part."


def seeds_differ() -> str:
    return "The parts were graded with different seeds: give each the same --seed."


def secrets_differ(path: object, variable: str) -> str:
    return (
        f"{path} was graded with another secret, so that all of it would be graded again: give "
        f"{variable} the same value on every machine."
    )


def no_part(path: object) -> str:
    return f"{path} is no result of a class run (it has no run.json); name its --out after --join."


def resumed(seed: int) -> str:
    return f"Seed {seed}, kept from the run before; --seed draws other inputs."


LATE_BY_CANVAS = "late by Canvas"
LINKED = "it is a link to a place elsewhere"
NO_TIME = "time unknown"
NO_COMMIT = "the clone holds no commit"
HISTORY_CUT = "the history is cut off"
CUT_OFF = "its history is cut off after that moment; clone it anew, without --depth"


def matches_nobody(path: object, found: Sequence[str], listed: Sequence[str]) -> str:
    return (
        f"None of the {len(found)} submissions in {path} is that of a student on the list: they "
        f"are called {_some(found)}, the students {_some(listed)}."
    )


def looked_for(names: Sequence[str]) -> str:
    return f"nothing was found that is named {_any(names)}"


def ambiguous(names: Sequence[str]) -> str:
    return f"{_some(names)} fits several students; name the submission by something of one alone"


def fits_several(count: int) -> str:
    return f"fits {count} students"


def incomplete(path: object, line: int) -> str:
    return f"{path}, line {line}: each line needs a name and a path; take it out, or complete it."


def handed_in_after(time: str) -> str:
    return f"it was handed in later, on {time}"


def newer_commits(branch: str) -> str:
    return f"newer commits on the branch {branch}"


def uncommitted(name: str, *, graded: bool) -> str:
    return f"{name} was changed and not committed ({'graded' if graded else 'not graded'} so)"


def history_unreadable(reason: str) -> str:
    return f"the history in its zip cannot be read ({reason})"


def nothing_of(names: Sequence[str], others: Sequence[str]) -> str:
    there = f"there is only {_some(others)}" if others else "it is empty"
    return f"none of {', '.join(names)} was found; {there}"


def nothing_graded(count: int, reasons: Sequence[tuple[str, int]]) -> str:
    told = "; ".join(f"{number} times: {reason}" for reason, number in reasons[:3])
    return f"None of {count} could be graded, so no marks were written ({told})."


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:4])
    return f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown


def _any(names: Sequence[str]) -> str:
    *first, last = names[:6]
    return f"{', '.join(first)} or {last}" if first else last


def unreadable_rules(path: object, reason: str) -> str:
    return f"The rules in {path} cannot be read: {reason}."


def unknown_in_rules(names: Sequence[str]) -> str:
    return f"The rules name {_some(names)}, whom the class list does not have."


def several_submissions(names: Sequence[str]) -> str:
    return (
        f"{len(names)} submissions fit this student ({_some(names)}); keep one of them, "
        'or let counts = "best" in the rules choose'
    )


def needs_assignment(layout: str) -> str:
    return (
        f"{layout} finds the assignment by its title: name it as {layout} does, with "
        '--assignment "Layers (901)".'
    )


def lacks(path: str) -> str:
    return f"no {path}"


def team_of(identifier: str) -> str:
    return f"in the team file of {identifier}"


def no_scores(path: object) -> str:
    return f"{path} holds no scores of a class run; name its --out after --compare."
