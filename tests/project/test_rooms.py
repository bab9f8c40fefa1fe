"""The rooms of the house, as CONTRIBUTING draws them: who may import whom, and who says what."""

import ast
import re
from pathlib import Path
from types import ModuleType

import pytest

from tinytorch.course.classroom import messages as class_messages
from tinytorch.grading import messages as grade_messages

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ROOT.glob("tinytorch/**/*.py"))
}
FLOORS = ("tinytorch.core", "tinytorch.testing", "tinytorch.grading", "tinytorch.lab",
          "tinytorch.course")  # fmt: skip
STEPS = ("given", "run", "verdict", "reports")
#: An exception dies with its test, so that the plugin asks about it on the spot.
BACK_UP = {"run": {"verdict"}}


def imported(path: Path) -> set[str]:
    """Return the modules of the project that a file imports, also late."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found & MODULES.keys()


def floor(module: str) -> int:
    return next((i for i, each in enumerate(FLOORS) if f"{module}.".startswith(f"{each}.")), 0)


def step(module: str) -> str | None:
    match = re.match(r"tinytorch\.grading\.(\w+)(?=\.|$)", module)
    return match[1] if match and match[1] in STEPS else None


def test_imports_run_down_the_rooms() -> None:
    wrong = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for other in imported(path)
        if floor(other) > floor(module) or not runs_down(step(module), step(other))
    ]

    assert wrong == []


def test_rooms_know_of_no_command_line() -> None:
    wrong = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for other in imported(path)
        if step(module) and re.search(r"command|watch", other)
    ]

    assert wrong == []


def test_a_class_run_goes_through_its_rooms_in_order() -> None:
    order = ("handed_in", "graded", "counted", "written")
    within = re.compile(r"tinytorch\.course\.classroom\.(\w+)\.")
    wrong = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for other in imported(path)
        if (here := within.match(module)) and (there := within.match(other))
        if order.index(there[1]) > order.index(here[1])
    ]

    assert wrong == []


def test_the_two_sides_of_the_boundary_share_what_lies_between_them_alone() -> None:
    boundary = "tinytorch.grading.run.isolation"
    sides = {"trusted": "untrusted", "untrusted": "trusted"}
    wrong = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for side, far in sides.items()
        if module.startswith(f"{boundary}.{side}.")
        for other in imported(path)
        if f"{other}.".startswith(f"{boundary}.{far}.")
    ]

    assert wrong == []


def runs_down(here: str | None, there: str | None) -> bool:
    if here is None or there is None or there in BACK_UP.get(here, ()):
        return True
    return STEPS.index(there) <= STEPS.index(here)


def used_of(module: str, tree: ast.Module) -> set[str]:
    """Return what a file uses of a module, whatever it calls that."""
    package, _, last = module.rpartition(".")
    called = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == package
        for alias in node.names
        if alias.name == last
    }
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in called
    }


@pytest.mark.parametrize("module", [grade_messages, class_messages], ids=["grade", "class run"])
def test_messages_holds_what_is_said_twice_or_asked_for_by_tests(module: ModuleType) -> None:
    own = Path(module.__file__ or "")
    users: dict[str, set[Path]] = {}
    for path in [*MODULES.values(), *ROOT.glob("tests/**/*.py")]:
        text = path.read_text(encoding="utf-8", errors="replace")
        if "messages" in text and "submissions" not in path.parts:
            for name in used_of(module.__name__, ast.parse(text)):
                users.setdefault(name, set()).add(path)

    text = own.read_text(encoding="utf-8")
    for name in re.findall(r"^(?:def )?([a-zA-Z]\w+)(?= = |\()", text, re.MULTILINE):
        used = users.get(name, set())
        said_here = len(re.findall(rf"\b{name}\b", text)) > 1
        tested = any(ROOT / "tests" in path.parents for path in used)
        assert len(used) > 1 or said_here or tested, f"{name} is said in one place: {used}"


def test_the_picture_names_each_part_of_the_course() -> None:
    drawn = CONTRIBUTING.partition("tinytorch/course/")[2].partition("tinytorch/lab/")[0]
    parts = {path.stem for path in (ROOT / "tinytorch/course").iterdir() if path.stem[0] != "_"}

    assert parts <= set(re.findall(r"\w+", drawn))


def test_each_place_that_contributing_names_is_there() -> None:
    named = re.findall(r"`((?:tinytorch|tests|exercises|solutions|\.\w+)/[^`\s]*)`", CONTRIBUTING)
    made_up = re.compile(r"NN_name|05_name|FORMAT|STUDY")

    assert [name for name in named if not made_up.search(name) and not [*ROOT.glob(name)]] == []


def test_a_module_that_is_run_has_all_its_names_by_then() -> None:
    early = []
    for module, path in MODULES.items():
        last = ast.parse(path.read_text(encoding="utf-8")).body[:-1]
        early += [module for each in last if ast.unparse(each).startswith("if __name__ == ")]

    assert early == []
