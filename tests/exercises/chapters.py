"""Reads the chapters: the way in, the README.md of each exercise, Tensor's page, the slides."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from tinytorch.grading.model import EXERCISES, Exercise

ROOT = Path(__file__).resolve().parents[2]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]\d+)?"
_UNITS = {"ms": 1e-3, "%": 1e-2, "MB": 1e6, "million": 1e6, "GB": 1e9, "billion": 1e9, "TB": 1e12}
_QUANTITY = rf"{_NUMBER}(?: (?:{'|'.join(_UNITS)}))?"
_TERM = rf"√?\(*{_QUANTITY}²?\)*"
_EXPRESSION = rf"{_TERM}(?: [×/+-] {_TERM})*"
_SIGNS = {"×": "*", "²": "**2", "√": "math.sqrt", ",": ""}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code."""

    language: str
    code: str
    line: int  #: the 1-based line of the chapter on which the code begins

    @property
    def needs_torch(self) -> bool:
        """Whether the block is about PyTorch, which the project does without."""
        return "import torch" in self.code


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter; `exercise` is None for what leads into the course or beside it."""

    path: Path
    exercise: Exercise | None

    @property
    def name(self) -> str:
        """The path as messages show it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """The whole Markdown."""
        return self.path.read_text(encoding="utf-8")

    @property
    def blocks(self) -> list[Block]:
        """The fenced blocks, in order."""
        return [
            Block(found[1], found[2], self.text.count("\n", 0, found.start(2)) + 1)
            for found in re.finditer(r"^```(\w*)\n(.*?)^```$", self.text, re.M | re.S)
        ]

    @property
    def unfolded(self) -> list[str]:
        """The lines that are read without opening a fold."""
        return re.sub(r"<details>.*?</details>\n\n", "", self.text, flags=re.S).splitlines()

    @property
    def prose(self) -> list[str]:
        """The lines of text and tables, without code and formulas; of addresses, the scheme."""
        text = re.sub(r"^```.*?^```$", "", self.text, flags=re.M | re.S)
        text = re.sub(r"\$\$.+?\$\$|\$[^$\n]+\$|`[^`\n]+`", "…", text)
        return re.sub(r"\]\((https)?[^)]+\)", r"](\1)", text).splitlines()

    def table(self, *header: str) -> list[list[str]]:
        """Return the rows of the table with these column titles."""
        lines = self.text.splitlines()
        for index, line in enumerate(lines):
            if _cells(line) == list(header):
                return [_cells(row) for row in takewhile(_is_row, lines[index + 2 :])]
        raise LookupError(f"{self.name} has no table with the columns {', '.join(header)}")


CHAPTERS = [
    Chapter(ROOT / "exercises" / "README.md", None),
    *(Chapter(ROOT / "exercises" / each.folder / "README.md", each) for each in EXERCISES),
    Chapter(ROOT / "tinytorch" / "core" / "README.md", None),
]

#: The slides of the lectures, whose claims are held to the same.
SLIDES = Chapter(ROOT / "tinytorch" / "course" / "slides" / "slides.md", None)


def _is_row(line: str) -> bool:
    return line.startswith("|")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def equations(text: str) -> list[str]:
    """Return each equation of numbers, such as ``2 × 3 + 1 = 7`` or ``2 / 3 ≈ 67 %``."""
    return re.findall(rf"{_EXPRESSION}(?: [=≈] {_EXPRESSION})+", text)


def quantities(text: str) -> list[str]:
    """Return each number, with its unit where there is one."""
    return re.findall(rf"(?<![\w.,]){_QUANTITY}", text)


def value(expression: str) -> float:
    """Return what an expression of numbers and units comes to."""
    if not re.fullmatch(_EXPRESSION, expression):
        raise ValueError(f"{expression!r} is no expression of numbers")
    for unit, factor in _UNITS.items():
        expression = expression.replace(f" {unit}", f" * {factor}")
    for sign, python in _SIGNS.items():
        expression = expression.replace(sign, python)
    without_leading_zeros = re.sub(r"(?<![\d.])0+(?=\d)", "", expression)
    return float(eval(without_leading_zeros, {"math": math}))


def precision(quantity: str) -> float:
    """Return by how much a rounded quantity may be off: half a unit of its last digit."""
    number, _, unit = quantity.partition(" ")
    mantissa, _, exponent = number.partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals) * _UNITS.get(unit, 1.0)
