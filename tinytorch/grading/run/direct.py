"""Direct mode: the student's own classes in the test's process, for debuggers and prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tinytorch.core import layers
from tinytorch.grading.model import Outcome
from tinytorch.grading.run import base_class


class Direct:
    """Loads the exercises anew for each test, from the checkout."""

    mode = "direct"
    sandbox = ""
    notes: Sequence[str] = ()

    @contextmanager
    def layers(self, exercise: str, test: str = "") -> Iterator[Any]:
        """Give a test of `exercise` (a folder's name) the classes of all exercises."""
        layers.forget()
        yield _StudentClasses(exercise)

    def settled(self, outcome: Outcome) -> bool:
        """Return that every outcome counts."""
        return True

    def called(self, exercise: str) -> None:
        """Return nothing: no report shows the places of direct mode."""

    def lines(self, path: str) -> Sequence[str]:
        """Return nothing, likewise."""
        return ()

    def output(self) -> str:
        """Return what the student's code printed: pytest itself shows that here."""
        return ""


class _StudentClasses:
    """What ``nn`` is in direct mode."""

    def __init__(self, exercise: str) -> None:
        self._own_base = layers.EXERCISE_FILES[base_class.BASE].startswith(f"{exercise}/")
        self._probed = False
        self._problem: Exception | None = None

    def __getattr__(self, name: str) -> type:
        if name not in layers.EXERCISE_FILES:
            raise AttributeError(f"nn offers {', '.join(layers.EXERCISE_FILES)}; not {name}")
        if not self._own_base and not self._probed:
            self._probed = True
            try:
                base_class.probe()
            except Exception as error:  # noqa: BLE001 -- the student's, kept for a test that needs Layer
                self._problem = error
                layers.forget()
                base_class.replace()
        if name == base_class.BASE and self._problem is not None:
            raise self._problem
        return layers.load(name)
