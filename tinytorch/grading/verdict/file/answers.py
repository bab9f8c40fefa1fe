"""A student's file, as the answer to what the stub of its class asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tinytorch.grading.given import todos
from tinytorch.grading.model import BY_CLASS
from tinytorch.grading.verdict.file import outline, places
from tinytorch.grading.verdict.file.outline import Definition, Outline
from tinytorch.grading.verdict.file.places import Place, Scene


@dataclass(frozen=True)
class Answer:
    """The class of an exercise, in the file that is to define it."""

    scene: Scene
    class_name: str

    @cached_property
    def path(self) -> str:
        return self.scene.path(self.class_name)

    @cached_property
    def file(self) -> Outline:
        return outline.read(self.scene.lines(self.path))

    @cached_property
    def stub(self) -> Outline:
        return outline.read(
            todos.pristine(BY_CLASS[self.class_name]).read_text(encoding="utf-8").split("\n")
        )

    @cached_property
    def tasks(self) -> dict[str, str]:
        """The task of each method that the stub leaves open."""
        return places.tasks(self.class_name)

    def method(self, name: str) -> Definition | None:
        """Return a method that the class defines itself; the last one is the one that counts."""
        return self.file.method(self.class_name, name)

    def body(self, name: str) -> Iterator[tuple[int, str]]:
        """Give the lines of code of a method, each with its number; none where it is missing."""
        own = self.method(name)
        return self.file.body(own) if own else iter(())

    def at(self, line: int, method: str, definition: str | None = None) -> Place:
        """Return a line that belongs to the task of a method, and what begins there."""
        return Place(self.path, line, definition, self.tasks.get(method))

    def beginning(self, method: str) -> Place:
        """Return where the method begins that ran; where the class does when it inherits it."""
        # What a call gives comes from forward, when the class has no __call__ of its own.
        for name in (method, "forward") if method == "__call__" else (method,):
            told, own = self.scene.defined(self.class_name, name), self.method(name)
            if told is not None and told[0] == self.path:
                # A decorator stands above the definition that it decorates.
                below = [each for each in self.file.definitions if each.kind == "def"]
                near = (each for each in below if told[1] <= each.line < told[1] + 20)
                found = next(near, None)
                line, label = (found.line, found.name) if found else (told[1], name)
                return self.at(line, name, label)
            if told is None and own:
                return self.at(own.line, name, name)
        return self.of_class(method)

    def of_class(self, method: str = "") -> Place:
        """Return where the class begins, for the task of a method."""
        holder = self.file.holder(self.class_name)
        if holder is None:
            return Place(self.path, 1)
        return self.at(holder.line, method, f"class {self.class_name}")
