"""What a submission gains that takes over its worker and lies about what nobody else can see.

Values are compared in the trusted process, so only two things are a worker's word: which objects
are the same, and that nothing was changed. Each mistake here is one of these kinds. It is graded
honestly, as it is, and with a worker that denies it; the difference is what the lie earns.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.hostile import grading
from tests.hostile.corpus import BY_NAME, PRELUDES, TESTS, reference
from tinytorch.grading.given import submission
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.run import isolated
from tinytorch.grading.verdict import scoring

#: Follows the reference: exercise, and a mistake that `deny` can hide.
MISTAKES = {
    "parameters are copies": (
        "linear",
        """
def parameters(self):
    own = [each for each in (self.weight, self.bias) if each is not None]
    return [denied(Tensor(each.data.copy()), each) for each in own]

Linear.parameters = parameters
""",
    ),
    "forward spoils its input": (
        "linear",
        """
FORWARD = Linear.forward

def forward(self, x):
    y = FORWARD(self, x)
    x.data[...] = 0
    return y

Linear.forward = forward
""",
    ),
    "forward spoils its parameters": (
        "linear",
        """
FORWARD = Linear.forward

def forward(self, x):
    y = FORWARD(self, x)
    self.weight.data[...] *= 2
    return y

Linear.forward = forward
""",
    ),
    "dropout spoils its input": (
        "dropout",
        """
FORWARD = Dropout.forward

def forward(self, x, training=True):
    y = FORWARD(self, x, training)
    x.data[...] = 0
    return y

Dropout.forward = forward
""",
    ),
    "parameters of a network are copies": (
        "sequential",
        """
from tinytorch.core.tensor import Tensor

PARAMETERS = Sequential.parameters

def parameters(self):
    return [denied(Tensor(each.data.copy()), each) for each in PARAMETERS(self)]

Sequential.parameters = parameters
""",
    ),
    "a network spoils its input": (
        "sequential",
        """
FORWARD = Sequential.forward

def forward(self, x, training=True):
    y = FORWARD(self, x, training)
    if y is not x:
        x.data[...] = 0
    return y

Sequential.forward = forward
""",
    ),
}

HONEST = "\ndef denied(copy, original):\n    return copy\n"
LIAR = """
from tinytorch.grading.run.isolation.untrusted.objects import Objects

ORIGINALS = {}
PACK = Objects.pack

def denied(copy, original):
    ORIGINALS[id(copy)] = copy, original
    return copy

def pack(self, value, depth=0):
    while id(value) in ORIGINALS:
        value = ORIGINALS[id(value)][1]
    return PACK(self, value, depth)

Objects.pack = pack
Objects.edited = lambda self: []
"""

#: Points that denying a mistake earns, of 100: no more than these.
MOST = dict.fromkeys(MISTAKES, 0) | {
    "parameters are copies": 4,
    "parameters of a network are copies": 4,
}


#: One submission with a mistake of each kind, and what denying them all earns.
TOGETHER = (
    "parameters are copies",
    "dropout spoils its input",
    "parameters of a network are copies",
)
#: What SECURITY.md says of that.
SAID = (grading.ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")


def graded(names: tuple[str, ...], lie: bool, folder: Path) -> int:
    """Return the points of a submission with some mistakes, in the exercises that have them."""
    for each in BY_NAME.values():
        place = folder / each.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(reference(each))
    own = [BY_NAME[MISTAKES[name][0]] for name in names]
    for name, each in zip(names, own, strict=True):
        text = (PRELUDES["protocol"] + LIAR if lie else HONEST) + MISTAKES[name][1]
        (folder / each.path).write_bytes(reference(each) + b"\n\n" + text.encode("utf-8"))
    chosen = tuple(own) if len(names) == 1 else EXERCISES
    submitted = submission.read(folder, grading.ROOT)
    output = isolated.run(submitted, chosen, launcher=grading.launcher(), seed=grading.SEED)
    tests = [test for test in TESTS if test.exercise in {each.folder for each in chosen}]
    return scoring.score(tests, submitted, output, seed=grading.SEED).earned


@pytest.fixture(scope="module")
def points(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, tuple[int, int]]]:
    """Give what each mistake earns, told and denied."""
    folder = tmp_path_factory.mktemp("liars")
    with ProcessPoolExecutor(2) as pool:
        jobs = {
            name: [
                pool.submit(graded, (name,), lie, folder / f"{number}-{lie}")
                for lie in (False, True)
            ]
            for number, name in enumerate(MISTAKES)
        }
        yield {name: (told.result(), denied.result()) for name, (told, denied) in jobs.items()}


@pytest.mark.parametrize("name", MISTAKES)
def test_to_deny_a_mistake_earns_no_more_than_is_said(
    points: dict[str, tuple[int, int]], name: str
) -> None:
    told, denied = points[name]
    exercise = BY_NAME[MISTAKES[name][0]].folder
    possible = sum(test.points for test in TESTS if test.exercise == exercise)

    assert told < possible  # the mistake is one
    assert denied - told <= MOST[name]


def test_to_deny_all_of_them_at_once_earns_no_more_than_is_said(tmp_path: Path) -> None:
    told, denied = (graded(TOGETHER, lie, tmp_path / str(lie)) for lie in (False, True))

    assert denied < 100  # a spoilt input is seen where it is handed back
    assert f"earns {told} of 100 when it is graded as it is, and {denied} when it denies" in SAID


def test_what_a_mistake_is_worth_is_said() -> None:
    linear, sequential = (MOST[name] for name in (TOGETHER[0], TOGETHER[2]))

    assert f"worth {linear} points in Linear and {sequential} in Sequential" in SAID
