"""The command line of the laboratory: measures, draws, writes the page, prints the tables."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from tinytorch.core import layers
from tinytorch.grading import delivery
from tinytorch.grading.model import GradingError
from tinytorch.lab import (
    LabError,
    costs,
    dropout,
    initialisation,
    model,
    page,
    sections,
    throughput,
)
from tinytorch.lab.attempts import Omission, attempt
from tinytorch.lab.progress import track
from tinytorch.lab.sections import Study

ROOT = Path(__file__).resolve().parents[2]

DONE, NOT_DONE, INTERRUPTED = 0, 2, 130

#: Whose layers a source holds.
WHO = {"exercises": "your layers", "solutions": "the reference"}

#: The most parameters, or activations of one layer: drawing them takes 20 bytes for each.
_MOST_NUMBERS = 50_000_000

EXAMPLES = """\
examples:
  nox -s lab                               measure and draw 784-256-128-10, batch 32
  nox -s lab -- 784 512 10 --batch 128     another model
  nox -s lab -- --source solutions         the reference instead of your layers
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, draw, write and print; return the exit code."""
    delivery.prepare_streams()
    options = _parser().parse_args(arguments)
    try:
        _refuse_impossible(options.widths, options.batch)
        _make_folder(options.out)
        os.environ["TINYTORCH_SOURCE"] = options.source
        layers.forget()
        _run(options)
    except KeyboardInterrupt:
        return _stop("Stopped before all was measured.", INTERRUPTED)
    except (LabError, GradingError) as error:
        return _stop(str(error), NOT_DONE)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tinytorch.lab",
        description="Measure and draw what your layers do.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("widths", nargs="*", type=_positive, metavar="WIDTH", default=model.DEFAULT_WIDTHS,
        help="of the input and of each Linear, else 784 256 128 10")  # fmt: skip
    add("--batch", type=_positive, default=32, help="samples in the table of costs, else 32")
    add("--source", choices=("exercises", "solutions"), default="exercises", help="whose layers")
    add("--out", type=Path, default=ROOT / "build" / "lab", metavar="DIR", help="else build/lab")
    add("--quick", action="store_true", help="measure for less time; numbers scatter more")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no positive whole number")
    return int(text)


def _refuse_impossible(widths: Sequence[int], batch: int) -> None:
    if len(widths) < 2:
        raise LabError("A model needs two widths at least: those of its input and its output.")
    parameters = sum(cost.parameters for cost in costs.predict(widths, batch))
    activations = max(batch, *throughput.BATCHES) * max(widths)
    if max(parameters, activations) > _MOST_NUMBERS:
        raise LabError(
            f"{model.name_of(widths)} with {parameters:,} parameters, or its batch, is too large"
            f" for the laboratory, which stops at {_MOST_NUMBERS:,} numbers: choose smaller ones."
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise LabError(f"{folder} cannot be made ({reason}): name another --out.") from None


def _run(options: argparse.Namespace) -> None:
    results = [attempt(title, measure) for title, measure in _measurements(options)]
    studies = [result for result in results if not isinstance(result, Omission)]
    drawn = _draw(studies, options) if studies else []
    notes = [result for result in drawn if isinstance(result, Omission)]
    files = [result for result in drawn if isinstance(result, str)]
    entries = [
        result if isinstance(result, Omission) else sections.describe(result) for result in results
    ]
    conditions = _conditions(options.source)
    path = options.out / "README.md"
    delivery.write_file(page.as_markdown_page([*entries, *notes], conditions, files), path)
    for text in page.as_terminal_text([*entries, *notes], conditions, _width()):
        print(text)
    print(f"\nWritten: {_shown(path)}, with {len(files)} pictures beside it.")


def _measurements(options: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Study]]]:
    widths, quick = options.widths, options.quick
    yield sections.COSTS, partial(costs.measure, widths, options.batch)
    yield sections.THROUGHPUT, partial(throughput.measure, widths, seconds=0.01 if quick else 0.3)
    yield sections.INITIALISATION, partial(initialisation.measure, batch=16 if quick else 256)
    yield sections.DROPOUT, partial(dropout.measure, numbers=10_000 if quick else 1_000_000)


def _draw(studies: Sequence[Study], options: argparse.Namespace) -> list[str | Omission]:
    """Draw the pictures into their folder; return their files, or why there is none."""
    try:
        from tinytorch.lab import figures  # the tables do without matplotlib
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        return [Omission("Pictures", f"{package} is not installed; `nox -s lab` brings it.")]
    drawings = [
        drawing for study in studies for drawing in figures.drawings(study, WHO[options.source])
    ]
    return [
        attempt(file, partial(figures.save, draw, options.out / file))
        for file, draw in track(drawings, "pictures")
    ]


def _conditions(source: str) -> str:
    threads = os.environ.get("OPENBLAS_NUM_THREADS")
    limit = f", NumPy's products on {threads} of them" if threads else ""
    return (
        f"Measured with {WHO[source]} (`{source}/`), Python {platform.python_version()}, NumPy"
        f" {np.__version__}, {platform.system()} on {platform.machine()},"
        f" {os.cpu_count()} processors{limit}."
    )


def _width() -> int:
    return min(max(shutil.get_terminal_size((100, 24)).columns, 60), 100)


def _shown(path: Path) -> str:
    path = path.resolve()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _stop(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
