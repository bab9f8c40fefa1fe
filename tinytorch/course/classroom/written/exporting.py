"""Lays submissions out as Dolos and JPlag read them, for those who want more than our pairs.

Each exercise has a folder of its own, in it a folder for each student (what JPlag compares), and an
``info.csv`` that tells Dolos whose each file is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tinytorch.course.classroom import csv_files
from tinytorch.course.classroom.class_data import Row
from tinytorch.course.classroom.written.file_names import Names
from tinytorch.grading.delivery import replace
from tinytorch.grading.model import BY_FOLDER


def write(folder: Path, rows: Sequence[Row], sources: Callable[[int], Mapping[str, str]]) -> None:
    """Write the files of all that was graded."""
    lines: dict[str, list[list[object]]] = {folder: [] for folder in BY_FOLDER}
    names = Names()
    for number, row in enumerate(rows):
        if not row.graded:
            continue
        own, student = names.new(row.student.identifier), row.student
        for exercise, text in sources(number).items():
            file = BY_FOLDER[exercise].file
            replace(text, folder / exercise / own / file)
            shown = student.name or student.identifier
            lines[exercise].append([f"{own}/{file}", shown, student.section, row.outturn.time])
    for exercise, told in lines.items():
        head = ["filename", "full_name", "labels", "created_at"]
        csv_files.write(folder / exercise / "info.csv", head, told)
