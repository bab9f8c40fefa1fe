"""The corpus: submissions that are broken, careless or dishonest, and what each must get.

``corpus.md`` has one row for each. The submission of a row is a file (or a folder, when it brings
more than the exercise's file) of that name below ``submissions/``, or a function in `made` where
it is not text. It takes the place of the exercise's file, or follows the reference in it; all the
other files are the reference, so that every point lost is its own doing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import made
from tinytorch.grading.given import catalogue
from tinytorch.grading.model import EXERCISES, Exercise

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

#: What comes after the reference and before the submission, by the kind of row.
PRELUDES = {"protocol": (HERE / "worker_in_reach.py").read_text(encoding="utf-8")}
#: What comes after the submission: an escape that fails leaves nothing to be graded.
POSTLUDES = {"escapes": '\n\nassert escape(), "confined"\n'}

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}
TESTS = catalogue.read(ROOT, EXERCISES)


@dataclass(frozen=True, eq=False)
class Case:
    """One row of the table."""

    kind: str
    name: str
    exercise: Exercise
    replaces: bool  #: the exercise's file; else it follows the reference
    passes: frozenset[str]  #: the exercise's tests that pass
    outcomes: frozenset[str]  #: of its other tests
    elsewhere: int  #: how many tests of other exercises fail
    says: str  #: what one of their messages, or a note, must hold
    control: str  #: how it shows that it does what it says when nothing stops it

    def __str__(self) -> str:
        return f"{self.kind}-{self.name}"

    @property
    def possible(self) -> int:
        """Points of the exercise."""
        return sum(test.points for test in TESTS if test.exercise == self.exercise.folder)

    @property
    def earns(self) -> int:
        """Points in the exercise that it must get."""
        return sum(test.points for test in TESTS if test.nodeid in self.passes)

    @property
    def place(self) -> Path:
        """Where its text is, if it is text."""
        folder = HERE / "submissions" / self.kind / self.name
        return folder if folder.is_dir() else folder.with_suffix(".py")

    def files(self) -> dict[str, bytes]:
        """Return what is handed in: paths relative to a checkout, and contents."""
        files = {exercise.path: reference(exercise) for exercise in EXERCISES}
        if not self.place.exists():
            return files | getattr(made, self.name)(self.exercise.path, reference(self.exercise))
        if self.place.is_dir():
            extra = (path for path in self.place.rglob("*") if path.is_file())
            texts = {path.relative_to(self.place).as_posix(): path.read_bytes() for path in extra}
            own = texts.pop(self.exercise.file)
        else:
            texts, own = {}, self.place.read_bytes()
        before = b"" if self.replaces else reference(self.exercise) + b"\n\n"
        prelude, postlude = PRELUDES.get(self.kind, ""), POSTLUDES.get(self.kind, "")
        return (
            files
            | texts
            | {self.exercise.path: before + prelude.encode() + own + postlude.encode()}
        )


def reference(exercise: Exercise) -> bytes:
    """Return the reference for an exercise."""
    return (ROOT / "solutions" / exercise.folder / exercise.file).read_bytes()


def _read() -> tuple[Case, ...]:
    kind, cases = "", []
    groups = {"all": _tests(""), "none": frozenset()}
    for line in (HERE / "corpus.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ").partition(":")[0].casefold()
        cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
        if line.startswith("| `") and kind == "groups":
            groups[cells[0].strip("`")] = _tests(*cells[1:])
        elif line.startswith("| `"):
            cases.append(_case(kind, groups, *cells))
    return tuple(cases)


def _tests(exercise: str, names: str = "") -> frozenset[str]:
    """Return the ids of an exercise's tests with these names; of all tests without any."""
    wanted = {name.strip() for name in names.split(",")}
    found = [test for test in TESTS if exercise in ("", test.exercise[3:])]
    chosen = [test for test in found if not names or test.nodeid.partition("::test_")[2] in wanted]
    assert not names or len(chosen) == len(wanted), f"{exercise} has no such tests: {names}"
    return frozenset(test.nodeid for test in chosen)


def _case(
    kind: str,
    groups: Mapping[str, frozenset[str]],
    name: str,
    handed_in: str,
    passes: str,
    outcomes: str,
    elsewhere: str,
    says: str,
    control: str,
) -> Case:
    how, exercise = handed_in.split()
    own = {test.nodeid for test in TESTS if test.exercise == BY_NAME[exercise].folder}
    return Case(
        kind,
        name.strip("`"),
        BY_NAME[exercise],
        how == "replaces",
        groups[passes] & own,
        frozenset(outcomes.split()),
        int(elsewhere or 0),
        says,
        control,
    )


CASES = _read()
