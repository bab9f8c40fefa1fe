"""From the exception that ended a test to what the student is told.

An exception of the student's code is told with the student's own line; a mistake that shows at
another place than it was made, with the line where it was made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tinytorch.core.layers import EXERCISE_FILES, ExerciseError
from tinytorch.grading.model import BY_FOLDER, Exercise, Observed, Outcome
from tinytorch.grading.run.student_errors import origin_of
from tinytorch.grading.run.worker_error import WorkerError
from tinytorch.grading.text import one_line
from tinytorch.grading.verdict import call_text, loading, misuse, raised, telling
from tinytorch.grading.verdict.file import bodies, methods, origins, parameters, places
from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.file.places import Place, Scene
from tinytorch.testing.mistakes.sequential import SHARED_LAYERS
from tinytorch.testing.plain_layers import IN_WORDS
from tinytorch.testing.unmet import NAMED, Unmet

_LATE = "the call does not return"


class _Nowhere:
    """The scene where nobody kept what happened, as in the laboratory."""

    def called(self) -> None:
        return None

    def defined(self, class_name: str, method: str) -> None:
        return None

    def path(self, class_name: str) -> str:
        return f"exercises/{EXERCISE_FILES[class_name]}"

    def lines(self, path: str) -> Sequence[str]:
        return ()


def diagnose(error: BaseException | None, nodeid: str = "", scene: Scene | None = None) -> Observed:
    """Return what the exception that ended a test means; None means that it passed."""
    folder = nodeid.partition("::")[0].rpartition("/")[0].rpartition("/")[2]
    observed = _diagnosed(error, scene or _Nowhere(), BY_FOLDER.get(folder))
    named = (said for name, said in IN_WORDS.items() if re.search(rf"\b{name}\b", observed.message))
    return replace(observed, nodeid=nodeid, message="\n".join([observed.message, *named]))


def _diagnosed(error: BaseException | None, scene: Scene, exercise: Exercise | None) -> Observed:
    if error is None:
        return Observed("", Outcome.PASSED)
    if isinstance(error, WorkerError):
        return _of_worker(error, scene)
    if isinstance(error, ExerciseError):
        return loading.broken(error, scene)
    if isinstance(error, Unmet):
        return _unmet(error, scene, exercise)
    origin = origin_of(error)
    if origin is None:
        return misuse.by_a_test(error, scene)
    return raised.by_the_student(error, origin, scene)


def _unmet(error: Unmet, scene: Scene, exercise: Exercise | None) -> Observed:
    """Return what a test met that got another value than the contract says."""
    found, made = None, None
    if exercise is not None:
        class_name, method = call_text.subject(error.message, exercise)
        answer = Answer(scene, class_name)
        found = _shown_by_the_file(error, answer, method)
        made = origins.of_mistake(answer, error.cause)
    if found is not None:
        # What the file itself shows says more than the numbers do.
        message = error.message.partition(NAMED)[0].rstrip()
        return telling.told([message], found, None)
    seen = Observed(
        "", Outcome.FAILED, error.message, hint=error.hint, mistake=error.mistake, cause=error.cause
    )
    called = _of_the_call(scene)
    return telling.at(seen, called and (made or called))


def _of_the_call(scene: Scene) -> Place | None:
    """Return where the method begins that the test called last."""
    called = scene.called()
    return Answer(scene, called[0]).beginning(called[1]) if called else None


def _shown_by_the_file(error: Unmet, answer: Answer, method: str) -> Finding | None:
    """Return a mistake that made a value wrong, and that shows in the lines of the file."""
    found = methods.missing(answer, method) or parameters.in_disorder(answer)
    found = found or methods.twice(answer, method)
    found = found or parameters.other_default(answer, error.message)
    if found is None and "no error was raised" in one_line(error.message, " "):
        found = bodies.unraised(answer, method)
    if found is None and answer.class_name in ("Dropout", "Sequential") and method == "forward":
        found = bodies.of_forward(answer)
    return found or origins.shared(answer, error.cause)


def _of_worker(error: WorkerError, scene: Scene) -> Observed:
    """Return what it means that the worker could not answer."""
    called, call, origin = scene.called(), call_text.of(error), origin_of(error)
    late = _LATE if error.outcome is Outcome.TIMED_OUT and called else None
    found = None
    if late and called and called[0] == "Sequential":
        found = origins.shared(Answer(scene, "Sequential"), SHARED_LAYERS)
    place = _of_the_call(scene)
    if origin is not None:
        lines = scene.lines(origin.path)
        place = places.of_error(origin.path, origin.line, origin.through, lines)
    head = telling.source_line(origin) if origin else []
    said = [*head, str(error), *telling.called(call)]
    return telling.told(said, found, place, outcome=error.outcome, cause=late)
