"""The command line of the grader: reads arguments, calls the steps, chooses the exit code."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tinytorch.checkout import ROOT
from tinytorch.grading import argument_types, command_line, delivery
from tinytorch.grading.given import catalogue, secret, submission
from tinytorch.grading.model import GradingError, Report
from tinytorch.grading.reports import FORMATS, classroom50, screen, terminal
from tinytorch.grading.verdict import scoring

HELP = {
    "submission": "a checkout, or a folder of the bare files; this checkout by default",
    "source": "the folder of DIR that holds the answers; exercises by default",
    "report": f"{', '.join(FORMATS)}; to stdout without FILE; may be repeated; screen by default",
    "sandbox": "whether the student's code must be confined; as far as possible by default",
}

EXAMPLES = """\
examples:
  python3 -m nox -s grade                 grade all four exercises, on one screen
  python3 -m nox -s grade -- --all        show every test
  python3 -m nox -s grade -- 02           grade one; linear and 02_linear name it, too
  python3 -m nox -s grade -- --seed 42    draw the inputs of the run with seed 42 again
  python3 -m nox -s grade -- --report json=build/report.json --report terminal
  python -P -m tinytorch.grading --submission ../ada --report summary=ada.md

exit codes:
  0 graded, 1 graded below full marks with --require-full, 2 not graded
"""


@dataclass(frozen=True, slots=True)
class Destination:
    """A format, and the file that it goes to; None for stdout."""

    format: str
    file: Path | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade, deliver the reports, and return the exit code."""
    return command_line.run(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    usual = ["terminal" if options.all else "screen"]
    destinations = [_destination(value) for value in options.report or usual]
    for destination in destinations:
        if destination.file is not None:
            delivery.withdraw(destination.file)  # when there is no grade, no older one stands there
    report = _grade(options)
    _deliver(report, destinations)
    full = report.earned == report.possible
    return command_line.BELOW_FULL_MARKS if options.require_full and not full else command_line.DONE


def _parser() -> argparse.ArgumentParser:
    parser = command_line.parser(
        "python -m tinytorch.grading", "Grade the exercises and say what to do next.", EXAMPLES
    )
    add = parser.add_argument
    add("exercises", nargs="*", metavar="EXERCISE", help="02, linear or 02_linear; all by default")
    add("--submission", type=Path, default=ROOT, metavar="DIR", help=HELP["submission"])
    add("--source", choices=("exercises", "solutions"), default="exercises", help=HELP["source"])
    add("--report", action="append", metavar="FORMAT[=FILE]", help=HELP["report"])
    add("--all", action="store_true", help="show every test, not one screen: --report terminal")
    add("--require-full", action="store_true", help="exit with 1 below full marks")
    add("--seed", type=argument_types.seed, help="draw the inputs of an earlier run again")
    add("--sandbox", choices=("required", "auto", "off"), default="auto", help=HELP["sandbox"])
    return parser


def _destination(value: str) -> Destination:
    name, _, file = value.partition("=")
    if name not in FORMATS:
        raise GradingError(
            f"There is no report {name}; name one of {', '.join(FORMATS)} after --report."
        )
    return Destination(name, Path(file) if file else None)


def _grade(options: argparse.Namespace) -> Report:
    command_line.check_installed("numpy", "pytest", "pytest_jsonreport")
    exercises = command_line.exercises_named(options.exercises)
    seed = secrets.randbits(32) if options.seed is None else options.seed
    from tinytorch.grading.run import isolated  # --help does without its imports

    with isolated.prepared(options.sandbox) as launcher:
        tests = catalogue.read(ROOT, exercises)
        submitted = submission.read(options.submission, ROOT, source=options.source)
        output = isolated.run(
            submitted,
            exercises,
            launcher=launcher,
            seed=secret.mixed(seed, secret.of(ROOT)) if submitted.foreign else seed,
            sandbox=options.sandbox,
            grader=ROOT,
        )
    return scoring.score(tests, submitted, output, seed=seed)


def _deliver(report: Report, destinations: Sequence[Destination]) -> None:
    for destination in destinations:
        text = _rendered(report, destination)
        if destination.file is not None:
            delivery.write_file(text, destination.file)
            continue
        commands = destination.format == "annotations"
        delivery.write_stream(text, sys.stdout, commands=commands)


def _rendered(report: Report, destination: Destination) -> str:
    """Render a report; two formats depend on where the grader runs, too."""
    if destination.file is None and destination.format in ("screen", "terminal"):
        colour, (width, rows) = delivery.coloured(sys.stdout, os.environ), _size()
        if destination.format == "terminal":
            folded = sys.stdout.isatty()
            return terminal.render(report, colour=colour, width=width, folded=folded)
        signs = delivery.signs(sys.stdout)
        return screen.render(report, colour=colour, width=width, rows=rows, signs=signs)
    if destination.format == "classroom50":
        now = datetime.now(UTC)
        return classroom50.render(report, classroom50.Circumstances.read(os.environ, now))
    return FORMATS[destination.format](report)


def _size() -> tuple[int, int]:
    """Return the columns to fill, few enough to read where they are many, and the rows."""
    if not sys.stdout.isatty():
        return terminal.WIDTH, screen.ROWS
    size = shutil.get_terminal_size()
    return min(max(size.columns, 60), 100), max(screen.ROWS, size.lines - 3)
