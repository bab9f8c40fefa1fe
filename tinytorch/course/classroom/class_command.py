"""The command line of a class run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from tinytorch.checkout import ROOT
from tinytorch.course.classroom import messages, telling
from tinytorch.course.classroom.class_data import (
    Entry,
    Outturn,
    Result,
    Status,
    SubmissionFolder,
)
from tinytorch.course.classroom.counted.choosing import results, states
from tinytorch.course.classroom.counted.rules import Rules, strangers
from tinytorch.course.classroom.counted.rules_file import deadline
from tinytorch.course.classroom.counted.rules_file import read as read_rules
from tinytorch.course.classroom.graded.cache import Cache
from tinytorch.course.classroom.graded.pool import Pool
from tinytorch.course.classroom.graded.run_state import RunState
from tinytorch.course.classroom.graded.submission_grader import Settings
from tinytorch.course.classroom.handed_in.downloads import find
from tinytorch.course.classroom.handed_in.roster import read, with_teams
from tinytorch.course.classroom.written import grade_tables
from tinytorch.course.classroom.written.results import Output, write_all
from tinytorch.grading import argument_types, command_line
from tinytorch.grading import messages as sentences
from tinytorch.grading.given import catalogue, protected
from tinytorch.grading.model import GradingError, Report
from tinytorch.grading.run.isolation import sandbox

_STOPPED = "Stopped. What is graded is kept: the same command goes on from there."

RELEASED = ROOT / "build" / "release"

EXAMPLES = """\
examples:
  python3 -m nox -s classroom -- submissions --roster roster.csv
  python3 -m nox -s classroom -- submissions.zip --roster roster.csv --rules term.toml --lms moodle
  python3 -m nox -s classroom -- submissions --at 2026-11-30T23:59+01:00
  python3 -m nox -s classroom -- submissions --part 2/8 --seed 7       one of eight machines
  python3 -m nox -s classroom -- submissions --join part1 part2 ...    puts their grades together

SUBMISSIONS is a folder or zip (of clones, folders, zips, an LMS's files) or a CSV of name and path.
exit codes: 0 done, 2 not done (and the reason), 130 interrupted: the same command goes on
"""

HELP = {
    "roster": "the class list: CSV of GitHub Classroom, Classroom 50, Canvas, Moodle or your own",
    "rules": "deadline, late days, teams, overrides; solutions/README.md has the table",
    "out": "where everything goes; build/classroom by default",
    "at": "grade the commit in force: a tag, a day (its end), or a date with time",
    "jobs": "how many submissions to grade at once; as cores and memory allow by default",
    "seed": "draws the inputs of the tests; that of the run before by default",
    "part": "grade only one part, such as 2/8, and write no tables",
    "join": "take over the grades of parts, or of other runs",
    "lms": "write a table for the import of an LMS, too",
    "assignment": "what the LMS calls the assignment; Canvas wants it as in its own export",
    "compare": "the --out of an earlier run: who gained or lost what, before it is published",
    "against": "submissions of earlier years, to find similar ones in",
    "released": "the folder of your releases, which know what students were given before",
    "export": "lay the files out for Dolos and JPlag, which find more",
    "sandbox": "whether the students' code must be confined; as far as possible by default",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade a class, and return the exit code."""
    return command_line.run(
        lambda: _writing(_parser().parse_args(arguments)),
        interrupted=_STOPPED,
        failed=telling.failed,
    )


def _parser() -> argparse.ArgumentParser:
    description = "Grade the submissions of a class, and show what it has understood."
    parser = command_line.parser(sentences.nox("classroom --"), description, EXAMPLES)
    add = parser.add_argument
    add("submissions", type=Path, metavar="SUBMISSIONS", help="folder, zip or CSV")
    add("--roster", type=Path, metavar="CSV", help=HELP["roster"])
    add("--out", type=Path, default=Path("build/classroom"), metavar="DIR", help=HELP["out"])
    add("--rules", type=Path, metavar="TOML", help=HELP["rules"])
    add("--at", type=str, metavar="TAG_OR_DATE", help=HELP["at"])
    add("--jobs", type=argument_types.positive, default=_jobs(), metavar="N", help=HELP["jobs"])
    add("--seed", type=argument_types.seed, help=HELP["seed"])
    add("--part", type=str, metavar="K/N", help=HELP["part"])
    add("--join", type=Path, nargs="+", default=[], metavar="DIR", help=HELP["join"])
    add("--lms", choices=tuple(grade_tables.LAYOUTS), help=HELP["lms"])
    add("--assignment", metavar="NAME", help=HELP["assignment"])
    add("--compare", type=Path, metavar="OLD", help=HELP["compare"])
    add("--against", type=Path, nargs="+", default=[], metavar="DIR", help=HELP["against"])
    add("--released", type=Path, default=RELEASED, metavar="DIR", help=HELP["released"])
    add("--export", type=Path, metavar="DIR", help=HELP["export"])
    add("--sandbox", choices=("required", "auto", "off"), default="auto", help=HELP["sandbox"])
    return parser


def _jobs() -> int:
    """Return how many submissions this machine can grade at once, whatever they do."""
    if sys.platform != "linux":
        return os.cpu_count() or 1
    table = Path("/proc/meminfo").read_text(encoding="ascii")
    available = int(table.partition("MemAvailable:")[2].split()[0]) * 1024
    return max(1, min(len(os.sched_getaffinity(0)), available // sandbox.MEMORY))


def _writing(options: argparse.Namespace) -> int:
    try:
        return _run(options)
    except OSError as error:  # what is read has its own sentence
        path, reason = messages.quoted(error.filename or options.out), error.strerror or str(error)
        sentence = f"{path} cannot be written ({reason}); name another folder with --out."
        raise GradingError(sentence) from None


def _run(options: argparse.Namespace) -> int:
    if options.lms in grade_tables.TITLED and not options.assignment:
        raise GradingError(
            f"{options.lms.title()} finds the assignment by its title, as in its own export: add "
            '--assignment "Layers (901)".'
        )
    try:
        rules, found = _understood(options)
    except GradingError as error:
        telling.write_nothing(options.out, str(error))
        raise
    entries = _part(found, options.part)
    state = RunState(options.out)
    state.join(options.join)
    settings = Settings(
        state.cache.folder.resolve(),
        state.seed(options.seed),
        options.sandbox,
        options.released / "template" / protected.MANIFEST,
        rules.team_file,
    )
    places = dict.fromkeys(place for entry in entries for _, place in states(entry, rules))
    outturns = _grade(list(places), settings, options.jobs)
    if options.part:
        return command_line.DONE
    return _tell(options, entries, rules, outturns, state.cache, settings)


def _understood(options: argparse.Namespace) -> tuple[Rules, list[Entry]]:
    """Return the rules, and what was found of whom."""
    students = read(options.roster) if options.roster else ()
    tests = {test.nodeid: test.points for test in catalogue.read(ROOT)}
    rules = read_rules(options.rules, tests) if options.rules else Rules()
    if options.at:
        rules = replace(rules, at=deadline(options.at))
    found = find(options.submissions, with_teams(students, rules.teams))
    listed = students or [entry.student for entry in found]
    if unknown := list(strangers(rules, listed)):
        raise GradingError(_unknown_in_rules(unknown, [each.identifier for each in listed]))
    return rules, found


def _tell(
    options: argparse.Namespace,
    entries: Sequence[Entry],
    rules: Rules,
    outturns: Mapping[SubmissionFolder, Outturn],
    cache: Cache,
    settings: Settings,
) -> int:
    """Write all that there is to show, or why there is nothing."""

    def report(outturn: Outturn) -> Report | None:
        return outturn.unkept or (cache.get(outturn.key) if outturn.key else None)

    def chosen() -> Iterator[tuple[Result, SubmissionFolder | None]]:
        return results(entries, rules, outturns, report)

    # Of several states that were graded, perhaps none could be chosen.
    if all(result.status is not Status.GRADED for result, _ in chosen()):
        sentence = telling.nothing_graded((result for result, _ in chosen()), options.out)
        raise GradingError(sentence)
    output = Output(
        options.out, options.lms, options.assignment or "", options.compare, options.against,
        options.export,
    )  # fmt: skip
    rows = write_all(output, chosen(), rules, settings)
    print(telling.summary(rows, options.out))
    return command_line.DONE


def _part(entries: list[Entry], part: str | None) -> list[Entry]:
    """Return every Nth entry, from the Kth on."""
    if part is None:
        return entries
    number, _, parts = part.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        raise GradingError(
            f"{messages.quoted(part)} is no part: write 2/8 for the second of eight after --part."
        )
    return entries[int(number) - 1 :: int(parts)]


def _grade(
    places: Sequence[SubmissionFolder], settings: Settings, jobs: int
) -> dict[SubmissionFolder, Outturn]:
    """Return what became of each place."""
    found: dict[SubmissionFolder, Outturn] = {}
    pool = Pool(enumerate(places), settings, min(jobs, max(len(places), 1)))
    # A log gets a line a minute, a terminal a bar that moves.
    pace = 0.1 if sys.stderr.isatty() else 60.0
    with tqdm(
        total=len(places), unit=" submissions", mininterval=pace, ascii=" #", ncols=79
    ) as bar:
        for number, outturn in pool.outturns():
            found[places[number]] = outturn
            bar.update()
    return found


def _unknown_in_rules(names: Sequence[str], listed: Sequence[str]) -> str:
    meant = messages.meant(names[0], listed) if len(names) == 1 else ""
    return f"The rules name {messages.some(names)}, whom this class does not have{meant or '.'}"
