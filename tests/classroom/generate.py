"""Makes a class: students of different strength, some with broken or hostile submissions.

``python -m tests.classroom.generate FOLDER [COUNT] [SEED]`` writes one for demonstrations.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.classroom.references import reference, right, tasks, unsolved, wrong
from tinytorch.grading.model import EXERCISES, Exercise

BROKEN, HANGING = 0.15, 0.05  #: of a class
OWN_STYLE = 0.15  #: of the exercises that are solved

FIRST = "Ada Alan Barbara Claude Donald Edsger Emmy Frances Grace Hedy Ivan Joan Katherine Leslie"
LAST = "Abel Bernoulli Cauchy Dirichlet Euler Fermat Gauss Hilbert Ito Jacobi Kolmogorov Laplace"

Files = dict[str, bytes]


@dataclass(frozen=True)
class Made:
    """A student of the generated class."""

    identifier: str
    name: str
    kind: str  #: "solved", "half", "broken: ..." or "hanging"
    files: Files


def make(count: int, seed: int) -> list[Made]:
    """Return a class; the same arguments make the same class."""
    draw = random.Random(seed)
    strengths = [draw.betavariate(2.2, 1.3) for _ in range(count)]
    broken = round(BROKEN * count)
    hanging = round(HANGING * count)
    odd = draw.sample(range(count), broken + hanging)
    kinds = dict.fromkeys(odd[:broken], "broken") | dict.fromkeys(odd[broken:], "hanging")
    return [_student(n, strengths[n], kinds.get(n), draw) for n in range(count)]


def write(folder: Path, students: list[Made]) -> None:
    """Write each submission into a folder of its own, named as Classroom 50 names its clones."""
    for student in students:
        root = folder / f"ml-layers-{student.identifier}"
        root.mkdir(parents=True)
        for name, content in student.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)


def write_roster(path: Path, students: list[Made]) -> None:
    """Write the class list, as Canvas exports it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section"])
        writer.writerow(["    Points Possible", "", "", "", ""])
        for number, student in enumerate(students):
            section = f"Group {number % 4 + 1}"
            writer.writerow(
                [student.name, 4000 + number, f"S{number:05}", student.identifier, section]
            )


def _student(number: int, strength: float, kind: str | None, draw: random.Random) -> Made:
    first, last = draw.choice(FIRST.split()), draw.choice(LAST.split())
    identifier = f"{first.casefold()}{last[0].casefold()}{number:04}"
    files, word = _files(strength, draw)
    if kind == "broken":
        word, spoil = draw.choice(list(SPOILED.items()))
        exercise = draw.choice(EXERCISES)
        files = spoil(files, exercise.path)
        word = f"broken: {word}"
    elif kind == "hanging":
        word, hang = "hanging", draw.choice(HANGS)
        exercise = draw.choice(EXERCISES)
        files[exercise.path] = reference(exercise).encode().replace(*hang)
    # No two students hand in the same bytes, so that none is graded for another.
    signed = {name: content + f"\n# {identifier}\n".encode() for name, content in files.items()}
    return Made(identifier, f"{last}, {first}", word, signed)


def _files(strength: float, draw: random.Random) -> tuple[Files, str]:
    """Return the four files of a student, with as many tasks solved as the strength allows."""
    total = sum(len(tasks(exercise)) for exercise in EXERCISES)
    left = min(total, round(total * (strength + draw.uniform(-0.15, 0.6))))
    word = "solved" if left == total else "half"
    files = {}
    for exercise in EXERCISES:
        names = tasks(exercise)
        files[exercise.path] = _answer(exercise, names[max(left, 0) :], strength, draw)
        left -= len(names)
    return files, word


def _answer(
    exercise: Exercise, open_tasks: list[str], strength: float, draw: random.Random
) -> bytes:
    """Return an answer with some tasks open: right, wrong, or right in a style of its own."""
    if draw.random() < 0.8 - 0.7 * strength:
        known = wrong(exercise)  # some mistakes are much commoner than others
        text = draw.choices(known, [1 / rank for rank, _ in enumerate(known, 1)])[0]
        return unsolved(text, exercise, open_tasks).encode()
    if not open_tasks and draw.random() < OWN_STYLE:
        return draw.choice(right(exercise))
    return unsolved(reference(exercise), exercise, open_tasks).encode()


def _before(files: Files, path: str, text: str) -> Files:
    return files | {path: text.encode() + files[path]}


#: What goes wrong with a file of a submission.
SPOILED: dict[str, Callable[[Files, str], Files]] = {
    "no colon": lambda files, path: files | {path: files[path].replace(b"):\n", b")\n", 1)},
    "tabs": lambda files, path: files | {path: files[path].replace(b"        ", b"\t", 3)},
    "merge conflict": lambda files, path: _before(files, path, "<<<<<<< HEAD\n"),
    "empty": lambda files, path: files | {path: b""},
    "missing": lambda files, path: {name: text for name, text in files.items() if name != path},
    "NUL bytes": lambda files, path: files | {path: files[path] + b"\0\0"},
    "UTF-16": lambda files, path: (
        files | {path: files[path].decode("utf-8", "replace").encode("utf-16")}
    ),
    "huge": lambda files, path: files | {path: files[path] + b"#" * 400_000},
    "package": lambda files, path: _before(files, path, "import torch\n"),
    "exit": lambda files, path: _before(files, path, "import os; os._exit(0)\n"),
    "crash": lambda files, path: _before(files, path, "import os; os.kill(os.getpid(), 11)\n"),
    "loud": lambda files, path: _before(files, path, "print('x' * 10_000_000)\n"),
    "class renamed": lambda files, path: (
        files | {path: files[path].replace(b"class ", b"class My")}
    ),
    "forks": lambda files, path: _before(files, path, "import os; os.fork()\n"),
    "memory": lambda files, path: _before(files, path, "x = bytearray(1 << 40)\n"),
}

#: One method that never returns: what is replaced, and by what.
HANGS = (
    (
        b"    def forward(self, x",
        b"    def forward(self, x, *_, **__):\n        while True: pass\n\n    def old(self, x",
    ),
    (
        b"    def parameters(self",
        b"    def parameters(self):\n        while True: pass\n\n    def old(self",
    ),
)


def main(folder: str, count: str = "30", seed: str = "1") -> None:
    """Write a class and its roster."""
    students = make(int(count), int(seed))
    write(Path(folder) / "submissions", students)
    write_roster(Path(folder) / "roster.csv", students)


if __name__ == "__main__":
    main(*sys.argv[1:])
