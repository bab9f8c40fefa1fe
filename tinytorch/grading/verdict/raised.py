"""What an exception means that left a line of the student's code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tinytorch.grading.model import EXERCISES, Observed, Outcome, of_file
from tinytorch.grading.run.student_errors import Origin
from tinytorch.grading.text import visible
from tinytorch.grading.verdict import call_text, misuse, telling
from tinytorch.grading.verdict.call_text import Call
from tinytorch.grading.verdict.file import bodies, methods, origins, outline, places
from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.file.outline import Outline
from tinytorch.grading.verdict.file.places import Scene
from tinytorch.grading.verdict.remedies.fault import Fault
from tinytorch.grading.verdict.remedies.table import remedy
from tinytorch.testing.mistakes.sequential import SHARED_LAYERS
from tinytorch.testing.unmet import OPEN_TASK


def by_the_student(error: BaseException, origin: Origin, scene: Scene) -> Observed:
    """Return what a test met whose call ended in an exception of the student's code."""
    call, found = call_text.of(error), None
    if origin.error == "RecursionError":
        origin, found = _recursion(origin, scene, call)
    lines = scene.lines(origin.path)
    file = outline.read(lines)
    here = places.of_error(origin.path, origin.line, origin.through, lines)
    if origin.error == "NotImplementedError" and OPEN_TASK.match(origin.message):
        found = _beside_a_task(origin, scene, file)
        if found is None:
            return telling.at(Observed("", Outcome.NOT_STARTED, origin.message), here)
    found = found or _elsewhere(origin, scene, call) or _in_the_line(error, origin, file)
    # What a test notes in an exception says more than what holds for all of its kind.
    advice = getattr(error, "advice", None)
    if advice and not (found and found.name):
        found = Finding(visible(str(advice)), None, found.place if found else None)
    cause = f"{origin.error}: {origin.message}" if origin.message else origin.error
    head = [*telling.source_line(origin), cause, *telling.called(call)]
    more = _circumstances(error, origin, found, call)
    return telling.told(head, found, here, more=more, cause=cause)


def _recursion(origin: Origin, scene: Scene, call: Call | None) -> tuple[Origin, Finding | None]:
    """Return where a recursion goes round, and not the line at which the stack happened to end."""
    limit = re.sub("(recursion depth exceeded)(?! during).*", r"\1", origin.message)
    origin = replace(origin, message=limit)
    found = bodies.called_by_itself(Answer(scene, call.subject[0])) if call else None
    if found is None or found.place is None:
        return origin, None
    place = found.place
    source = scene.lines(place.path)[place.line - 1].strip()
    return replace(origin, path=place.path, line=place.line, source=source, through=()), found


def _beside_a_task(origin: Origin, scene: Scene, file: Outline) -> Finding | None:
    """Return why a task is met although there is an answer to it."""
    holder, stub = file.around(origin.line), [each.class_name for each in EXERCISES]
    found = None
    if holder and holder.holders and holder.holders[-1] in stub:
        found = methods.twice(Answer(scene, holder.holders[-1]), holder.name)
    return found or bodies.left_over(file, origin.line)


def _elsewhere(origin: Origin, scene: Scene, call: Call | None) -> Finding | None:
    """Return the mistake in another line than the one that raised, where there is one."""
    asked = call.subject if call else ("", "")
    if origin.error == "NotImplementedError" and origin.path == scene.path("Layer"):
        lacking = methods.missing(Answer(scene, asked[0]), "forward") if call else None
        return lacking or bodies.base_asked(Answer(scene, "Layer"))
    if origin.path == scene.path("Sequential"):
        sequential = Answer(scene, "Sequential")
        if origin.error == "RecursionError":
            return origins.shared(sequential, SHARED_LAYERS)  # itself among them
        items = r"'(list|tuple)' object has no attribute '(forward|parameters)'"
        if origin.error == "AttributeError" and re.search(items, origin.message):
            return bodies.list_as_layer(sequential, origin.source)
    use = misuse.of_class(origin.error, origin.message, scene, asked, origin)
    return use.found if use else None


def _in_the_line(error: BaseException, origin: Origin, file: Outline) -> Finding | None:
    fault = Fault(origin.error, origin.message, origin.source, origin.line, file)
    found = remedy(fault)
    refused = origin.source.startswith("raise ") and origin.error != "NotImplementedError"
    return _refused(error, origin, file) if found is None and refused else found


def _refused(error: BaseException, origin: Origin, file: Outline) -> Finding:
    """Return what to do about an error that a line of the student's raises itself."""
    holder = file.around(origin.line)
    above = [text for n, text in file.body(holder) if n < origin.line] if holder else []
    notes = " ".join(getattr(error, "__notes__", []))
    if wanted := re.search(r"should raise (\w+) instead", notes):
        if any(text.startswith("except") for text in above):
            advice = "Leave the except out: an error belongs to whoever called."
            return Finding(advice, bodies.CAUGHT.name)
        if origin.source.startswith(f"raise {wanted[1]}("):
            return Finding("The error cannot be made: mend what stands in its brackets.")
        name = f"{origin.error} is raised where {wanted[1]} is meant"
        return Finding(f"Write raise {wanted[1]}(...).", name)
    if any(re.search(r"\bin range\(", text) for text in above):
        return Finding("range holds whole numbers alone: compare with < and >.",
                       "range is asked for a number between its whole ones")  # fmt: skip
    asked = any(re.match(r"(?:if|elif|else|case)\b", text) for text in above)
    advice = "Your own line refuses it: is the condition above it too strict?"
    return Finding(advice, "a condition of your own refuses what is allowed" if asked else None)


def _circumstances(
    error: BaseException, origin: Origin, found: Finding | None, call: Call | None
) -> Iterator[str]:
    """Return what else may explain an exception."""
    if call is not None and not (found and found.name):
        inner = of_file(origin.path) or call.exercise
        # The container around a layer is suspected, unless the test used the layer itself.
        alone = call.text.startswith((f"{inner.class_name}(", "layer."))
        if inner not in (EXERCISES[0], call.exercise) and not alone:
            yield f"If this line is right, {call.exercise.class_name} handed it a wrong input."
    yield from (visible(note) for note in getattr(error, "__notes__", [])[-1:])
