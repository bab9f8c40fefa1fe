"""Direct mode: the student's own classes in the test's process, for debuggers and prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import CodeType
from typing import Any

from tinytorch.core import layers
from tinytorch.grading.model import Outcome
from tinytorch.grading.run import base_class, imports
from tinytorch.grading.run.student_errors import lines_of, student_file, where


class Direct:
    """Loads the exercises anew for each test, from the checkout."""

    mode = "direct"
    sandbox = ""
    notes: Sequence[str] = ()

    @contextmanager
    def layers(self, exercise: str, test: str = "") -> Iterator[Any]:
        """Give a test of `exercise` (a folder's name) the classes of all exercises."""
        layers.forget()
        for name in layers.EXERCISE_FILES:
            source = self._source(name)
            if source is not None:
                imports.warn_of_others(name, source)
        yield _StudentClasses(exercise, self.probe)

    def probe(self) -> None:
        """Raise what keeps the student's Layer from serving as a base class."""
        base_class.probe()

    def settled(self, outcome: Outcome) -> bool:
        """Return that every outcome counts."""
        return True

    def called(self) -> None:
        """Return nothing: no report shows the places of direct mode."""

    def defined(self, class_name: str, method: str) -> tuple[str, int] | None:
        """Return file and line where a method begins, as it says itself."""
        try:
            found = where(class_name, method)
        except Exception:  # noqa: BLE001 -- the student's, when the file is loaded
            return None
        return (student_file(found[0]) or found[0], found[1]) if found else None

    def path(self, class_name: str) -> str:
        """Return the student's file that is to define a class."""
        return f"exercises/{layers.EXERCISE_FILES[class_name]}"

    def lines(self, path: str) -> Sequence[str]:
        """Return the lines of a student's file."""
        name = next((each for each in layers.EXERCISE_FILES if path == self.path(each)), None)
        source = self._source(name) if name else None
        return lines_of(source) if source is not None else ()

    def _source(self, class_name: str) -> bytes | None:
        try:
            _, source = layers.read(layers.EXERCISE_FILES[class_name])
        except ImportError:
            return None
        return None if isinstance(source, CodeType) else source

    def output(self) -> str:
        """Return what the student's code printed: pytest itself shows that here."""
        return ""


class _StudentClasses:
    """What ``nn`` is in direct mode."""

    def __init__(self, exercise: str, probe: Callable[[], None]) -> None:
        self._probe = probe
        self._own_base = layers.EXERCISE_FILES[base_class.BASE].startswith(f"{exercise}/")
        self._probed = False
        self._problem: Exception | None = None

    def __getattr__(self, name: str) -> type:
        if name not in layers.EXERCISE_FILES:
            raise AttributeError(f"nn offers {', '.join(layers.EXERCISE_FILES)}; not {name}")
        if not self._own_base and not self._probed:
            self._probed = True
            try:
                self._probe()
            except Exception as error:  # noqa: BLE001 -- the student's, kept for a test that needs Layer
                self._problem = error
                layers.forget()
                base_class.replace()
        if name == base_class.BASE and self._problem is not None:
            raise self._problem
        return layers.load(name)
