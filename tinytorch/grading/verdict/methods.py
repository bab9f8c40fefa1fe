"""Methods and attributes that a class lacks, has under another name, or takes other things in.

Python shows such a mistake far from where it is: at whoever looks for the method.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from tinytorch.grading.given import todos
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.verdict import outline, places
from tinytorch.grading.verdict.findings import Finding, stars_missing
from tinytorch.grading.verdict.outline import Definition, Outline
from tinytorch.grading.verdict.places import Place, Scene

#: What others read of a layer, or what its own methods share.
_ATTRIBUTES = {"Linear": ("weight", "bias"), "Dropout": ("p",), "Sequential": ("layers",)}

_SET = re.compile(r"self\.(\w+)(?: *:[^=]+)? *=(?!=)|self\.(\w+) *,.*[^=!<>]=(?!=)")
_ABSTRACT = re.compile(r"@(?:\w+\.)?abstractmethod")


#: An error of somebody else's is caught.
CAUGHT = Finding(
    "Leave it out: an error belongs to whoever called.", "an except keeps the error from the caller"
)


def missing(scene: Scene, class_name: str, method: str) -> Finding | None:
    """Return what became of a method that the stub has and the student's class has not."""
    task = places.tasks(class_name).get(method)
    file = _file(scene, class_name)
    holder = file.holder(class_name)
    if task is None or holder is None or _has(scene, file, class_name, method):
        return None
    path = scene.path(class_name)
    stray = next((e for e in file.definitions if e.name == method and e.kind == "def"), None)
    if stray is not None and (not stray.holders or stray.holders[0] == class_name):
        where = f"inside {stray.holders[-1]}" if stray.holders else "outside the class"
        name = f"{method} stands {where}, by its indentation"
        first = next(iter(file.methods(class_name)), None)
        column = first.indent if first else holder.indent + 4
        advice = f"Let def {method} begin {column} columns from the left, and its body with it."
        return Finding(advice, name, Place(path, stray.line, method, task))
    other = _alike(file, class_name, method)
    if other is not None:
        name = f"{method} is spelt {other.name}"
        advice = f"Python looks for the name {method}: rename {other.name}."
        return Finding(advice, name, Place(path, other.line, other.name, task))
    advice = f"The stub has it; write it again:\n    {_head(_stub(class_name), class_name, method)}"
    name = f"the class {class_name} has no method {method}"
    return Finding(advice, name, places.of_class(scene, class_name, task))


def unlike_the_stub(scene: Scene, class_name: str, method: str) -> Finding | None:
    """Return how the parameters of a method differ from those of the stub."""
    file, stub = _file(scene, class_name), _stub(class_name)
    own = [each for each in file.methods(class_name) if each.name == method]
    if own and (class_name, method) == ("Layer", "__init__"):
        advice = "Layer() is made without any: leave __init__ out, or give each a default."
        here = Place(scene.path(class_name), own[-1].line, method)
        return Finding(advice, "__init__ of Layer asks for arguments", here)
    if not own or method not in places.tasks(class_name):
        return missing(scene, class_name, method)
    place = Place(scene.path(class_name), own[-1].line, method, places.tasks(class_name)[method])
    decorator = file.code[own[-1].line - 2].strip() if own[-1].line > 1 else ""
    if decorator in ("@staticmethod", "@classmethod", "@property", "@cached_property"):
        advice = f"Delete the line {decorator} above it: the stub has none."
        return Finding(advice, f"{decorator} stands above {method}", place)
    theirs, ours = _head(file, class_name, method), _head(stub, class_name, method)
    name = _difference(outline.parameters(theirs), outline.parameters(ours), method)
    if name is None:
        return None
    advice = f"Your file has\n    {theirs}\nand the stub\n    {ours}"
    return Finding(advice, name, place)


def without_attribute(
    scene: Scene, class_name: str, attribute: str, line: int | None = None
) -> Finding | None:
    """Return why an object of an exercise's class lacks an attribute, when a line reads it."""
    found = missing(scene, class_name, "__init__")
    if found is not None or attribute in places.tasks(class_name):
        return found or missing(scene, class_name, attribute)
    file, path = _file(scene, class_name), scene.path(class_name)
    reader = file.around(line) if line else None
    within = reader is not None and reader.name != "__init__"
    if reader and within and attribute in _names(file.head(reader)):
        advice = f"{attribute} is a parameter of {reader.name}: write it without self."
        return Finding(advice, f"self. stands before {attribute}, a parameter")
    again = [each.line for each in file.definitions if each.qualified == class_name]
    if len(again) > 1:
        advice = f"The class in line {again[0]} is lost with it: delete one of the two."
        place = Place(path, again[-1], f"class {class_name}")
        return Finding(
            advice, f"class {class_name} is defined twice, and the last one counts", place
        )
    made = dict(_attributes_set(file))
    if attribute in made:
        setter = file.around(made[attribute])
        if setter and setter.name != "__init__" and _same_word(setter.name, "__init__"):
            advice = f"Python looks for the name __init__: rename {setter.name}."
            here = Place(path, setter.line, setter.name)
            return Finding(advice, f"__init__ is spelt {setter.name}", here)
        return Finding(f"Line {made[attribute]} sets {attribute}: does it run before this?")
    init = next((e for e in file.methods(class_name) if e.name == "__init__"), None)
    task = places.tasks(class_name).get("__init__")
    locals_ = file.body(init) if init else ()
    alone = next((n for n, text in locals_ if re.match(rf"{attribute} *=(?!=)", text)), None)
    if alone is not None:
        advice = f"Without self. it is gone when __init__ ends: write self.{attribute} = ..."
        name = f"self. is missing before {attribute} in __init__"
        return Finding(advice, name, Place(path, alone, task=task))
    close = get_close_matches(attribute, made, 1)
    if close and attribute in _ATTRIBUTES.get(class_name, ()):
        name = f"{attribute} is spelt {close[0]} in __init__"
        advice = f"Name it self.{attribute} there."
        return Finding(advice, name, Place(path, made[close[0]], task=task))
    if close:
        return Finding(f"Did you mean self.{close[0]}?", f"{close[0]} is spelt {attribute}")
    if init is not None and (attribute in _ATTRIBUTES.get(class_name, ()) or not made):
        there = f"; it sets {_listed(made)}" if made else ""
        advice = f"Let __init__ keep it, as self.{attribute}{there}."
        name = f"__init__ sets no self.{attribute}"
        return Finding(advice, name, Place(path, init.line, "__init__", task))
    return Finding(f"No line sets self.{attribute}: was {_listed(made)} meant?" if made else "")


def of_class(scene: Scene, class_name: str, message: str) -> Finding | None:
    """Return why Python refuses to make an object of an exercise's class."""
    place = places.of_method(scene, class_name, "__init__")
    file = _file(scene, class_name)
    init = next((each for each in file.methods(class_name) if each.name == "__init__"), None)
    body = list(file.body(init)) if init else []
    if "abstract class" in message:
        line = next((n for n, text in enumerate(file.code, 1) if _ABSTRACT.search(text)), 0)
        advice = "Delete @abstractmethod: a Layer can be made, and its forward raises."
        at = Place(place.path, line) if line else place
        return Finding(advice, "@abstractmethod keeps the class from being made", at)
    if "should return None" in message:
        for number, text in body:
            if found := re.match(r"return +(\w+Error)\b", text):
                advice = f"An error is raised: write raise {found[1]}(...)."
                name = f"{found[1]} is returned where it should be raised"
                return Finding(advice, name, Place(place.path, number, task=place.task))
            if found := re.search(r"\byield\b", text):
                advice = "yield makes __init__ a generator: set the attributes without it."
                at = Place(place.path, number, task=place.task)
                return Finding(advice, "__init__ holds a yield", at)
        returns = [number for number, text in body if re.match(r"return +(?!None\b)\S", text)]
        at = Place(place.path, returns[-1], task=place.task) if returns else place
        advice = "__init__ sets attributes, and returns nothing: delete the return."
        return Finding(advice, "__init__ returns a value", at)
    if "takes no arguments" in message:
        return missing(scene, class_name, "__init__")
    return None


def no_layer(scene: Scene, class_name: str) -> Finding | None:
    """Return that a class of an exercise has not Layer as its base, so that it cannot be called."""
    file = _file(scene, class_name)
    holder = file.holder(class_name)
    if class_name == "Layer" or holder is None or "Layer" in file.head(holder):
        return None
    advice = f"Write class {class_name}(Layer): a call of a Layer runs its forward."
    place = places.of_class(scene, class_name)
    return Finding(advice, f"{class_name} has not Layer as its base", place)


def base_asked(scene: Scene) -> Finding | None:
    """Return the line of Layer.__call__ that asks the base for its forward, not the layer."""
    file, path = _file(scene, "Layer"), scene.path("Layer")
    own = [each for each in file.methods("Layer") if each.name == "__call__"]
    task = places.tasks("Layer").get("__call__")
    for number, text in file.body(own[-1]) if own else ():
        if re.search(r"\bLayer\.forward\(", text):
            name = "forward of the class Layer is called, not of a layer"
            advice = "Write self.forward: that is the layer's own."
            return Finding(advice, name, Place(path, number, task=task))
    return None


def twice(scene: Scene, class_name: str, method: str) -> Finding | None:
    """Return a method that the class defines again, further down."""
    file = _file(scene, class_name)
    own = [each for each in file.methods(class_name) if each.name == method]
    plain = [each for each in own if not file.code[each.line - 2].lstrip().startswith("@")]
    if len(plain) < 2:
        return None
    task = places.tasks(class_name).get(method)
    advice = f"The one in line {plain[-2].line} is lost with it: delete one of the two."
    here = Place(scene.path(class_name), plain[-1].line, method, task)
    return Finding(advice, f"{method} is defined twice, and the last one counts", here)


def in_disorder(scene: Scene, class_name: str) -> Finding | None:
    """Return the method whose parameters are those of the stub in another order."""
    file, stub = _file(scene, class_name), _stub(class_name)
    for method in places.tasks(class_name):
        theirs, ours = (_names(_head(each, class_name, method)) for each in (file, stub))
        if theirs != ours and sorted(theirs) == sorted(ours):
            return unlike_the_stub(scene, class_name, method)
    return None


def called_by_itself(scene: Scene, class_name: str) -> Finding | None:
    """Return the line of a forward that calls the layer, which is to run that forward."""
    file = _file(scene, class_name)
    own = [each for each in file.methods(class_name) if each.name == "forward"]
    for number, text in file.body(own[-1]) if own else ():
        if re.search(r"\bself\(|\b__call__\(", text):
            task = places.tasks(class_name).get("forward")
            advice = "A call of a layer runs its forward: compute the result here."
            here = Place(scene.path(class_name), number, task=task)
            return Finding(advice, "forward calls the layer, and so itself", here)
    return None


def hidden(scene: Scene, class_name: str, method: str) -> Finding | None:
    """Return the attribute that stands in the way of a method of the same name."""
    file, path = _file(scene, class_name), scene.path(class_name)
    line = dict(_attributes_set(file)).get(method)
    if line is None:
        return unlike_the_stub(scene, class_name, method)
    task = places.of_error(path, line, (), file.lines).task
    advice = f"Give the attribute another name, and leave {method} to the method."
    name = f"self.{method} = ... hides the method {method}"
    return Finding(advice, name, Place(path, line, task=task))


def unraised(scene: Scene, class_name: str, method: str) -> Finding | None:
    """Return what a method does where an error should be raised, as far as its lines tell."""
    file = _file(scene, class_name)
    own = [each for each in file.methods(class_name) if each.name == method]
    place = Place(scene.path(class_name), 0, task=places.tasks(class_name).get(method))
    for number, text in file.body(own[-1]) if own else ():
        if found := re.match(r"return +\(?(\w+(?:Error|Exception)|NotImplemented)\b", text):
            meant = found[1] if found[1] != "NotImplemented" else "NotImplementedError"
            advice = f"An error is raised: write raise {meant}(...)."
            should = "it" if meant == found[1] else meant
            name = f"{found[1]} is returned where {should} should be raised"
        elif re.match(r"print\(", text):
            advice = "Who calls cannot see what is printed: raise an error."
            name = "a text is printed where an error should be raised"
        elif re.match(r"(if|elif) .*[<>].*\band\b.*[<>]", text):
            advice = "No number is below the range and above it: one of the two is enough, or."
            name = '"and" stands where "or" is meant'
        elif re.match(r"except\b", text):
            return replace(CAUGHT, place=replace(place, line=number))
        elif re.match(r"\w+Error\b", text):
            advice = f"Write raise before it: raise {text[:40]}"
            name = "an error is made, and not raised"
        else:
            continue
        return Finding(advice, name, replace(place, line=number))
    return None


def other_default(scene: Scene, class_name: str, message: str) -> Finding | None:
    """Return the default that is not the stub's, where a test has relied upon it."""
    file, stub = _file(scene, class_name), _stub(class_name)
    for method, task in places.tasks(class_name).items():
        own = [each for each in file.methods(class_name) if each.name == method]
        head = _head(file, class_name, method) if own else ""
        body = " ".join(text for _, text in file.body(own[-1])) if own else ""
        theirs = _defaults(head)
        ours = _defaults(_head(stub, class_name, method)) if own else {}
        called = class_name if method == "__init__" else method
        calls = re.findall(rf"\b{called}\(([^()]*)\)", message)
        # What **kwargs takes, and no line asks for, is there only where a caller names it.
        swallowed = [n for n in ours if "**" in head and n not in theirs and n not in body]
        theirs = {**ours, **theirs, **dict.fromkeys(swallowed, "")}
        for name in (n for n, value in ours.items() if theirs[n] != value):
            place = list(ours).index(name) - 1  # without self
            if any(
                f"{name}=" not in call and len(outline.parameters(f"({call})")) <= place
                for call in calls
            ):
                advice = f"The stub has {name}={ours[name]}."
                at = Place(scene.path(class_name), own[-1].line, method, task)
                other = f"{name} is {theirs[name]} by default, not {ours[name]}"
                return Finding(advice, other if theirs[name] else f"{name} has no default", at)
    return None


def _defaults(head: str) -> dict[str, str]:
    """Return what parameters are by default; "" for those without."""
    return {outline.bare(one): one.partition("=")[2].strip() for one in outline.parameters(head)}


def of_forward(scene: Scene, class_name: str) -> Finding | None:
    """Return what the lines tell that the results of a forward leave open."""
    file = _file(scene, class_name)
    for number, text in enumerate(file.code, 1):
        if found := re.match(r"\s+self\.p *= *(round\(p\b.*|int\(p\)|p */ *100\b.*)", text):
            task = places.tasks(class_name).get("__init__")
            here, kept = Place(scene.path(class_name), number, task=task), found[1].strip()
            return Finding("Keep it as it is: self.p = p.", f"p is kept as {kept}", here)
    own = [each for each in file.methods(class_name) if each.name == "forward"]
    task, looped = places.tasks(class_name).get("forward"), False
    for number, text in file.body(own[-1]) if own else ():
        here = Place(scene.path(class_name), number, task=task)
        if class_name == "Sequential":
            if re.search(r"\btraining in\b(?! *[\"'])", text) and not re.search(
                r"[\"']training[\"'] in\b", text
            ):
                advice = 'The name is asked for, not what is in it: write "training" in ...'
                return Finding(advice, "the quotes around training are missing", here)
            if re.search(r"\bsignature\(\w+\)", text):
                advice = "Ask for that of its forward: inspect.signature(layer.forward)."
                name = "the signature of the layer is asked for, not that of its forward"
                return Finding(advice, name, here)
            continue
        looped = looped or bool(re.match(r"(?:for|while)\b", text))
        if re.search(r"\b(random|rand|uniform)\(\)", text) and not looped:
            advice = "Draw a number for each element: give the generator the shape of x."
            return Finding(advice, "one draw decides for the whole tensor", here)
        if re.search(r"/ *1(\.0?)? *- *(self\.)?p\b", text):
            advice = "/ goes before -: write / (1 - p)."
            return Finding(advice, "the parentheses around 1 - p are missing", here)
    return None


def list_as_layer(scene: Scene, source: str) -> Finding | None:
    """Return why a list is asked for what a layer has, when it stands among the layers."""
    if re.search(r"self\.layers\.(forward|parameters)", source):
        return Finding("self.layers is a list: go through its layers, one by one.",
                       "the list of layers is asked for what each layer has")  # fmt: skip
    place = places.of_method(scene, "Sequential", "__init__")
    file = _file(scene, "Sequential")
    for number, text in enumerate(file.code, 1):
        if found := re.search(r"\bfor (\w+) in enumerate\(", text):
            advice = f"Write for i, {found[1]} in enumerate(...), or leave enumerate out."
            here = replace(places.of_error(place.path, number, (), file.lines), line=number)
            return Finding(advice, "enumerate gives a number with each layer", here)
    own = [each for each in file.methods("Sequential") if each.name == "__init__"]
    for number, text in file.body(own[-1]) if own else ():
        if re.search(r"\.append\(layers\)|= *\[layers\]", text):
            advice = "Keep each layer by itself, such as in list(layers)."
            name = "all layers are put into the list as one item"
            return Finding(advice, name, replace(place, line=number, definition=None))
    advice = "Sequential([a, b]) came as one list: keep what is in it, as for Sequential(a, b)."
    return Finding(advice, "a list of layers is kept as if it were one layer", place)


def left_over(file: Outline, line: int) -> Finding | None:
    """Return the advice for the stub's raise that a student has left beside their own code."""
    holder = file.around(line)
    if holder is None:
        return None
    body = [(n, text) for n, text in file.body(holder) if text not in ('""', "pass", "...")]
    # The stub's raise may stand on three lines.
    last = next(
        (
            n
            for n, text in body
            if (n >= line and text.count(")") > text.count("("))
            or (n >= line and text.endswith(")") and text.count("(") == text.count(")"))
        ),
        line,
    )
    own = [n for n, _ in body if not line <= n <= last]
    if not own:
        return None
    side = "above" if own[0] < line else "below"
    advice = f"Your code stands {side} it, and this line raises all the same: delete it."
    return Finding(advice, "the raise of the stub is left beside the code")


def _has(scene: Scene, file: Outline, class_name: str, method: str) -> bool:
    own = {each.name for each in file.methods(class_name)}
    told = scene.defined(class_name, method)
    assigned = any(re.match(rf"\s+{method} *=", text) for text in file.code)
    return method in own or assigned or (told is not None and told[0] == scene.path(class_name))


def _alike(file: Outline, class_name: str, method: str) -> Definition | None:
    """Return the method whose name was meant to be that of another."""
    stub = places.tasks(class_name)
    others = {each.name: each for each in file.methods(class_name) if each.name not in stub}
    same = [name for name in others if _same_word(name, method)]
    close = same or get_close_matches(method, others, 1, 0.7)
    return others[close[0]] if close else None


def _same_word(name: str, other: str) -> bool:
    alike = name.strip("_").casefold() == other.strip("_").casefold()
    return alike or (name.startswith("_") and bool(get_close_matches(name, [other], 1, 0.7)))


def _difference(theirs: list[str], ours: list[str], method: str) -> str | None:
    """Return what the parameters lack, as a mistake by name; None where they fit."""
    names, wanted = [outline.bare(each) for each in theirs], [outline.bare(each) for each in ours]
    if wanted[0] not in names[:1] and len(names) < len(wanted):
        return f"self is missing: the first parameter of {method}"
    plain = [outline.bare(one) for one in theirs if not one.startswith("*")]
    starless = [one for one in ours if one.startswith("*") and one.strip("*") in plain]
    if starless:
        return stars_missing({one.strip("*"): one.count("*") for one in starless})
    lacking = [one for one in wanted if one not in names]
    if lacking:
        return f"{method} has no parameter {' and no '.join(lacking)}"
    bare = {outline.bare(each): "=" in each or each.startswith("*") for each in theirs}
    extra = [name for name, optional in bare.items() if name not in wanted and not optional]
    if extra:
        return f"{method} asks for {' and '.join(extra)} as well"
    for one in ours:
        if "=" in one and not bare[outline.bare(one)]:
            return f"{outline.bare(one)} has no default"
    return None if names[: len(wanted)] == wanted else f"the parameters of {method} are in disorder"


def _names(head: str) -> list[str]:
    return [outline.bare(each) for each in outline.parameters(head)]


def _head(file: Outline, class_name: str, method: str) -> str:
    found = [each for each in file.methods(class_name) if each.name == method]
    return file.head(found[-1]) if found else f"def {method}(...):"


def _attributes_set(file: Outline) -> Iterator[tuple[str, int]]:
    """Give the names that are set on self, each with the first line that does."""
    seen = set()
    for number, text in enumerate(file.code, 1):
        for found in _SET.finditer(text.partition("#")[0]):
            name = found[1] or found[2]
            if name not in seen:
                seen.add(name)
                yield name, number


def _listed(names: dict[str, int]) -> str:
    shown = [f"self.{name}" for name in names][:3]
    return " or ".join(shown)


def _file(scene: Scene, class_name: str) -> Outline:
    return outline.read(scene.lines(scene.path(class_name)))


def _stub(class_name: str) -> Outline:
    exercise = next(each for each in EXERCISES if each.class_name == class_name)
    return outline.read(todos.pristine(exercise).read_text(encoding="utf-8").split("\n"))
