"""What the browser's interpreter says of submissions is what a grade says of them."""

from __future__ import annotations

import re

import pytest

from tests.correct.variants import VARIANTS
from tests.misconceptions import bank
from tests.site.conftest import ROOT, Ask, texts
from tests.verdicts import ISOLATED, grader
from tinytorch.grading.model import EXERCISES, ExerciseReport, Graded, Report
from tinytorch.grading.reports import html

SEED = 20_261_125
#: What follows a file, so that what a mistake does by chance is the same each time.
SEEDED = "\nimport numpy\nnumpy.random.seed(1)\n"
#: What these do depends on where objects lie in memory: on chance.
BY_ADDRESS = ("sequential/layers-as-a-set",)

#: One of so many is graded by default.
SHARE = 30


@pytest.fixture
def everything(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("all_pairs"))


def folders(answer: dict) -> dict[str, tuple[int, int]]:
    return {each["folder"]: (each["earned"], each["possible"]) for each in answer["exercises"]}


def test_the_reference_earns_everything_and_the_stubs_nothing(ask: Ask) -> None:
    names = [each.folder for each in EXERCISES]
    full = folders(ask("grade", texts("solutions"), exercises=names))
    none = ask("grade", texts("exercises"), exercises=names)

    assert sum(earned for earned, _ in full.values()) == 100
    assert full == {name: (points, points) for name, (_, points) in full.items()}
    assert [earned for earned, _ in folders(none).values()] == [0, 0, 0, 0]
    assert none["exercises"][1]["task"] == "2.1"
    assert none["exercises"][1]["hints"][0].startswith("Hint 1 of 3 for TODO 2.1: ")


def loaded(source: bytes) -> str:
    """Return the text that the page makes of a file."""
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError:
        return source.decode("windows-1252").replace("latin-1", "utf-8", 1)


def test_right_submissions_earn_everything(ask: Ask, everything: bool) -> None:
    lost = {}
    for variant in VARIANTS if everything else VARIANTS[:: SHARE // 4]:
        files = {**texts("solutions"), variant.exercise.folder: loaded(variant.source)}
        answer = ask("grade", files, exercises=[variant.exercise.folder])
        for folder, (earned, possible) in folders(answer).items():
            if earned < possible:
                lost[str(variant)] = (folder, earned)

    assert lost == {}


def test_a_misconception_gets_the_verdict_of_a_grade(ask: Ask, everything: bool) -> None:
    entries = [entry for entry in bank.read_all() if str(entry) not in BY_ADDRESS]
    differ = {}
    with grader(ISOLATED) as grade:
        for entry in entries if everything else entries[::SHARE]:
            source = entry.source + SEEDED
            files = {**texts("solutions"), entry.exercise.folder: source}
            answer = ask("grade", files, exercises=[entry.exercise.folder], seed=SEED)
            graded = grade({entry.exercise: source.encode()}, [entry.exercise], SEED)
            here, there = section(answer["exercises"][0]["html"]), rendered(graded, entry)
            if "recursion depth" in here or "recursion depth" in there:
                # Where the stack ends, and whether the time does first, depends on the machine.
                here, there = passed(here), passed(there)
            if here != there:
                differ[str(entry)] = (here, there)

    assert differ == {}


def passed(fragment: str) -> list[str]:
    return re.findall(r'class="test (passed)?', fragment)


def section(fragment: str) -> str:
    return fragment.partition("</section>")[0]


def rendered(graded: dict[str, Graded], entry: bank.Misconception) -> str:
    exercise = ExerciseReport(entry.exercise, tuple(graded.values()))
    return section(html.render(Report((exercise,), SEED, "isolated", "", "")))


LOOP = (
    "        while True:\n            try:\n                x = 1\n"
    "            except BaseException:\n                pass\n"
)


def test_an_endless_loop_is_named_with_its_line(ask: Ask) -> None:
    files = texts("solutions")
    lines = files["02_linear"].splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "x.matmul" in line)
    files["02_linear"] = "".join([*lines[:at], LOOP, *lines[at:]])

    answer = ask("grade", files, exercises=["02_linear"], seconds=1)["exercises"][0]

    assert 0 < answer["earned"] < answer["possible"]
    assert "did not return within 1 s" in answer["html"]
    assert at < answer["lines"][0]["line"] <= at + LOOP.count("\n")


def test_a_loop_at_the_top_of_a_file(ask: Ask) -> None:
    files = {**texts("solutions"), "01_layer": "while True:\n    pass\n"}

    answer = ask("grade", files, exercises=["01_layer"], seconds=0.5)["exercises"][0]

    assert answer["earned"] == 0
    assert answer["lines"][0]["line"] in (1, 2)  # both are the loop
    assert "Loading 01_layer/layer.py did not end within 0.5 s" in answer["html"]
    assert "all tests: 0 / 10" in answer["html"]
    # It costs its own points and no others: these have another Layer in its place.
    assert folders(ask("grade", files, exercises=["02_linear"], seconds=0.5))["02_linear"][0] == 35
    assert folders(ask("grade", texts("solutions"), exercises=["01_layer"]))["01_layer"][0] == 10


def test_a_loop_in_the_call_of_layer_costs_no_other_exercise(ask: Ask) -> None:
    loop = "        while True:\n            pass\n"
    files = texts("solutions")
    head, call, body = files["01_layer"].partition("    def __call__(self, x, *args, **kwargs):\n")
    assert call
    files["01_layer"] = f"{head}{call}{loop}{body}"

    assert folders(ask("grade", files, exercises=["02_linear"], seconds=0.5))["02_linear"][0] == 35


def test_a_file_that_ended_an_interpreter_is_not_loaded_again(ask: Ask) -> None:
    files = {**texts("solutions"), "02_linear": "import time\n\ntime.sleep(9**9)\n"}

    answer = ask("grade", files, exercises=["02_linear"], hanging={"02_linear": 3})["exercises"][0]

    assert answer["earned"] == 0
    assert {"line": 3, "text": answer["lines"][0]["text"]} == answer["lines"][0]
    assert "Loading 02_linear/linear.py did not end" in answer["html"]
    assert "time.sleep(9**9)" in answer["html"]
    files["02_linear"] = texts("solutions")["02_linear"]
    assert folders(ask("grade", files, exercises=["02_linear"]))["02_linear"][0] == 35


ACCIDENTS = {
    "a syntax error": ("def broken(:", "broken"),
    "recursion": (
        "class Layer:\n    def __call__(self, x):\n        return self(x)\n",
        "recursion",
    ),
    "an array beyond all addresses": (
        "import numpy\nnumpy.ones(3 * 10**8)\n",
        "Which array is so large?",
    ),
    "more memory than there is": (
        "import numpy\nall = [numpy.empty(10**9, numpy.uint8) for _ in range(9)]\n",
        "Which array is so large?",
    ),
    "an exit": ("import sys\nsys.exit(0)\n", "SystemExit"),
    "a file deleted": (
        "import os\nos.remove('exercises/01_layer/test_1_contract.py')\nraise ValueError\n",
        "ValueError",
    ),
}


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_accident_is_told_like_any_mistake(ask: Ask, accident: str) -> None:
    source, word = ACCIDENTS[accident]

    answer = ask("grade", {**texts("solutions"), "01_layer": source}, exercises=["01_layer"])

    assert answer["exercises"][0]["earned"] < 10
    assert word in answer["exercises"][0]["html"]


LAYER = "exercises/01_layer/layer.py"


def test_a_test_that_ended_an_interpreter_is_not_run_again(ask: Ask) -> None:
    tests = "exercises/01_layer/test_1_contract.py"
    names = [line for line in (ROOT / tests).read_text("utf-8").splitlines() if "def test_" in line]
    first = names[0].removeprefix("def ").partition("(")[0]

    answer = ask(
        "grade",
        texts("solutions"),
        exercises=["01_layer"],
        ended={f"{tests}::{first}": {"how": "timed_out", "called": (LAYER, "__call__")}},
    )

    graded = answer["exercises"][0]
    assert 0 < graded["earned"] < graded["possible"]
    assert "the page ended it" in graded["html"]
    source = texts("solutions")["01_layer"].splitlines()
    assert "def __call__" in source[graded["lines"][0]["line"] - 1]


def test_the_prompt_has_the_files_as_they_are(ask: Ask) -> None:
    files = texts("solutions")
    typed = [
        ("layer = Linear(2, 3)", ">>> layer = Linear(2, 3)\n"),
        ("layer.weight.shape", ">>> layer.weight.shape\n(2, 3)\n"),
        ("for i in range(2):", None),
        ("for i in range(2):\n    i", ">>> for i in range(2):\n...     i\n0\n1\n"),
        (">>> 1 + 1\n3\n>>> _ + 1\n", ">>> 1 + 1\n2\n>>> _ + 1\n3\n"),
    ]

    assert [ask("type", files, source=source)["said"] for source, _ in typed] == [
        said for _, said in typed
    ]
    files["02_linear"] = "class Linear:\n    pass\n"
    assert "takes no arguments" in ask("type", files, source="Linear(2, 3)")["said"]
    endless = ask("type", files, source="while True: pass", seconds=0.5)
    assert "Stopped after 0.5 s" in endless["said"]
    assert ask("type", files, source="1 +")["said"].endswith("SyntaxError: invalid syntax\n")


def test_the_network_reads_digits_with_right_layers_alone(ask: Ask) -> None:
    files = texts("solutions")

    def right(files: dict[str, str]) -> int:
        answers = [ask("read", files, shown=shown, training=False) for shown in range(20)]
        read = [each.get("probabilities", [0]) for each in answers]
        return sum(
            probabilities.index(max(probabilities)) == each["label"]
            for probabilities, each in zip(read, answers, strict=True)
        )

    assert right(files) >= 18  # of 355 / 360: fewer would be a wrong network, not chance
    files["02_linear"] = files["02_linear"].replace("y + self.bias", "y * 0 + self.bias")
    assert right(files) < 10  # it answers the same, whatever it is shown
    blank = ask("read", texts("exercises"), drawing=[[0.0] * 8] * 8, training=False)
    assert "TODO" in blank["problem"]


UNABLE = {
    "no parameters": (
        "\n\nSequential.parameters = lambda self: []\n",
        "The network's parameters() should return tensors of the shapes",
    ),
    "an error": (
        "\n\nSequential.forward = lambda self, x, **more: x.no_such\n",
        "It cannot read: AttributeError: ",
    ),
}


@pytest.mark.parametrize("wrong", UNABLE)
def test_a_network_that_cannot_read_says_why(ask: Ask, wrong: str) -> None:
    source, said = UNABLE[wrong]
    files = texts("solutions")
    able = ask("read", files, shown=1, training=False)

    files["04_sequential"] += source
    answer = ask("read", files, shown=1, training=False)

    assert able["probabilities"].index(max(able["probabilities"])) == able["label"]
    assert answer["problem"].startswith(said)
    assert "probabilities" not in answer
