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


def several_places(names: Sequence[str]) -> str:
    return f"{len(names)} submissions fit this student ({', '.join(names)}); keep one of them"


def large_zip(path: object, count: int, limit: int) -> str:
    return f"{path} holds {count:,} files; more than {limit:,} are not a class."


def no_path(path: str) -> str:
    return f"{path} is not there"


def bad_deadline(text: str) -> str:
    return (
        f"{text} is neither the name of a tag nor a date: write v1.0, 2026-11-30 or "
        "2026-11-30T23:59+01:00 after --at."
    )


def no_tag(name: str) -> str:
    return f"there is no tag {name}"


def nothing_before(moment: str) -> str:
    return f"there is no commit before {moment}"


NO_GIT = "git is not installed, and --at needs it."
NOT_A_CLONE = "it is no clone of its own, so that --at finds no commits"
BORROWED = "its .git refers to files elsewhere; clone it anew"
MISSING_OBJECT = "its .git lacks a file of that commit; clone it anew"


def git_failed(reason: str) -> str:
    return f"git cannot read it ({reason})"


def out_of_time(seconds: float) -> str:
    return f"it was not graded within {seconds:g} s, and its process was ended"


def bad_part(text: str) -> str:
    return f"{text} is no part: write 2/8 for the second of eight after --part."


def seeds_differ() -> str:
    return "The parts were graded with different seeds: give each the same --seed."


def no_part(path: object) -> str:
    return f"{path} is no result of a class run (it has no run.json); name its --out after --join."


def resumed(seed: int) -> str:
    return f"Seed {seed}, kept from the run before; --seed draws other inputs."
