"""The chapters keep their word: what they show is printed, and what they count is counted."""

from __future__ import annotations

import ast
import doctest
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from tests.exercises.chapters import (
    CHAPTERS,
    SLIDES,
    Chapter,
    equations,
    precision,
    quantities,
    value,
)
from tinytorch.core import activations, layers
from tinytorch.core.tensor import Tensor

_, _, LINEAR, _, SEQUENTIAL, TENSOR = CHAPTERS
OPERATIONS = ("You write", "Shapes", "It gives")
REFUSALS = ("You write", "It says", "What helps")
GROWTH = ("What", "Arithmetic", "Memory")
COSTS = ("Layer", "Parameters", "Their bytes", "Multiply-adds", "Output bytes")
MODELS = ("Model", "Parameters", "Their memory", "Training with Adam")
STARTS = ("Weights", "σ", "Factor of a layer", "After 20 layers", "Same with ReLU")

each_chapter = pytest.mark.parametrize(
    "chapter", [*CHAPTERS, SLIDES], ids=lambda chapter: chapter.name
)


@pytest.fixture(autouse=True)
def reference(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let `tinytorch.core.layers` find the reference, as it is with an exercise solved."""
    monkeypatch.setattr(layers, "_read", layers._read_checkout)
    monkeypatch.setenv("TINYTORCH_SOURCE", "solutions")
    layers.forget()
    yield
    layers.forget()


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


@each_chapter
def test_pytorch_examples_run_where_it_is_installed(chapter: Chapter):
    pytest.importorskip("torch")

    assert run_examples(chapter, torch=True) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("2 × 3 + 1", 7), ("12 × (4 × 2)", 96), ("√(1 / 256)", 1 / 16), ("1,000²", 1e6), ("02", 2)],
)
def test_expressions_are_read_as_they_are_meant(expression: str, expected: float):
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("quantity", "near", "far"),
    [("85 %", 0.854, 0.856), ("1.76 GB", 1.764e9, 1.766e9), ("1.2e-16", 1.24e-16, 1.26e-16)],
)
def test_a_rounded_number_agrees_to_its_last_digit(quantity: str, near: float, far: float):
    assert agree(quantity, near)
    assert not agree(quantity, far)


def agree(quantity: str, expected: float) -> bool:
    """Tell whether a quantity, as it is printed, is the expected one rounded to its digits."""
    return abs(value(quantity) - expected) <= precision(quantity) * 1.000001


@each_chapter
def test_equations_hold(chapter: Chapter):
    for equation in equations("\n".join(chapter.prose)):
        left, *others = re.split(r" ([=≈]) ", equation)
        for sign, right in zip(others[::2], others[1::2], strict=True):
            holds = (
                agree(right, value(left))
                if sign == "≈"
                else math.isclose(value(right), value(left), rel_tol=1e-12)
            )
            assert holds, f"{equation}: the left side is {value(left):,}"


@each_chapter
def test_no_number_stands_alone(chapter: Chapter):
    """Each number that could be wrong is part of an equation or a table, or has its source."""
    computed = [equation for each in CHAPTERS for equation in equations("\n".join(each.prose))]
    tables = [
        cell for header in (COSTS, MODELS) for row in SEQUENTIAL.table(*header) for cell in row
    ]
    tables += [cell for row in SLIDES.table(*MODELS) for cell in row]
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
    x, sums = Tensor(np.zeros((32, 784))), np.zeros(4, dtype=int)

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


@pytest.mark.parametrize("row", SEQUENTIAL.table(*GROWTH), ids=lambda row: row[0])
def test_costs_grow_as_the_notation_says(row: list[str], monkeypatch: pytest.MonkeyPatch):
    """Twice a factor is twice the cost where the notation has the factor, and the same if not."""
    what, *notations = row
    sizes = {"batch": 8, "in": 16, "out": 32}
    before = costs(what, **sizes, monkeypatch=monkeypatch)

    for size in sizes:
        doubled = sizes | {size: 2 * sizes[size]}
        after = costs(what, **doubled, monkeypatch=monkeypatch)

        for notation, old, new in zip(notations, before, after, strict=True):
            factors = notation.strip("O()").replace("features", "in").split(" · ")
            assert new == (2 * old if size in factors else old), f"{notation}, twice the {size}"


def costs(what: str, *, monkeypatch: pytest.MonkeyPatch, **sizes: int) -> tuple[int, int]:
    """Return how often two numbers are put together, and how many numbers are made."""
    member, name = re.findall(r"\w+", what)[:3:2]
    arguments = (sizes["in"], sizes["out"]) if name == "Linear" else ()
    layer = make(f"{name}({', '.join(map(str, arguments))})")
    if member == "parameters":
        return 0, sum(parameter.size for parameter in layer.parameters() if parameter.ndim == 2)
    steps: list[int] = []
    with monkeypatch.context() as patched:
        for ufunc in (np.matmul, np.multiply, np.maximum):
            patched.setattr(np, ufunc.__name__, counting(ufunc, steps))
        y = layer.forward(Tensor(np.ones((sizes["batch"], sizes["in"]))))
    return sum(steps), y.size


def counting(ufunc: np.ufunc, steps: list[int]) -> Callable[[Any, Any], Any]:
    """Return the function, which then notes how much arithmetic it does."""

    def counted(left: Any, right: Any) -> Any:
        result = ufunc(left, right)
        each = left.shape[-1] if ufunc.__name__ == "matmul" else 1
        steps.append(each * result.size)
        return result

    return counted


def test_shapes_of_the_chain_are_those_of_the_layers():
    (chain,) = [block.code for block in SEQUENTIAL.blocks if block.language == "text"]
    *steps, result = chain.splitlines()
    x = Tensor(np.zeros(ast.literal_eval(steps[0].split(" ── ")[0])))

    for step in steps:
        shape, name = step.split(" ── ")
        assert x.shape == ast.literal_eval(shape), step
        x = make(name).forward(x)

    assert x.shape == ast.literal_eval(result)


def make(name: str) -> Any:
    """Return the layer or activation that is written, such as ``Linear(784, 256)``."""
    kind, _, sizes = name.strip("`").rstrip(")").partition("(")
    found = getattr(activations, kind, None) or layers.load(kind)
    return found(*(int(size) for size in sizes.split(",") if size))


def test_memory_of_well_known_models_follows_from_their_parameters():
    assert all("](https://" in row[0] for row in SEQUENTIAL.table(*MODELS))
    for name, parameters, memory, training in SEQUENTIAL.table(*MODELS) + SLIDES.table(*MODELS):
        assert agree(memory, 4 * value(parameters)), name
        # A number, its gradient and the two means of Adam, in float32.
        assert agree(training, 4 * 4 * value(parameters)), name


def test_operations_of_a_tensor_have_the_shapes_that_the_page_says():
    for written, shapes, _ in TENSOR.table(*OPERATIONS):
        *operands, result = (ast.literal_eval(shape) for shape in re.findall(r"\(.*?\)", shapes))
        names = dict(zip("xy", (Tensor(np.ones(shape)) for shape in operands), strict=False))
        for expression in code(written):
            y = eval(expression, names)
            assert (type(y), y.shape) == (Tensor, result), expression


def test_the_page_on_tensor_names_everything_that_it_can_do():
    public = {name for name in vars(Tensor) if not name.startswith("_")}

    assert {name for name in public if not re.search(rf"\b{name}\b", TENSOR.text)} == set()


def test_errors_of_a_tensor_read_as_the_page_says():
    for written, said, _ in TENSOR.table(*REFUSALS):
        with pytest.raises((TypeError, ValueError)) as caught:
            eval(*code(written), {"np": np, "Tensor": Tensor, "x": Tensor(np.ones((2, 3)))})
        assert [str(caught.value)] == code(said), written


def test_errors_of_a_tensor_read_as_chapters_quote_them():
    said = []
    for written in ("ones(32, 128) @ ones(256, 10)", "ones(2, 3) + ones(4)", "bool(ones(2))"):
        with pytest.raises((TypeError, ValueError)) as caught:
            eval(written, {"ones": lambda *shape: Tensor(np.ones(shape))})
        said.append(str(caught.value))
    words = re.compile(r"`([^`\n]*(?:must match|broadcast|neither true)[^`\n]*)`")
    quoted = [text for each in (*CHAPTERS[:-1], SLIDES) for text in words.findall(each.text)]

    assert len(set(quoted)) == len(said)
    assert [text for text in quoted if not any(text in each for each in said)] == []


def test_activations_give_what_the_page_says():
    header = ("Activation", "What it gives", "Input -1, 0, 2 becomes")

    for name, _, shown in TENSOR.table(*header):
        y = make(name).forward(Tensor([-1, 0, 2]))
        assert [float(each) for each in shown.split(", ")] == [round(n, 2) for n in y.data.tolist()]


def code(cell: str) -> list[str]:
    """Return what a cell of a table sets as code."""
    spans = re.findall(r"``(.+?) ``|`([^`]+)`", cell)
    return [double or single for double, single in spans]


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
    return pytest.approx(expected, rel=0.75, abs=0)


def measured(sigma: float, width: int, depth: int, activation: Callable[[Tensor], Tensor]) -> float:
    """Return the root mean square of what is left of normal inputs after many layers."""
    rng = np.random.default_rng(3)
    x = Tensor(rng.standard_normal((64, width)))
    for _ in range(depth):
        layer = layers.load("Linear")(width, width)
        layer.weight.data = sigma * rng.standard_normal((width, width))
        x = activation(layer.forward(x))
    return float(np.sqrt(np.mean(x.data.astype(float) ** 2)))
