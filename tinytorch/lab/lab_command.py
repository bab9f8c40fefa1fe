"""The command line of the laboratory: measures, draws, writes the page, prints the tables."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from tqdm import tqdm

from tinytorch.checkout import ROOT
from tinytorch.core import layers
from tinytorch.grading import argument_types, command_line, delivery
from tinytorch.grading.model import GradingError
from tinytorch.lab import (
    costs,
    dropout,
    handwriting,
    initialisation,
    model,
    page,
    style,
    throughput,
)
from tinytorch.lab.attempts import attempt
from tinytorch.lab.page import Omission, Picture, Section

#: Whose layers a source holds.
WHO = {"exercises": "your layers", "solutions": "the reference"}

#: The most parameters, or activations of one layer: drawing them takes 20 bytes for each.
_MOST_NUMBERS = 50_000_000

EXAMPLES = """\
examples:
  python3 -m nox -s lab                              784-256-128-10, batch 32
  python3 -m nox -s lab -- 784 512 10 --batch 128    another model
  python3 -m nox -s lab -- --source solutions        the reference's layers
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, draw, write and print; return the exit code."""
    return command_line.run(
        lambda: _main(arguments), interrupted="Stopped before all was measured.", failed=_failed
    )


def _main(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    _refuse_impossible(options.widths, options.batch)
    path = options.out / "README.md"
    old = _pictures_of_last_time(path)
    os.environ["TINYTORCH_SOURCE"] = options.source
    layers.forget()
    parts = [attempt(title, study) for title, study in _studies(options).items()]
    drawn = _draw(parts, options.out)
    parts += [each for each in drawn if isinstance(each, Omission)]
    files = [file for each in drawn if not isinstance(each, Omission) for file in each]
    conditions = _conditions(options.source)
    delivery.write_file(page.as_markdown(parts, conditions, files), path)
    for file in old.difference(files):
        (options.out / file).unlink(missing_ok=True)
    width = min(max(shutil.get_terminal_size((100, 24)).columns, 60), 100)
    for text in page.as_text(parts, conditions, width):
        print(text)
    print(f"\nWritten: {_shown(path)}, with {len(files) // 2} pictures beside it.")
    return command_line.DONE


def _parser() -> argparse.ArgumentParser:
    parser = command_line.parser(
        "python -m tinytorch.lab", "Measure and draw what your layers do.", EXAMPLES
    )
    add = parser.add_argument
    number = argument_types.positive
    add("widths", nargs="*", type=number, metavar="WIDTH", default=model.DEFAULT_WIDTHS,
        help="of the input and of each Linear, else 784 256 128 10")  # fmt: skip
    add("--batch", type=number, default=32, help="samples in the table of costs, else 32")
    add("--source", choices=("exercises", "solutions"), default="exercises", help="whose layers")
    add("--out", type=Path, default=ROOT / "build" / "lab", metavar="DIR", help="else build/lab")
    add("--quick", action="store_true", help="measure for less time; numbers scatter more")
    return parser


def _refuse_impossible(widths: Sequence[int], batch: int) -> None:
    if len(widths) < 2:
        raise GradingError("A model needs two widths at least: those of its input and its output.")
    parameters = sum(cost.parameters for cost in costs.predict(widths, batch))
    activations = max(batch, *throughput.BATCHES) * max(widths)
    if max(parameters, activations) > _MOST_NUMBERS:
        raise GradingError(
            f"{model.name_of(widths)} with {parameters:,} parameters, or its batch, is too large"
            f" for the laboratory, which stops at {_MOST_NUMBERS:,} numbers: choose smaller ones."
        )


def _pictures_of_last_time(path: Path) -> set[str]:
    """Make the folder of the page, and return the pictures of the page that is there already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    except OSError as error:
        raise style.unwritable(path.parent, error) from None
    if written and not written.startswith(page.HEADING):
        raise GradingError(f"{path} is no page of the laboratory's: name another --out.")
    return page.files_named_in(written)


def _studies(options: argparse.Namespace) -> dict[str, Callable[[], Section]]:
    """Return the studies in their order: what each is called, and what measures and describes."""
    widths, who = options.widths, WHO[options.source]
    long = (0.3, 256, 1_000_000, 20)
    seconds, batch, numbers, passes = (0.01, 16, 10_000, 2) if options.quick else long
    return {
        costs.TITLE: lambda: costs.describe(costs.measure(widths, options.batch)),
        throughput.TITLE: lambda: throughput.describe(
            throughput.measure(widths, seconds=seconds), who
        ),
        initialisation.TITLE: lambda: initialisation.describe(initialisation.measure(batch=batch)),
        dropout.TITLE: lambda: dropout.describe(dropout.measure(numbers=numbers)),
        handwriting.TITLE: lambda: handwriting.describe(handwriting.measure(passes=passes)),
    }


def _draw(parts: Sequence[Section | Omission], folder: Path) -> list[list[str] | Omission]:
    """Draw the pictures into their folder; return the files of each, or why there is none."""
    pictures = [
        item
        for part in parts
        if isinstance(part, Section)
        for item in part.content
        if isinstance(item, Picture)
    ]
    if pictures and find_spec("matplotlib") is None:
        return [
            Omission("Pictures", "matplotlib is not installed; `python3 -m nox -s lab` brings it.")
        ]
    return [
        attempt(picture.name, partial(style.save, picture, folder))
        for picture in tqdm(pictures, "pictures", leave=False, disable=None)
    ]


def _conditions(source: str) -> str:
    threads = os.environ.get("OPENBLAS_NUM_THREADS")
    limit = f", NumPy's products on {threads} of them" if threads else ""
    return (
        f"Measured with {WHO[source]} (`{source}/`), Python {platform.python_version()}, NumPy"
        f" {np.__version__}, {platform.system()} on {platform.machine()},"
        f" {os.cpu_count()} processors{limit}."
    )


def _shown(path: Path) -> str:
    path = path.resolve()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _failed(error: BaseException, place: str) -> str:
    return (
        f"The laboratory failed, not your code ({type(error).__name__}: {error}; {place}):"
        " show this line to your instructor."
    )
