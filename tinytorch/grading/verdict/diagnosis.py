"""From the exception that ended a test to what the student is told.

An exception of the student's code is told with the student's own line; a mistake that shows at
another place than it was made, with the line where it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tinytorch.core.layers import EXERCISE_FILES, ExerciseError
from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, Exercise, Observed, Outcome
from tinytorch.grading.run.isolation.errors import WorkerError
from tinytorch.grading.run.student_errors import Origin, origin_of, plain
from tinytorch.grading.text import one_line, visible
from tinytorch.grading.verdict import (
    attributes,
    blame,
    bodies,
    call_text,
    loading,
    making,
    methods,
    origins,
    outline,
    parameters,
    places,
)
from tinytorch.grading.verdict.answers import Answer
from tinytorch.grading.verdict.findings import Finding
from tinytorch.grading.verdict.places import Place, Scene
from tinytorch.grading.verdict.remedies.fault import Fault
from tinytorch.grading.verdict.remedies.table import remedy
from tinytorch.testing.links import IN_WORDS
from tinytorch.testing.mistakes.sequential import SHARED_LAYERS
from tinytorch.testing.unmet import NAMED, OPEN_TASK, WIDTH, Unmet, slug

_LATE = "the call does not return"
_UNFIT = "The test could not go on with what your code gave: is it what the stub says?"
_OTHER_PARAMETERS = "Has the method the parameters of the stub, with self as the first?"
_NO_METHOD = "Is it a method, as in the stub, and not an attribute or a property?"
_NO_CALL = "Has its class a method __call__, or Layer as its base, which has one?"
_NO_ATTRIBUTE = "Does __init__ set it, with self. before it, and spelt like this?"

_CLASSES = "|".join(EXERCISE_FILES)
#: How Python names whose parameters did not fit.
_PARAMETERS = re.compile(rf"^({_CLASSES})\.(\w+)\(\) (?:takes|missing|got)")
_ATTRIBUTE = re.compile(rf"^'({_CLASSES})' object has no attribute '(\w+)'")
_UNMADE = re.compile(
    rf"^({_CLASSES})\(\) takes no arguments|abstract class '?({_CLASSES})\b"
    r"|__init__\(\) should return None"
)
_NOT_CALLABLE = re.compile(r"^'(\w+)' object is not callable")
#: What else Python says when a test calls the student's code in a way that it does not offer.
_OTHER_CALL = re.compile(
    r"takes (from )?\d+ .*argument|unexpected keyword argument|takes no arguments"
    r"|required (positional|keyword-only) argument|multiple values for argument"
    r"|some positional-only arguments"
)
#: What is told alike of a line above the class, in it and below.
_ANYWHERE = ("SystemExit", "NameError", "ImportError", "ModuleNotFoundError")


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
    exercise = next((each for each in EXERCISES if each.folder == folder), None)
    observed = _diagnosed(error, scene or _Nowhere(), exercise)
    named = (said for name, said in IN_WORDS.items() if re.search(rf"\b{name}\b", observed.message))
    return replace(observed, nodeid=nodeid, message="\n".join([observed.message, *named]))


def _diagnosed(error: BaseException | None, scene: Scene, exercise: Exercise | None) -> Observed:
    if error is None:
        return Observed("", Outcome.PASSED)
    if isinstance(error, WorkerError):
        return _of_worker(error, scene)
    if isinstance(error, ExerciseError):
        return _broken(error, scene)
    if isinstance(error, Unmet):
        return _unmet(error, scene, exercise)
    origin = origin_of(error)
    if origin is None:
        return _misused(error, scene)
    return _raised(error, origin, scene)


def _unmet(error: Unmet, scene: Scene, exercise: Exercise | None) -> Observed:
    seen = Observed(
        "", Outcome.FAILED, error.message, hint=error.hint, mistake=error.mistake, cause=error.cause
    )
    found, made = None, None
    if exercise is not None:
        class_name, method = call_text.subject(error.message, exercise)
        answer = Answer(scene, class_name)
        found = _shown_by_the_file(error, answer, method)
        made = origins.of_mistake(answer, error.cause)
    if found is not None:
        # What the file itself shows says more than the numbers do.
        message = error.message.partition(NAMED)[0].rstrip()
        return _at(_told(replace(seen, message=message, hint=None), [], found), found.place)
    called = scene.called()
    return _at(seen, made or places.of_method(scene, *called)) if called else seen


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


def _raised(error: BaseException, origin: Origin, scene: Scene) -> Observed:
    """Return what an exception means that left a line of the student's code."""
    call, found = call_text.of(error), None
    if origin.error == "RecursionError":
        origin, found = _recursion(origin, scene, call)
    lines = scene.lines(origin.path)
    file = outline.read(lines)
    here = places.of_error(origin.path, origin.line, origin.through, lines)
    cause = f"{origin.error}: {origin.message}" if origin.message else origin.error
    if origin.error == "NotImplementedError" and OPEN_TASK.match(origin.message):
        holder, stub = file.around(origin.line), [each.class_name for each in EXERCISES]
        if holder and holder.holders[-1:] and holder.holders[-1] in stub:
            found = methods.twice(Answer(scene, holder.holders[-1]), holder.name)
        found = found or (bodies.left_over(file, origin.line) if lines else None)
        if found is None:
            return _at(Observed("", Outcome.NOT_STARTED, origin.message), here)
    head = [f"{origin.path}, line {origin.line}:", *_quoted(origin.source), cause]
    seen = Observed("", Outcome.FAILED, cause=cause)
    found = found or _elsewhere(origin, scene, call)
    if found is None:
        fault = Fault(origin.error, origin.message, origin.source, origin.line, file)
        found = remedy(fault)
    if (
        found is None
        and origin.source.startswith("raise ")
        and origin.error != "NotImplementedError"
    ):
        found = _refused(error, origin, file)
    # What a test notes in an exception says more than what holds for all of its kind.
    advice = getattr(error, "advice", None)
    if advice and not (found and found.name):
        found = Finding(visible(str(advice)), None, found.place if found else None)
    called = [_called(call.text)] if call else []
    seen = _told(seen, [*head, *called], found, _circumstances(error, origin, found, call))
    return _at(seen, found.place if found and found.place else here)


def _recursion(
    origin: Origin, scene: Scene, call: call_text.Call | None
) -> tuple[Origin, Finding | None]:
    """Return where a recursion goes round, and not the line at which the stack happened to end."""
    limit = re.sub("(recursion depth exceeded)(?! during).*", r"\1", origin.message)
    origin = replace(origin, message=limit)
    class_name = call_text.subject(call.text, call.exercise)[0] if call else ""
    found = bodies.called_by_itself(Answer(scene, class_name)) if class_name else None
    if found is None or found.place is None:
        return origin, None
    place = found.place
    source = scene.lines(place.path)[place.line - 1].strip()
    return replace(origin, path=place.path, line=place.line, source=source, through=()), found


def _refused(error: BaseException, origin: Origin, file: outline.Outline) -> Finding:
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


def _elsewhere(origin: Origin, scene: Scene, call: call_text.Call | None) -> Finding | None:
    """Return the mistake in another line than the one that raised, where there is one."""
    asked = call_text.subject(call.text, call.exercise) if call else None
    if origin.error == "NotImplementedError" and origin.path == scene.path("Layer"):
        lacking = methods.missing(Answer(scene, asked[0]), "forward") if asked else None
        return lacking or bodies.base_asked(Answer(scene, "Layer"))
    if origin.error == "RecursionError" and origin.path == scene.path("Sequential"):
        return origins.shared(Answer(scene, "Sequential"), SHARED_LAYERS)  # itself among them
    if origin.error == "TypeError":
        if match := _PARAMETERS.match(origin.message):
            return _parameters(scene, match[1], match[2], asked)
        if match := _UNMADE.search(origin.message):
            made = match[1] or match[2]
            return making.of_class(Answer(scene, made), origin.message) if made else None
    if origin.error == "AttributeError":
        if match := _ATTRIBUTE.match(origin.message):
            line = origin.line if origin.path == scene.path(match[1]) else None
            return attributes.without_attribute(Answer(scene, match[1]), match[2], line)
        found = re.search(
            r"'(list|tuple)' object has no attribute '(forward|parameters)'", origin.message
        )
        if found and origin.path == scene.path("Sequential"):
            return bodies.list_as_layer(Answer(scene, "Sequential"), origin.source)
    return None


def _parameters(
    scene: Scene, class_name: str, method: str, asked: tuple[str, str] | None
) -> Finding | None:
    """Return why a method of a class does not take what it is given."""
    # Layer's own method runs in the place of one that the class lacks.
    inherited = methods.missing(Answer(scene, asked[0]), method) if asked else None
    return inherited or parameters.unlike_the_stub(Answer(scene, class_name), method)


def _misused(error: BaseException, scene: Scene) -> Observed:
    """Return what an exception means that left no line of the student's code."""
    kind, text = type(error).__name__, one_line(visible(str(error)))
    call, cause = call_text.of(error), f"{kind}: {text}"
    asked = call_text.subject(call.text, call.exercise) if call else None
    found, class_name, method = _misuse(kind, text, scene, asked)
    if found is None and not blame.comes_of_a_value(error):
        return Observed("", Outcome.NOT_RUN, _test_stopped(kind, text))
    found = found or Finding(_UNFIT)
    head = [cause, *([_called(call.text)] if call else [])]
    seen = _told(Observed("", Outcome.FAILED, cause=cause), head, found)
    where = places.of_method(scene, class_name, method) if class_name else None
    return _at(seen, found.place or where)


def _misuse(
    kind: str, text: str, scene: Scene, asked: tuple[str, str] | None
) -> tuple[Finding | None, str, str]:
    """Return what is wrong with how the student's code can be used, in which method of a class."""
    last = asked or ("", "")
    if kind == "TypeError":
        if match := _PARAMETERS.match(text):
            other = _parameters(scene, match[1], match[2], asked)
            return other or Finding(_OTHER_PARAMETERS), match[1], match[2]
        if match := _UNMADE.search(text):
            made = match[1] or match[2] or last[0]
            found = making.of_class(Answer(scene, made), text) if made else None
            return found or Finding(_OTHER_PARAMETERS), made, "__init__"
        if match := _NOT_CALLABLE.match(text):
            if match[1] in ("list", "tuple", "dict"):
                other = attributes.hidden(Answer(scene, last[0]), last[1]) if last[0] else None
                return other or Finding(_NO_METHOD), *last
            base = match[1] if match[1] in EXERCISE_FILES else "Layer"
            other = making.no_layer(Answer(scene, base))
            other = other or methods.missing(Answer(scene, "Layer"), "__call__")
            return other or Finding(_NO_CALL), base, "__call__"
        if _OTHER_CALL.search(text):
            return Finding(_OTHER_PARAMETERS), *last
    if kind == "AttributeError" and (match := _ATTRIBUTE.match(text)):
        other = attributes.without_attribute(Answer(scene, match[1]), match[2])
        return other or Finding(_NO_ATTRIBUTE), match[1], "__init__"
    return None, *last


def _told(
    seen: Observed, head: list[str], found: Finding | None, more: Iterable[str] = ()
) -> Observed:
    """Return what a test met, with what is told of it: the mistake's name is the cause."""
    lines = [*([seen.message] if seen.message else []), *head]
    if found and found.advice:
        lines.append(visible(found.advice))
    message = "\n".join([*lines, *more])
    if found and found.name:
        return replace(seen, message=message, cause=visible(found.name), mistake=slug(found.name))
    return replace(seen, message=message)


def _at(seen: Observed, place: Place | None) -> Observed:
    if place is None:
        return seen
    where = place.path, place.line, place.definition, place.task
    return replace(seen, path=where[0], line=where[1], definition=where[2], task=where[3])


def _quoted(source: str) -> list[str]:
    # Folded, it would look like two lines of the file.
    fits = len(source) <= WIDTH - 4
    return [f"    {source if fits else source[: WIDTH - 7].rstrip() + '...'}"]


def _circumstances(
    error: BaseException, origin: Origin, found: Finding | None, call: call_text.Call | None
) -> Iterator[str]:
    """Return what else may explain an exception."""
    inner = next((each for each in EXERCISES if origin.path.endswith(each.file)), None)
    elsewhere = call and inner and inner not in (EXERCISES[0], call.exercise)
    named = found is not None and found.name is not None
    # The container around a layer is suspected, unless the test used the layer itself.
    if (
        call
        and inner
        and elsewhere
        and not named
        and not call.text.startswith((f"{inner.class_name}(", "layer."))
    ):
        yield _handed_on(call.exercise.class_name)
    yield from (visible(note) for note in getattr(error, "__notes__", [])[-1:])


def _broken(error: ExerciseError, scene: Scene) -> Observed:
    path, sentence = str(error.path), plain(error.sentence)
    lines = scene.lines(path)
    kind, _, text = sentence.partition(": ")
    found = loading.of_file(path, lines) if lines else None
    found = found or loading.of_class(path, sentence, lines)
    at = error.line or 0
    source = lines[at - 1] if 0 < at <= len(lines) else ""
    file = outline.read(lines)
    if found is None and kind in ("SyntaxError", "IndentationError", "TabError"):
        found = loading.of_syntax(kind, text, source)
    elif found is None:
        said = remedy(Fault(kind, text, source, at, file))
        # Names and imports are as wrong above the class as below it.
        tried = None if kind in _ANYWHERE else loading.of_what_follows(at, file)
        found = tried or said
    line = found.place.line if found and found.place else error.line
    place = path if line is None else f"{path}, line {line}"
    says_it = found is not None and found.name is not None and not kind.isidentifier()
    head = [f"{place}: {found.name if says_it and found else sentence}"]
    seen = _told(Observed("", Outcome.BROKEN, cause=sentence), head, found)
    return replace(seen, path=path, line=line)


def _of_worker(error: WorkerError, scene: Scene) -> Observed:
    """Return what it means that the worker could not answer."""
    called, call, origin = scene.called(), call_text.of(error), origin_of(error)
    head = [f"{origin.path}, line {origin.line}:", *_quoted(origin.source)] if origin else []
    told = [*head, str(error), *([_called(call.text)] if call else [])]
    late = _LATE if error.outcome is Outcome.TIMED_OUT and called else None
    seen = Observed("", error.outcome, cause=late)
    found = None
    if late and called and called[0] == "Sequential":
        found = origins.shared(Answer(scene, "Sequential"), SHARED_LAYERS)
    seen = _told(seen, told, found)
    if found:
        return _at(seen, found.place)
    if origin is not None:
        lines = scene.lines(origin.path)
        return _at(seen, places.of_error(origin.path, origin.line, origin.through, lines))
    return _at(seen, places.of_method(scene, *called)) if called else seen


def _test_stopped(error: str, text: str) -> str:
    return messages.test_broke(f"{error}: {text}" if text else error)


def _called(call: str) -> str:
    return f"Called: {call}"


def _handed_on(container: str) -> str:
    return f"If this line is right, {container} handed it a wrong input."
