"""Methods and attributes that a class lacks, has under another name, or takes other things in.

Python shows such a mistake far from where it is: at whoever looks for the method.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches

from tinytorch.grading.verdict import outline, places
from tinytorch.grading.verdict.answers import Answer
from tinytorch.grading.verdict.findings import Finding, stars_missing
from tinytorch.grading.verdict.outline import Definition, Outline
from tinytorch.grading.verdict.places import Place

#: What others read of a layer, or what its own methods share.
_ATTRIBUTES = {"Linear": ("weight", "bias"), "Dropout": ("p",), "Sequential": ("layers",)}

_SET = re.compile(r"self\.(\w+)(?: *:[^=]+)? *=(?!=)|self\.(\w+) *,.*[^=!<>]=(?!=)")
_ABSTRACT = re.compile(r"@(?:\w+\.)?abstractmethod")


#: An error of somebody else's is caught.
CAUGHT = Finding(
    "Leave it out: an error belongs to whoever called.", "an except keeps the error from the caller"
)


def missing(answer: Answer, method: str) -> Finding | None:
    """Return what became of a method that the stub has and the student's class has not."""
    task, file, class_name = answer.tasks.get(method), answer.file, answer.class_name
    holder = file.holder(class_name)
    if task is None or holder is None or _has(answer, method):
        return None
    stray = next((e for e in file.definitions if e.name == method and e.kind == "def"), None)
    if stray is not None and (not stray.holders or stray.holders[0] == class_name):
        where = f"inside {stray.holders[-1]}" if stray.holders else "outside the class"
        name = f"{method} stands {where}, by its indentation"
        first = next(iter(file.methods(class_name)), None)
        column = first.indent if first else holder.indent + 4
        advice = f"Let def {method} begin {column} columns from the left, and its body with it."
        return Finding(advice, name, answer.at(stray.line, method, method))
    other = _alike(answer, method)
    if other is not None:
        name = f"{method} is spelt {other.name}"
        advice = f"Python looks for the name {method}: rename {other.name}."
        return Finding(advice, name, answer.at(other.line, method, other.name))
    advice = f"The stub has it; write it again:\n    {_head(answer.stub, class_name, method)}"
    name = f"the class {class_name} has no method {method}"
    return Finding(advice, name, places.of_class(answer.scene, class_name, task))


def unlike_the_stub(answer: Answer, method: str) -> Finding | None:
    """Return how the parameters of a method differ from those of the stub."""
    file, class_name = answer.file, answer.class_name
    own = answer.method(method)
    if own and (class_name, method) == ("Layer", "__init__"):
        advice = "Layer() is made without any: leave __init__ out, or give each a default."
        here = answer.at(own.line, method, method)
        return Finding(advice, "__init__ of Layer asks for arguments", here)
    if not own or method not in answer.tasks:
        return missing(answer, method)
    place = answer.at(own.line, method, method)
    decorator = file.code[own.line - 2].strip() if own.line > 1 else ""
    if decorator in ("@staticmethod", "@classmethod", "@property", "@cached_property"):
        advice = f"Delete the line {decorator} above it: the stub has none."
        return Finding(advice, f"{decorator} stands above {method}", place)
    theirs, ours = (_head(each, class_name, method) for each in (file, answer.stub))
    name = _difference(outline.parameters(theirs), outline.parameters(ours), method)
    if name is None:
        return None
    advice = f"Your file has\n    {theirs}\nand the stub\n    {ours}"
    return Finding(advice, name, place)


def without_attribute(answer: Answer, attribute: str, line: int | None = None) -> Finding | None:
    """Return why an object of an exercise's class lacks an attribute, when a line reads it."""
    found = missing(answer, "__init__")
    if found is not None or attribute in answer.tasks:
        return found or missing(answer, attribute)
    return (
        _parameter_of_the_reader(answer, attribute, line)
        or _class_defined_twice(answer)
        or _set_at_another_time(answer, attribute)
        or _local_of_init(answer, attribute)
        or _spelt_otherwise(answer, attribute)
        or _never_set(answer, attribute)
    )


def _parameter_of_the_reader(answer: Answer, attribute: str, line: int | None) -> Finding | None:
    reader = answer.file.around(line) if line else None
    if reader is None or reader.name == "__init__":
        return None
    if attribute not in _names(answer.file.head(reader)):
        return None
    advice = f"{attribute} is a parameter of {reader.name}: write it without self."
    return Finding(advice, f"self. stands before {attribute}, a parameter")


def _class_defined_twice(answer: Answer) -> Finding | None:
    name = answer.class_name
    again = [each.line for each in answer.file.definitions if each.qualified == name]
    if len(again) < 2:
        return None
    advice = f"The class in line {again[0]} is lost with it: delete one of the two."
    place = Place(answer.path, again[-1], f"class {name}")
    return Finding(advice, f"class {name} is defined twice, and the last one counts", place)


def _set_at_another_time(answer: Answer, attribute: str) -> Finding | None:
    line = _attributes_set(answer.file).get(attribute)
    if line is None:
        return None
    setter = answer.file.around(line)
    if setter and setter.name != "__init__" and _same_word(setter.name, "__init__"):
        advice = f"Python looks for the name __init__: rename {setter.name}."
        here = Place(answer.path, setter.line, setter.name)
        return Finding(advice, f"__init__ is spelt {setter.name}", here)
    return Finding(f"Line {line} sets {attribute}: does it run before this?")


def _local_of_init(answer: Answer, attribute: str) -> Finding | None:
    for number, text in answer.body("__init__"):
        if re.match(rf"{attribute} *=(?!=)", text):
            advice = f"Without self. it is gone when __init__ ends: write self.{attribute} = ..."
            name = f"self. is missing before {attribute} in __init__"
            return Finding(advice, name, answer.at(number, "__init__"))
    return None


def _spelt_otherwise(answer: Answer, attribute: str) -> Finding | None:
    made = _attributes_set(answer.file)
    for close in get_close_matches(attribute, made, 1):
        if attribute in _ATTRIBUTES.get(answer.class_name, ()):
            name = f"{attribute} is spelt {close} in __init__"
            place = answer.at(made[close], "__init__")
            return Finding(f"Name it self.{attribute} there.", name, place)
        return Finding(f"Did you mean self.{close}?", f"{close} is spelt {attribute}")
    return None


def _never_set(answer: Answer, attribute: str) -> Finding:
    made, init = _attributes_set(answer.file), answer.method("__init__")
    listed = " or ".join([f"self.{name}" for name in made][:3])
    if init is not None and (attribute in _ATTRIBUTES.get(answer.class_name, ()) or not made):
        there = f"; it sets {listed}" if made else ""
        advice = f"Let __init__ keep it, as self.{attribute}{there}."
        place = answer.at(init.line, "__init__", "__init__")
        return Finding(advice, f"__init__ sets no self.{attribute}", place)
    return Finding(f"No line sets self.{attribute}: was {listed} meant?" if made else "")


def of_class(answer: Answer, message: str) -> Finding | None:
    """Return why Python refuses to make an object of an exercise's class."""
    place = places.of_method(answer.scene, answer.class_name, "__init__")
    body = list(answer.body("__init__"))
    if "abstract class" in message:
        line = next((n for n, text in enumerate(answer.file.code, 1) if _ABSTRACT.search(text)), 0)
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
        return missing(answer, "__init__")
    return None


def no_layer(answer: Answer) -> Finding | None:
    """Return that a class of an exercise has not Layer as its base, so that it cannot be called."""
    file, class_name = answer.file, answer.class_name
    holder = file.holder(class_name)
    if class_name == "Layer" or holder is None or "Layer" in file.head(holder):
        return None
    advice = f"Write class {class_name}(Layer): a call of a Layer runs its forward."
    place = places.of_class(answer.scene, class_name)
    return Finding(advice, f"{class_name} has not Layer as its base", place)


def base_asked(answer: Answer) -> Finding | None:
    """Return the line of Layer.__call__ that asks the base for its forward, not the layer."""
    for number, text in answer.body("__call__"):
        if re.search(r"\bLayer\.forward\(", text):
            name = "forward of the class Layer is called, not of a layer"
            advice = "Write self.forward: that is the layer's own."
            return Finding(advice, name, answer.at(number, "__call__"))
    return None


def twice(answer: Answer, method: str) -> Finding | None:
    """Return a method that the class defines again, further down."""
    file = answer.file
    own = [each for each in file.methods(answer.class_name) if each.name == method]
    plain = [each for each in own if not file.code[each.line - 2].lstrip().startswith("@")]
    if len(plain) < 2:
        return None
    advice = f"The one in line {plain[-2].line} is lost with it: delete one of the two."
    here = answer.at(plain[-1].line, method, method)
    return Finding(advice, f"{method} is defined twice, and the last one counts", here)


def in_disorder(answer: Answer) -> Finding | None:
    """Return the method whose parameters are those of the stub in another order."""
    for method in answer.tasks:
        files = answer.file, answer.stub
        theirs, ours = (_names(_head(each, answer.class_name, method)) for each in files)
        if theirs != ours and sorted(theirs) == sorted(ours):
            return unlike_the_stub(answer, method)
    return None


def called_by_itself(answer: Answer) -> Finding | None:
    """Return the line of a forward that calls the layer, which is to run that forward."""
    for number, text in answer.body("forward"):
        if re.search(r"\bself\(|\b__call__\(", text):
            advice = "A call of a layer runs its forward: compute the result here."
            name = "forward calls the layer, and so itself"
            return Finding(advice, name, answer.at(number, "forward"))
    return None


def hidden(answer: Answer, method: str) -> Finding | None:
    """Return the attribute that stands in the way of a method of the same name."""
    line = _attributes_set(answer.file).get(method)
    if line is None:
        return unlike_the_stub(answer, method)
    place = places.of_error(answer.path, line, (), answer.file.lines)
    advice = f"Give the attribute another name, and leave {method} to the method."
    return Finding(advice, f"self.{method} = ... hides the method {method}", place)


def unraised(answer: Answer, method: str) -> Finding | None:
    """Return what a method does where an error should be raised, as far as its lines tell."""
    for number, text in answer.body(method):
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
            return replace(CAUGHT, place=answer.at(number, method))
        elif re.match(r"\w+Error\b", text):
            advice = f"Write raise before it: raise {text[:40]}"
            name = "an error is made, and not raised"
        else:
            continue
        return Finding(advice, name, answer.at(number, method))
    return None


def other_default(answer: Answer, message: str) -> Finding | None:
    """Return the default that is not the stub's, where a test has relied upon it."""
    class_name = answer.class_name
    for method in answer.tasks:
        own = answer.method(method)
        if own is None:
            continue
        head, body = answer.file.head(own), " ".join(text for _, text in answer.body(method))
        theirs, ours = _defaults(head), _defaults(_head(answer.stub, class_name, method))
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
                at = answer.at(own.line, method, method)
                other = f"{name} is {theirs[name]} by default, not {ours[name]}"
                return Finding(advice, other if theirs[name] else f"{name} has no default", at)
    return None


def _defaults(head: str) -> dict[str, str]:
    """Return what parameters are by default; "" for those without."""
    return {outline.bare(one): one.partition("=")[2].strip() for one in outline.parameters(head)}


def of_forward(answer: Answer) -> Finding | None:
    """Return what the lines tell that the results of a forward leave open."""
    for number, text in enumerate(answer.file.code, 1):
        if found := re.match(r"\s+self\.p *= *(round\(p\b.*|int\(p\)|p */ *100\b.*)", text):
            name = f"p is kept as {found[1].strip()}"
            return Finding("Keep it as it is: self.p = p.", name, answer.at(number, "__init__"))
    looped = False
    for number, text in answer.body("forward"):
        here = answer.at(number, "forward")
        if answer.class_name == "Sequential":
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


def list_as_layer(answer: Answer, source: str) -> Finding | None:
    """Return why a list is asked for what a layer has, when it stands among the layers."""
    if re.search(r"self\.layers\.(forward|parameters)", source):
        return Finding("self.layers is a list: go through its layers, one by one.",
                       "the list of layers is asked for what each layer has")  # fmt: skip
    place = places.of_method(answer.scene, "Sequential", "__init__")
    for number, text in enumerate(answer.file.code, 1):
        if found := re.search(r"\bfor (\w+) in enumerate\(", text):
            advice = f"Write for i, {found[1]} in enumerate(...), or leave enumerate out."
            here = replace(places.of_error(place.path, number, (), answer.file.lines), line=number)
            return Finding(advice, "enumerate gives a number with each layer", here)
    for number, text in answer.body("__init__"):
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


def _has(answer: Answer, method: str) -> bool:
    told = answer.scene.defined(answer.class_name, method)
    assigned = any(re.match(rf"\s+{method} *=", text) for text in answer.file.code)
    return bool(answer.method(method)) or assigned or (told is not None and told[0] == answer.path)


def _alike(answer: Answer, method: str) -> Definition | None:
    """Return the method whose name was meant to be that of another."""
    own = answer.file.methods(answer.class_name)
    others = {each.name: each for each in own if each.name not in answer.tasks}
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
    own = file.method(class_name, method)
    return file.head(own) if own else f"def {method}(...):"


def _attributes_set(file: Outline) -> dict[str, int]:
    """Return the names that are set on self, each with the first line that does."""
    lines: dict[str, int] = {}
    for number, text in enumerate(file.code, 1):
        for found in _SET.finditer(text.partition("#")[0]):
            lines.setdefault(found[1] or found[2], number)
    return lines
