"""A class on eight machines, each of which is killed now and then."""

import os
import random
import subprocess
import sys
import time
from itertools import chain

import pytest

from tests.classroom.generate import make, write, write_roster
from tests.classroom.references import ROOT
from tests.classroom.test_run import command, run, table
from tests.conftest import nightly

PARTS, KILLS, STUDENTS = 8, 20, 24
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

pytestmark = [
    nightly,
    pytest.mark.skipif(sys.platform == "win32", reason="signals"),
]


def grades(out):
    return set(out.glob("cache/*/*.json"))


@pytest.fixture
def graded(tmp_path):
    """Give the arguments of a class run, and the grades of one that nothing has disturbed."""
    made = make(STUDENTS, 3)
    write(tmp_path / "in", made)
    write_roster(tmp_path / "roster.csv", made)
    arguments = [tmp_path / "in", "--roster", tmp_path / "roster.csv", "--seed", 7]
    run(*arguments, "--out", tmp_path / "whole")
    return arguments, table(tmp_path / "whole/grades.csv"), tmp_path


def test_no_grade_is_lost_or_doubled_however_often_parts_are_killed(graded):
    arguments, whole, root = graded
    parts = [root / f"part{number}" for number in range(1, PARTS + 1)]
    draw, kept = random.Random(1), set()

    def of_part(number, *more):
        return [*arguments, "--part", f"{number}/{PARTS}", "--out", parts[number - 1], *more]

    for _ in range(KILLS):
        number = draw.randint(1, PARTS)
        before = grades(parts[number - 1])
        with subprocess.Popen(
            command(*of_part(number)), env=ENVIRONMENT, stderr=subprocess.DEVNULL
        ) as begun:
            # Now while it starts, now in the midst of its work.
            while draw.random() < 0.98 and begun.poll() is None:
                time.sleep(0.1)
                if draw.random() < 0.5 and grades(parts[number - 1]) != before:
                    break
            begun.kill()
        found = set(chain.from_iterable(map(grades, parts)))
        assert kept <= found
        kept = found
    for number in range(1, PARTS + 1):
        run(*of_part(number))
    told, _ = run(*arguments, "--out", root / "all", "--join", *parts)

    assert kept
    assert told.startswith(f"{STUDENTS} of {STUDENTS} graded ({STUDENTS} kept from before)")
    assert table(root / "all/grades.csv") == whole
    names = [path.name for part in parts for path in grades(part)]
    assert len(names) == len(set(names)) == STUDENTS
    assert {path.name for path in grades(root / "all")} == set(names)
