"""Answers the page: JSON in, JSON out."""

from __future__ import annotations

import json
import linecache
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tinytorch.core import layers
from tinytorch.course.site.browser import mode
from tinytorch.course.site.browser.prompt import NAME, SECONDS, Prompt, too_long
from tinytorch.course.site.browser.watcher import Late, Watcher
from tinytorch.grading import messages
from tinytorch.grading.given import catalogue, hints, submission
from tinytorch.grading.model import BY_FOLDER, EXERCISES, ExerciseReport, GradedTest, Report, unmet
from tinytorch.grading.reports import html
from tinytorch.grading.run import pytest_run
from tinytorch.grading.verdict import scoring
from tinytorch.lab import LabError

_GRADED_IN_PAGE = "Graded in your own browser: feedback, not the record."

#: Deeper recursion through `__call__` ends the browser's interpreter instead of raising.
RECURSION = 400


class Service:
    """The interpreter's side of the page.

    Parameters
    ----------
    root : str
        The checkout in the browser's file system.
    tell : callable
        Gets as JSON what runs: ``test``, its id, and its ``title``, before each test; ``called``
        and ``loading`` as a `Watcher` tells them.
    """

    def __init__(self, root: str, tell: Callable[[str], object]) -> None:
        self._root = Path(root)
        self._say = tell
        sys.setrecursionlimit(RECURSION)
        # Read now, because the student's code can write here, too.
        self._tests = catalogue.read(self._root)
        given = self._root.glob("exercises/*/test_*.py")
        self._given = {path: path.read_bytes() for path in given}
        files = {str(self._root / exercise.path): exercise.path for exercise in EXERCISES}
        self._watcher = Watcher({**files, NAME: NAME}, self._tell)
        self._prompt = Prompt(self._watcher)
        self._written: dict[str, str] = {}
        self._reloaded: dict[str, str] | None = None

    def _tell(self, **what: object) -> None:
        self._say(json.dumps(what))

    def close(self) -> None:
        """Leave the interpreter as it was."""
        self._watcher.close()

    def answer(self, request: str) -> str:
        """Return the answer to a request: ``{"do": ..., "files": {folder: text}, ...}``.

        With it may come which files have ended an interpreter while they were loaded, and at
        which line: ``"hanging": {folder: line}``.
        """
        asked = json.loads(request)
        self._write(asked["files"])
        for folder, line in asked.get("hanging", {}).items():
            self._watcher.hanging[BY_FOLDER[folder].path] = line
        self._watcher.follow()
        return json.dumps(getattr(self, f"_{asked['do']}")(asked))

    def _write(self, files: dict[str, str]) -> None:
        before, self._written = self._written, files
        for folder, text in files.items():
            if text != before.get(folder):
                self._watcher.hanging.pop(BY_FOLDER[folder].path, None)
            path = self._root / BY_FOLDER[folder].path
            path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        for path, content in self._given.items():
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)
        linecache.clearcache()  # or messages would quote the lines of before

    def _grade(self, asked: dict[str, Any]) -> dict[str, Any]:
        chosen = tuple(each for each in EXERCISES if each.folder in asked["exercises"])
        seed = asked.get("seed") or secrets.randbits(32)
        seconds = asked.get("seconds", mode.SECONDS)
        titles = {test.nodeid: test.title for test in self._tests}
        watched = mode.InBrowser(
            self._watcher,
            asked.get("ended", {}),
            lambda test: self._begin(test, titles.get(test.partition("[")[0], "")),
            seconds,
        )
        submitted = submission.read(self._root, self._root, chosen)
        submitted = replace(submitted, notes=(_GRADED_IN_PAGE,))
        output = pytest_run.run(watched, chosen, seed=seed, grader=self._root, plugins=[watched])
        self._reloaded = None
        tests: Sequence[GradedTest] = [t for t in self._tests if t.exercise in asked["exercises"]]
        report = scoring.score(tests, submitted, output, seed=seed)
        # That it is one exercise, the page shows; whose tests they are, its own note says.
        report = replace(report, notes=report.notes[-1:], self_graded=False)
        return {"exercises": [self._exercise(report, each) for each in report.exercises]}

    def _begin(self, test: str, title: str) -> None:
        self._tell(test=test, title=title, called=None, loading=None)

    def _exercise(self, report: Report, graded: ExerciseReport) -> dict[str, Any]:
        alone = replace(report, exercises=(graded,))
        current = next(iter(unmet([graded])), None)
        task = hints.task(current) if current else None
        return {
            "folder": graded.exercise.folder,
            "earned": graded.earned,
            "possible": graded.possible,
            "html": html.render(alone),
            "next": messages.next_step(alone, told=True) if current else None,
            "task": task,
            "hints": list(self._hints(task)) if task else [],
            "lines": [
                {"line": test.observed.line, "text": test.test.title}
                for test in unmet([graded])
                if test.observed.line and test.observed.path == graded.exercise.path
            ],
        }

    def _hints(self, task: str) -> Iterator[str]:
        texts = hints.read(task, self._root)
        for number, text in enumerate(texts, 1):
            yield messages.chapter_hint(text, number, len(texts), task)

    def _read(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Let the student's layers read a drawing, or a digit that is kept for such tests."""
        from tinytorch.lab.digits import network  # its weights can wait until there is a network

        shown = asked.get("shown")
        if shown is None:
            digit, label = network.scale(asked["drawing"]), None
        else:
            digits, labels = network.held_out()
            digit, label = digits[shown % len(digits)], int(labels[shown % len(digits)])
        answer = {"digit": digit.tolist(), "label": label}
        self._begin("", "your network reads")
        try:
            with self._watcher.limit(SECONDS):
                layers.forget()
                read = network.read(network.build(), digit[None], training=asked["training"])
            return {**answer, "probabilities": [float(each) for each in read[0]]}
        except Late:
            return {**answer, "problem": too_long(SECONDS)}
        except LabError as error:
            return {**answer, "problem": str(error)}
        except BaseException as error:  # noqa: BLE001 - the student's, whatever it is
            return {**answer, "problem": f"It cannot read: {type(error).__name__}: {error}"}
        finally:
            self._reloaded = None

    def _type(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._begin("", "what you typed")
        if self._reloaded != self._written:
            self._prompt.reload()
            self._reloaded = self._written
        return {"said": self._prompt.run(asked["source"], asked.get("seconds", SECONDS))}
