"""What files earn on the way, and what is named as the next step: a student's walk as a table."""

from __future__ import annotations

import ast

import pytest

from tests.misconceptions.bank import reference, with_method
from tests.verdicts import MODES, ROOT, grader
from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, Exercise, Graded

LAYER, LINEAR, DROPOUT, SEQUENTIAL = EXERCISES
SEED = 11

DRAWS = "np.random.randn(in_features, out_features)"
WEIGHT = f"self.weight = Tensor({DRAWS})"
SCALED = f"self.weight = Tensor({DRAWS} / np.sqrt(in_features))"
BIAS = "self.bias = Tensor(np.zeros(out_features))"
PRODUCT = "return x.matmul(self.weight)"
SUM = "y = x.matmul(self.weight)\nreturn y if self.bias is None else y + self.bias"
RANGE = "if not 0 <= p <= 1:\n    raise ValueError('p')\nself.p = p"
MASK = """
if not training:
    return x
mask = np.random.random(x.shape) < 1 - self.p
return x * Tensor(mask)
"""
SURVIVORS = MASK.replace("Tensor(mask)", "Tensor(mask / (1 - self.p))")
ENDS = SURVIVORS.replace("mask =", "if self.p == 1:\n    return x * 0\nmask =")
ONE_LIST = "if len(layers) == 1 and isinstance(layers[0], list):\n    layers = layers[0]\n"
CHAIN = "for layer in self.layers:\n    x = layer.forward(x)\nreturn x"
JOINED = "return [p for layer in self.layers for p in layer.parameters()]"
FLAG = """
for layer in self.layers:
    takes = "training" in inspect.signature(layer.forward).parameters
    x = layer.forward(x, training=training) if takes else layer.forward(x)
return x
"""

CALLED = FLAG.replace("layer.forward(x", "layer(x")
CONTAINER = {"__init__": f"{ONE_LIST}self.layers = list(layers)", "parameters": JOINED}

#: What is written in each step, the points that the file then has, and the title that is next.
WALKS: dict[Exercise, list[tuple[str, str, int, str]]] = {
    LAYER: [
        ("forward", "raise NotImplementedError('forward')", 1, "1.2 Calling a layer runs"),
        ("__call__", "return self.forward(x)", 6, "1.3 Layer.parameters returns"),
        ("parameters", "return []", 8, "Calling a layer passes further positional"),
        ("__call__", "return self.forward(x, *args, **kwargs)", 10, ""),
    ],
    LINEAR: [
        ("__init__", WEIGHT, 7, "The bias is a Tensor of out_features zeros"),
        ("__init__", f"{WEIGHT}\n{BIAS}", 9, "With bias=False the bias is None"),
        ("__init__", f"{WEIGHT}\n{BIAS} if bias else None", 10, "2.2 Linear multiplies"),
        ("forward", PRODUCT, 22, "Linear adds the bias"),
        ("forward", f"{PRODUCT} + self.bias", 26, "Without a bias, the result"),
        ("forward", SUM, 27, "2.3 The parameters are"),
        ("parameters", "return [self.weight, self.bias]", 31, "Without a bias, the parameters"),
        ("parameters", "return [p for p in (self.weight, self.bias) if p is not None]", 32,
         "The weights' standard deviation"),
        ("__init__", f"{SCALED}\n{BIAS} if bias else None", 35, ""),
    ],
    DROPOUT: [
        ("__init__", "self.p = p", 1, "A p below 0 or above 1 raises"),
        ("__init__", RANGE, 3, "3.2 Evaluation, training=False"),
        ("forward", "return x", 8, "No call in training drops all"),
        ("forward", MASK, 25, "3.3 Dropout has no parameters"),
        ("parameters", "return []", 27, "In training, each element becomes 0 or x / (1 - p)"),
        ("forward", SURVIVORS, 29, "With p = 1, training returns zeros"),
        ("forward", ENDS, 30, ""),
    ],
    SEQUENTIAL: [
        ("__init__", "self.layers = layers", 1, "4.2 Sequential(a, b) runs"),
        ("forward", CHAIN, 12, "Sequential([a, b]) runs"),
        ("__init__", f"{ONE_LIST}self.layers = list(layers)", 14, "4.3 The parameters of all"),
        ("parameters", JOINED, 20, "Layers that take training are told"),
        ("forward", FLAG, 25, ""),
    ],
}  # fmt: skip

#: Whole submissions by name: what is written in the stubs, and what each exercise earns.
STATES: dict[str, tuple[dict[Exercise, dict[str, str] | None], tuple[int, ...]]] = {
    "untouched": ({}, (0, 0, 0, 0)),
    "Layer only": ({LAYER: None}, (10, 0, 0, 0)),
    "Linear without its bias": (
        {LAYER: None, LINEAR: {"__init__": SCALED, "forward": PRODUCT}},
        (10, 22, 0, 0),
    ),
    "Dropout without the scale": (
        {
            LAYER: None,
            LINEAR: None,
            DROPOUT: {"__init__": RANGE, "forward": MASK, "parameters": "return []"},
        },
        (10, 35, 27, 0),
    ),
    "Layer left out": ({LINEAR: None, DROPOUT: None, SEQUENTIAL: None}, (0, 35, 30, 25)),
    "layers called, and Layer left out": (
        {LINEAR: None, DROPOUT: None, SEQUENTIAL: {**CONTAINER, "forward": CALLED}},
        (0, 35, 30, 25),
    ),
    "all but the training flag": (
        {
            LAYER: None,
            LINEAR: None,
            DROPOUT: None,
            SEQUENTIAL: {**CONTAINER, "forward": CHAIN},
        },
        (10, 35, 30, 20),
    ),
    "full": (dict.fromkeys(EXERCISES), (10, 35, 30, 25)),
}


def written(exercise: Exercise, methods: dict[str, str] | None) -> bytes:
    """Return the stub with some methods written, or the reference."""
    if methods is None:
        return reference(exercise).encode()
    text = (ROOT / exercise.path).read_text(encoding="utf-8")
    for method, body in methods.items():
        text = with_method(text, exercise.class_name, method, body, exercise.path)
    return text.encode()


def next_step(graded: list[Graded]) -> str:
    """Return the TODO, if one is open, and the title of the first unmet test."""
    unmet = next((test for test in graded if not test.passed), None)
    if unmet is None:
        return ""
    number = messages.todo(unmet.observed)
    return f"{number} {unmet.test.title}" if number else unmet.test.title


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.folder)
def test_each_step_earns_its_points_and_asks_for_one_new_thing(exercise: Exercise):
    methods: dict[str, str] = {}
    with grader("direct") as grade:
        for method, text, earned, following in WALKS[exercise]:
            methods[method] = text
            graded = list(grade({exercise: written(exercise, methods)}, [exercise], SEED).values())

            assert (sum(test.earned for test in graded), method) == (earned, method)
            assert next_step(graded).startswith(following)
            assert bool(next_step(graded)) == bool(following)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.folder)
def test_each_task_that_is_finished_turns_something_green(exercise: Exercise):
    source, methods, before = reference(exercise), {}, 0
    (made,) = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    with grader("direct") as grade:
        for node in made.body:
            if isinstance(node, ast.FunctionDef):
                methods[node.name] = ast.get_source_segment(source, node, padded=True) or ""
                graded = grade({exercise: written(exercise, methods)}, [exercise], SEED)
                green = sum(test.passed for test in graded.values())

                assert green > before, node.name
                before = green


@pytest.mark.parametrize("mode", ["direct", MODES[1]], ids=["direct", "isolated"])
@pytest.mark.parametrize("state", STATES)
def test_a_half_solved_repository_earns_just_what_it_deserves(state: str, mode: str):
    solved, expected = STATES[state]
    files = {exercise: written(exercise, solved.get(exercise, {})) for exercise in EXERCISES}

    with grader(mode) as grade:
        graded = grade(files, EXERCISES, SEED).values()

    earned = {exercise.folder: 0 for exercise in EXERCISES}
    for test in graded:
        earned[test.test.exercise] += test.earned
    assert tuple(earned.values()) == expected
