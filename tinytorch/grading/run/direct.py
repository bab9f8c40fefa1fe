"""Direct mode: the student's own classes in the test's process, for debuggers and prints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tinytorch.core import layers
from tinytorch.grading.run.isolation import bases


class Direct:
    """Loads the exercises anew for each test, from the checkout."""

    mode = "direct"

    @contextmanager
    def layers(self, exercise: str) -> Iterator[Any]:
        """Give a test of `exercise` (a folder's name) the classes of all exercises."""
        layers.forget()
        yield _StudentClasses(exercise)

    def place(self, exercise: str, error: tuple[str, int] | None) -> None:
        """Return nothing: no report shows the lines of direct mode."""

    def output(self) -> str:
        """Return what the student's code printed: pytest itself shows that here."""
        return ""


class _StudentClasses:
    """What ``nn`` is in direct mode."""

    def __init__(self, exercise: str) -> None:
        self._own_base = layers.EXERCISE_FILES[bases.BASE].startswith(f"{exercise}/")
        self._probed = False
        self._problem: Exception | None = None

    def __getattr__(self, name: str) -> type:
        if name not in layers.EXERCISE_FILES:
            raise AttributeError(f"nn offers {', '.join(layers.EXERCISE_FILES)}; not {name}")
        if not self._own_base and not self._probed:
            self._probed = True
            try:
                bases.probe()
            except Exception as error:  # noqa: BLE001 -- the student's, kept for a test that needs Layer
                self._problem = error
                layers.forget()
                bases.replace()
        if name == bases.BASE and self._problem is not None:
            raise self._problem
        return layers.load(name)
