"""Mutants of the reference: each is caught by a graded test, or ``equivalent.toml`` says why not.

Cosmic Ray's operators make them. They are graded as the bank is, not by Cosmic Ray's own runner,
which would edit the reference in place; nor by mutmut, whose switches between mutants change the
signatures that Sequential asks for.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests.misconceptions.bank import HERE, reference
from tinytorch.grading.model import EXERCISES, Exercise, Graded


@dataclass(frozen=True, slots=True)
class Mutant:
    """The reference with one operator, number or condition exchanged."""

    exercise: Exercise
    was: str  #: the line that was changed
    became: str
    source: str

    def __str__(self) -> str:
        return f"{self.exercise.name}: {self.was}  ->  {self.became}"


def read_all() -> list[Mutant]:
    """Return the mutants of all exercises, each text once."""
    return [mutant for exercise in EXERCISES for mutant in _of(exercise)]


def complaints(mutants: Sequence[Mutant], reports: Sequence[Sequence[Graded]]) -> Iterator[str]:
    """Return which mutants survived without a reason, and which reasons have no survivor."""
    text = (HERE / "equivalent.toml").read_text(encoding="utf-8")
    reasons = {(entry["was"], entry["became"]) for entry in tomllib.loads(text)["equivalent"]}
    survivors = [
        mutant
        for mutant, report in zip(mutants, reports, strict=True)
        if all(test.passed for test in report)
    ]
    for mutant in survivors:
        if (mutant.was, mutant.became) not in reasons:
            yield f"survived: {mutant}"
    for was, became in sorted(reasons - {(mutant.was, mutant.became) for mutant in survivors}):
        yield f"is listed as equivalent, but was caught or not made: {was}  ->  {became}"


def _of(exercise: Exercise) -> Iterator[Mutant]:
    source, seen = reference(exercise), {reference(exercise)}
    for name in sorted(operator_names()):
        if name.endswith(("VariableReplacer", "VariableInserter")):
            continue  # they are experiments, and need the names of variables
        operator, index = get_operator(name)(), 0
        while (mutated := mutate_code(source, operator, index)) is not None:
            index += 1
            if mutated not in seen:
                seen.add(mutated)
                yield Mutant(exercise, *_change(source, mutated), mutated)


def _change(source: str, mutated: str) -> tuple[str, str]:
    lines = list(difflib.ndiff(source.splitlines(), mutated.splitlines()))
    return tuple(
        " ".join(line[2:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
