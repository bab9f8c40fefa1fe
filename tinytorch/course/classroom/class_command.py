"""The command line of a class run."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from tinytorch.course.classroom import clones, messages
from tinytorch.course.classroom.cache import Cache
from tinytorch.course.classroom.class_data import Entry, Outturn, Result, Status
from tinytorch.course.classroom.find import find
from tinytorch.course.classroom.grade_tables import LAYOUTS
from tinytorch.course.classroom.pool import Pool
from tinytorch.course.classroom.results import Output, write_all
from tinytorch.course.classroom.roster import read
from tinytorch.course.classroom.submission_grader import Settings
from tinytorch.grading import command_line
from tinytorch.grading.delivery import replace
from tinytorch.grading.model import GradingError
from tinytorch.grading.run.isolation import sandbox

EXAMPLES = """\
examples:
  nox -s classroom -- submissions --roster roster.csv
  nox -s classroom -- submissions.zip --out build/week3 --lms canvas
  nox -s classroom -- submissions --at 2026-11-30T23:59+01:00
  nox -s classroom -- submissions --part 2/8 --seed 7       one of eight machines
  nox -s classroom -- submissions --join part1 part2 ...    puts their grades together

SUBMISSIONS is a folder of clones or folders, a zip of folders, or a CSV of name and path.
exit codes: 0 done, 2 not done (and the reason), 130 interrupted: the same command goes on
"""

HELP = {
    "roster": "the class list: CSV of GitHub Classroom, Classroom 50, Canvas, Moodle or your own",
    "out": "where everything goes; build/classroom by default",
    "at": "grade the commit in force: a tag, a day (its end), or a date with time",
    "jobs": "how many submissions to grade at once; as cores and memory allow by default",
    "seed": "draws the inputs of the tests; that of the run before by default",
    "part": "grade only one part, such as 2/8, and write no tables",
    "join": "take over the grades of parts, or of other runs",
    "lms": "write a table for the import of an LMS, too",
    "assignment": "what the LMS calls the assignment; Canvas wants it as in its own export",
    "sandbox": "whether the students' code must be confined; as far as possible by default",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade a class, and return the exit code."""
    return command_line.run(
        lambda: _writing(_parser().parse_args(arguments)),
        interrupted=messages.INTERRUPTED,
        failed=messages.failed,
    )


def _parser() -> argparse.ArgumentParser:
    description = "Grade the submissions of a class, and show what it has understood."
    parser = command_line.parser("nox -s classroom --", description, EXAMPLES)
    add = parser.add_argument
    add("submissions", type=Path, metavar="SUBMISSIONS", help="folder, zip or CSV")
    add("--roster", type=Path, metavar="CSV", help=HELP["roster"])
    add("--out", type=Path, default=Path("build/classroom"), metavar="DIR", help=HELP["out"])
    add("--at", type=str, metavar="TAG_OR_DATE", help=HELP["at"])
    add("--jobs", type=_positive, default=_jobs(), metavar="N", help=HELP["jobs"])
    add("--seed", type=int, help=HELP["seed"])
    add("--part", type=str, metavar="K/N", help=HELP["part"])
    add("--join", type=Path, nargs="+", default=[], metavar="DIR", help=HELP["join"])
    add("--lms", choices=tuple(LAYOUTS), help=HELP["lms"])
    add("--assignment", default="TinyTorch Layers", metavar="NAME", help=HELP["assignment"])
    add("--sandbox", choices=("required", "auto", "off"), default="auto", help=HELP["sandbox"])
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(messages.no_number(text))
    return int(text)


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
        reason = error.strerror or str(error)
        raise GradingError(messages.unwritable(error.filename or options.out, reason)) from None


def _run(options: argparse.Namespace) -> int:
    students = read(options.roster) if options.roster else ()
    entries = _part(find(options.submissions, students), options.part)
    state = _State(options.out)
    state.join(options.join)
    seed = state.seed(options.seed)
    settings = Settings(
        state.cache.folder.resolve(),
        seed,
        options.sandbox,
        clones.deadline(options.at) if options.at else None,
    )
    outturns = _grade(entries, settings, options.jobs)
    graded = sum(outturn.status is Status.GRADED for outturn in outturns)
    if not options.part:
        results = _results(entries, outturns, state.cache)
        output = Output(options.out, options.lms, options.assignment)
        write_all(output, results, [entry.place for entry in entries], settings)
        kept = sum(outturn.reused for outturn in outturns)
        known = f", {kept} of them kept from before" if kept else ""
        print(f"{graded} of {len(entries)} graded{known}; see {options.out / 'report.html'}.")
    problems = [outturn.problem for outturn in outturns if outturn.status is Status.NOT_GRADED]
    if problems and not graded:
        raise GradingError(problems[0] or "")
    return command_line.DONE


def _part(entries: list[Entry], part: str | None) -> list[Entry]:
    """Return every Nth entry, from the Kth on."""
    if part is None:
        return entries
    number, _, parts = part.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        raise GradingError(messages.bad_part(part))
    return entries[int(number) - 1 :: int(parts)]


@dataclass
class _State:
    """What a run leaves for the next one: grades by content, and the seed."""

    out: Path

    @property
    def cache(self) -> Cache:
        """The grades."""
        return Cache(self.out / "cache")

    def seed(self, given: int | None) -> int:
        """Return the seed: the one given, or that of the run before, or a new one."""
        kept = _kept(self.out)
        seed = given if given is not None else kept
        if seed is None:
            seed = secrets.randbits(32)
        elif given is None:
            print(messages.resumed(seed), file=sys.stderr)
        replace(json.dumps({"seed": seed}) + "\n", self.out / "run.json")
        return seed

    def join(self, parts: Iterable[Path]) -> None:
        """Take over what other runs have graded, and their seed."""
        for part in parts:
            theirs, ours = _kept(part), _kept(self.out)
            if theirs is None:
                raise GradingError(messages.no_part(part))
            if ours not in (None, theirs):
                raise GradingError(messages.seeds_differ())
            replace(json.dumps({"seed": theirs}) + "\n", self.out / "run.json")
            self.cache.add(part / "cache")


def _kept(folder: Path) -> int | None:
    """Return the seed of the run that a folder is of."""
    try:
        seed = json.loads((folder / "run.json").read_text(encoding="utf-8"))["seed"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return seed if isinstance(seed, int) else None


def _grade(entries: Sequence[Entry], settings: Settings, jobs: int) -> list[Outturn]:
    """Return what became of each entry, in their order."""
    outturns = [_unplaced(entry) for entry in entries]
    places = ((n, entry.place) for n, entry in enumerate(entries) if entry.place is not None)
    total = sum(entry.place is not None for entry in entries)
    pool = Pool(places, settings, min(jobs, max(total, 1)))
    # A log gets a line a minute, a terminal a bar that moves.
    pace = 0.1 if sys.stderr.isatty() else 60.0
    with tqdm(total=total, unit=" submissions", mininterval=pace, ascii=" #", ncols=79) as bar:
        for number, outturn in pool.outturns():
            outturns[number] = outturn
            bar.update()
    return outturns


def _unplaced(entry: Entry) -> Outturn:
    if entry.problem is not None:
        return Outturn(Status.NOT_GRADED, problem=entry.problem)
    return Outturn(Status.MISSING, problem=messages.NOT_HANDED_IN)


def _results(
    entries: Sequence[Entry], outturns: Sequence[Outturn], cache: Cache
) -> Iterator[Result]:
    """Give the results one by one; a report is in memory only while it is looked at."""
    for entry, outturn in zip(entries, outturns, strict=True):
        report = outturn.unkept or (cache.get(outturn.key) if outturn.key else None)
        if outturn.key and report is None:  # somebody has emptied the folder meanwhile
            outturn = Outturn(Status.NOT_GRADED, problem=messages.GRADER_DIED)
        yield Result(entry.student, outturn, report)
