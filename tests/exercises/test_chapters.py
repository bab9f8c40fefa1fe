"""The chapters keep their word: examples run, numbers are computed, tasks are the stubs'."""

from __future__ import annotations

import ast
import doctest
import importlib.util
import re
import shlex
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.exercises.chapters import (
    CHAPTERS,
    ROOT,
    Chapter,
    equations,
    precision,
    quantities,
    value,
)
from tinytorch.core import activations, layers
from tinytorch.core.tensor import Tensor
from tinytorch.grading import catalogue
from tinytorch.grading.model import EXERCISES

INTRODUCTION, _, LINEAR, DROPOUT, SEQUENTIAL = CHAPTERS
LONGEST = 150  # lines before the folds
BATCH = 32
COSTS = ("Layer", "Parameters", "Their bytes", "Multiply-adds", "Output bytes")
MODELS = ("Model", "Parameters", "Their memory", "Training with Adam")
STARTS = ("Weights", "σ", "Factor of a layer", "After 20 layers", "Same with ReLU")

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
each_exercise = pytest.mark.parametrize("chapter", CHAPTERS[1:], ids=lambda chapter: chapter.name)


@pytest.fixture(autouse=True)
def reference(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let `tinytorch.core.layers` find the reference, as it is with an exercise solved."""
    monkeypatch.setattr(layers, "_read", layers._read_checkout)
    monkeypatch.setenv("TINYTORCH_SOURCE", "solutions")
    layers.forget()
    yield
    layers.forget()


# --- examples ------------------------------------------------------------------------------------


def run_examples(chapter: Chapter, *, torch: bool) -> list[str]:
    """Run the Python blocks of a chapter as one session, and return what went wrong.

    Statements after a prompt must print what the chapter shows; a block without prompts must run.
    Random examples show what is true of nearly every draw: the chance that one fails is below
    1e-30 (the standard deviation of 200,704 weights, and the mean of 10^6 elements, each printed
    with so few digits that it may err by more than 12 of its own standard deviations).
    """
    session: dict[str, Any] = {}
    problems: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    for block in chapter.blocks:
        if block.language != "python" or (block.needs_torch and not torch):
            continue
        if ">>>" not in block.code:
            source = "\n" * (block.line - 1) + block.code
            exec(compile(source, chapter.path, "exec"), session)
            continue
        parser = doctest.DocTestParser()
        test = parser.get_doctest(block.code, session, chapter.name, chapter.name, block.line - 1)
        runner.run(test, out=problems.append, clear_globs=False)
        session.update(test.globs)
    return problems


@each_chapter
def test_examples_print_what_the_chapter_shows(chapter: Chapter):
    assert run_examples(chapter, torch=False) == []


@each_exercise
def test_pytorch_examples_run_where_it_is_installed(chapter: Chapter):
    pytest.importorskip("torch")

    assert run_examples(chapter, torch=True) == []


@each_chapter
def test_every_block_is_of_a_kind_that_is_checked(chapter: Chapter):
    for block in chapter.blocks:
        assert block.language in {"python", "sh", "mermaid", "math", "text"}, f"line {block.line}"
        if block.language == "python" and ">>>" not in block.code:
            compile(block.code, chapter.name, "exec")


@each_chapter
def test_commands_name_sessions_modules_and_files_that_exist(chapter: Chapter):
    blocks = [block.code for block in chapter.blocks if block.language == "sh"]
    spans = re.findall(r"`((?:nox|pytest|python3?) [^`]+)`", chapter.text)
    sessions = noxfile_sessions()

    for line in "\n".join([*blocks, *spans]).splitlines():
        words = shlex.split(line, comments=True)
        for option, name in pairwise(words):
            if option == "-s":
                assert name in sessions, line
            if option == "-m":
                assert name in {"pip", "uv", "nox"} or importlib.util.find_spec(name), line
            if option == "pytest":
                assert (ROOT / name).exists(), line


def noxfile_sessions() -> set[str]:
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    return {
        item.name for item in tree.body if isinstance(item, ast.FunctionDef) and item.decorator_list
    }


# --- numbers -------------------------------------------------------------------------------------


def agree(quantity: str, expected: float) -> bool:
    """Tell whether a quantity, as it is printed, is the expected one rounded to its digits."""
    return abs(value(quantity) - expected) <= precision(quantity) * 1.000001


@each_chapter
def test_equations_hold(chapter: Chapter):
    for equation in equations("\n".join(chapter.prose)):
        left, *others = re.split(r" ([=≈]) ", equation)
        for sign, right in zip(others[::2], others[1::2], strict=True):
            holds = agree(right, value(left)) if sign == "≈" else value(right) == value(left)
            assert holds, f"{equation}: the left side is {value(left):,}"


@each_chapter
def test_no_number_stands_alone(chapter: Chapter):
    """Each number that could be wrong is part of an equation or a table, or has its source."""
    computed = [equation for each in CHAPTERS for equation in equations("\n".join(each.prose))]
    tables = [
        cell for header in (COSTS, MODELS) for row in SEQUENTIAL.table(*header) for cell in row
    ]
    tables += [cell for row in LINEAR.table(*STARTS) for cell in row]
    known = {value(each) for text in [*computed, *tables] for each in quantities(text)}

    for line in chapter.prose:
        for quantity in quantities(line):
            small = value(quantity) < 1000 and quantity[-1].isdigit()
            year = re.fullmatch(r"(19|20)\d\d", quantity)
            sourced = "](https)" in line
            assert small or year or value(quantity) in known or sourced, f"{quantity} in: {line}"


def test_costs_of_a_model_are_those_of_the_layers():
    *rows, total = SEQUENTIAL.table(*COSTS)
    x, sums = Tensor(np.zeros((BATCH, 784))), np.zeros(4, dtype=int)

    for name, *shown in rows:
        layer = make(name)
        y, parameters = layer.forward(x), layer.parameters()
        computed = [
            sum(each.size for each in parameters),
            sum(each.data.nbytes for each in parameters),
            # A weight has two axes; each of its numbers meets each sample once.
            sum(len(x) * each.size for each in parameters if each.ndim == 2),
            y.data.nbytes,
        ]
        assert shown == [f"{number:,}" for number in computed], name
        x, sums = y, sums + computed

    assert total == ["total", *(f"{number:,}" for number in sums)]


def test_shapes_of_the_chain_are_those_of_the_layers():
    (chain,) = [block.code for block in SEQUENTIAL.blocks if block.language == "text"]
    first, *steps = chain.strip().split(" ── ")
    x = Tensor(np.zeros(ast.literal_eval(first)))

    for name, shape in zip(steps[::2], steps[1::2], strict=True):
        x = make(name).forward(x)

        assert str(x.shape) == shape, name


def make(name: str) -> Any:
    """Return the layer or activation that is written, such as ``Linear(784, 256)``."""
    kind, _, sizes = name.strip("`").rstrip(")").partition("(")
    found = getattr(activations, kind, None) or layers.load(kind)
    return found(*(int(size) for size in sizes.split(",") if size))


def test_memory_of_well_known_models_follows_from_their_parameters():
    for name, parameters, memory, training in SEQUENTIAL.table(*MODELS):
        assert "](https://" in name
        assert agree(memory, 4 * value(parameters)), name
        # A number, its gradient and the two means of Adam, in float32.
        assert agree(training, 4 * 4 * value(parameters)), name


def test_spread_after_many_layers_is_what_the_table_says():
    width, depth = 256, 20

    for name, sigma, factor, plain, rectified in LINEAR.table(*STARTS):
        expected = value(sigma) * width**0.5
        assert agree(factor, expected), name
        assert agree(plain, expected**depth), name
        assert agree(rectified, (expected / 2**0.5) ** depth), name
        # One network is one draw: its spread varies by a third of the expected one.
        assert measured(value(sigma), width, depth, lambda x: x) == roughly(value(plain))
        relu = activations.ReLU().forward
        assert measured(value(sigma), width, depth, relu) == roughly(value(rectified))


def roughly(expected: float) -> Any:
    return pytest.approx(expected, rel=0.75)


def measured(sigma: float, width: int, depth: int, activation: Callable[[Tensor], Tensor]) -> float:
    """Return the root mean square of what is left of normal inputs after many layers."""
    rng = np.random.default_rng(3)
    x = Tensor(rng.standard_normal((64, width)))
    for _ in range(depth):
        layer = layers.load("Linear")(width, width)
        layer.weight.data = sigma * rng.standard_normal((width, width))
        x = activation(layer.forward(x))
    return float(np.sqrt(np.mean(x.data.astype(float) ** 2)))


# --- tasks ---------------------------------------------------------------------------------------


def stub(chapter: Chapter) -> str:
    assert chapter.exercise is not None
    return (ROOT / chapter.exercise.path).read_text("utf-8")


@each_exercise
def test_tasks_are_those_of_the_stub(chapter: Chapter):
    headings = re.findall(r"^### TODO (\d\.\d): `(\S+)`$", chapter.text, re.M)

    assert headings == re.findall(r'"TODO (\d\.\d): (\S+) in', stub(chapter))


@each_exercise
def test_each_task_has_an_example_and_hints(chapter: Chapter):
    sections = re.split(r"^### TODO (\d\.\d)", chapter.text, flags=re.M)[1:]

    for number, section in zip(sections[::2], sections[1::2], strict=True):
        example, _, rest = section.partition(f"<summary>Hints for {number}</summary>")
        assert "\n>>> " in example, number
        assert rest, number
        assert len(chapter.hints[number]) >= 2, number


@each_exercise
def test_hints_are_numbered_and_never_give_the_code(chapter: Chapter):
    assert chapter.exercise is not None
    source = (ROOT / "solutions" / chapter.exercise.folder / chapter.exercise.file).read_text(
        "utf-8"
    )
    answers = {line.strip() for line in source.splitlines()} - {
        line.strip() for line in stub(chapter).splitlines()
    }

    for hint in (hint for hints in chapter.hints.values() for hint in hints):
        assert re.match(r"[A-Z`]", hint), f"not a numbered line: {hint}"
        assert [line for line in answers if line in hint] == []


@each_exercise
def test_the_class_is_described_as_the_stub_writes_it(chapter: Chapter):
    assert chapter.exercise is not None
    (made,) = [item for item in ast.parse(stub(chapter)).body if isinstance(item, ast.ClassDef)]
    written = {
        item.name: ast.unparse(item.args).replace("self, ", "").replace("self", "")
        for item in made.body
        if isinstance(item, ast.FunctionDef)
    }
    if "__init__" in written:
        written[made.name] = written.pop("__init__")

    members = "\n".join(row[0] for row in chapter.table("Member", "What it means"))

    assert dict(re.findall(r"`(\w+)\((.*)\)`", members)) == written


# --- form ----------------------------------------------------------------------------------------


@each_exercise
def test_points_are_those_of_the_tests(chapter: Chapter):
    assert chapter.exercise is not None
    possible = sum(test.points for test in catalogue.read(ROOT, [chapter.exercise]))
    file = chapter.exercise.file

    assert f"You edit [`{file}`]({file}), for {possible} points." in chapter.unfolded


def test_points_of_the_introduction_are_those_of_the_tests():
    rows = INTRODUCTION.table("Exercise", "You write", "Its question", "Points")

    assert [(row[0], int(row[-1])) for row in rows] == [
        (
            f"[{each.number} {each.class_name}]({each.folder}/README.md)",
            sum(test.points for test in catalogue.read(ROOT, [each])),
        )
        for each in EXERCISES
    ]


@each_chapter
def test_a_chapter_is_short_before_its_folds(chapter: Chapter):
    assert len(chapter.unfolded) <= LONGEST


@each_chapter
def test_folds_are_written_so_that_markdown_inside_them_is_rendered(chapter: Chapter):
    folds = re.findall(
        r"^<details>\n<summary>[^\n]+</summary>\n\n.+?\n\n</details>$", chapter.text, re.M | re.S
    )

    assert len(folds) == chapter.text.count("<details>") == chapter.text.count("</details>")


@each_chapter
def test_formulas_within_a_line_survive_the_renderer(chapter: Chapter):
    """GitHub takes a backslash before a sign, as in \\, or \\{, for its own; a block is safe."""
    formulas = re.findall(r"\$[^$\n`]+\$", chapter.text)

    assert [formula for formula in formulas if re.search(r"\\[^a-zA-Z]", formula)] == []


@each_chapter
def test_links_within_the_repository_lead_somewhere(chapter: Chapter):
    links = re.findall(r"\]\((?!https:)([^)#]*)(?:#([^)]+))?\)", chapter.text)

    for file, anchor in links:
        target = chapter.path.parent / file if file else chapter.path
        assert target.is_file(), file
        assert not target.is_relative_to(ROOT / "solutions"), "students do not have it"
        headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M)
        slugs = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings}
        assert not anchor or anchor in slugs, anchor
