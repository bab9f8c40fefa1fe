"""What a class run leaves for the next one, and for the machine that joins several."""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tinytorch.checkout import ROOT
from tinytorch.course.classroom import messages
from tinytorch.course.classroom.graded.cache import Cache
from tinytorch.grading.delivery import replace
from tinytorch.grading.given import secret
from tinytorch.grading.model import GradingError


@dataclass
class RunState:
    """What a run leaves for the next one: grades by content, and the seed."""

    out: Path

    @property
    def cache(self) -> Cache:
        return Cache(self.out / "cache")

    def seed(self, given: int | None) -> int:
        """Return the seed: the one given, or that of the run before, or a new one."""
        kept = _kept(self.out)
        seed = given if given is not None else kept
        if seed is None:
            seed = secrets.randbits(32)
        elif given is None:
            resumed = f"Seed {seed}, kept from the run before; --seed draws other inputs."
            print(resumed, file=sys.stderr)
        self._keep(seed)
        return seed

    def _keep(self, seed: int) -> None:
        told = {"seed": seed, "inputs": _inputs(seed)}
        replace(json.dumps(told) + "\n", self.out / "run.json")

    def join(self, parts: Iterable[Path]) -> None:
        """Take over what other runs have graded, and their seed."""
        for part in parts:
            theirs, ours = _kept(part), _kept(self.out)
            if theirs is None:
                raise GradingError(
                    f"{messages.quoted(part)} is no result of a class run (it has no run.json); "
                    "name its --out after --join."
                )
            if ours not in (None, theirs):
                raise GradingError(
                    "The parts were graded with different seeds: give each the same --seed."
                )
            if _told(part).get("inputs") != _inputs(theirs):
                raise GradingError(
                    f"{messages.quoted(part)} was graded with another secret, so that all of it "
                    f"would be graded again: give {secret.VARIABLE} the same value "
                    "on every machine."
                )
            self._keep(theirs)
            self.cache.add(part / "cache")


def _inputs(seed: int) -> str:
    """Return what is alike where the same inputs are drawn, and tells nothing of them."""
    drawn = secret.mixed(seed, secret.of(ROOT))
    return hashlib.sha256(str(drawn).encode("ascii")).hexdigest()[:16]


def _kept(folder: Path) -> int | None:
    """Return the seed of the run that a folder is of."""
    seed = _told(folder).get("seed")
    return seed if isinstance(seed, int) else None


def _told(folder: Path) -> dict[str, object]:
    try:
        told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
