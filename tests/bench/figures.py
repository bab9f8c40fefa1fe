"""The figures of this project, each a ratio of two things that were measured in one run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from tests.bench.measure import ROOT, environment, in_turn, python
from tests.classroom import generate
from tests.misconceptions import bank
from tests.misconceptions.bank import reference
from tinytorch.grading.model import EXERCISES


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    ratio: float
    measured: str  #: the two times, or whatever the ratio is made of


#: Linear(784, 256) in one process, alternating; the fastest round is the one nothing disturbed.
LAYER = """
import json, sys
from time import perf_counter
import numpy as np
from tinytorch.core.layers import Linear
from tinytorch.core.tensor import Tensor

batch, rounds, calls, with_torch = map(int, sys.argv[1:])
layer = Linear(784, 256)
W, b = layer.weight.data, layer.bias.data
array = np.random.default_rng(1).standard_normal((batch, 784), np.float32)
tensor = Tensor(array)
work = [lambda: layer.forward(tensor), lambda: array @ W + b]
if with_torch:
    import torch
    torch.set_num_threads(1)
    theirs, given = torch.nn.Linear(784, 256), torch.from_numpy(array)
    work.append(torch.no_grad()(lambda: theirs(given)))

def seconds(run):
    start = perf_counter()
    for _ in range(calls):
        run()
    return (perf_counter() - start) / calls

alternating = [[seconds(run) for run in work] for _ in range(rounds)]
print(json.dumps([min(times) for times in zip(*alternating)]))
"""


def layers() -> Iterator[Figure]:
    """Compare the reference with raw NumPy, and with PyTorch where it is installed."""
    torch = find_spec("torch") is not None
    for batch, rounds, calls in ((1, 1000, 10), (32, 500, 2), (512, 200, 1)):
        counts = map(str, (batch, rounds, calls, int(torch)))
        ours, raw, *theirs = json.loads(python("-c", LAYER, *counts))
        name = f"Linear(784, 256), batch {batch}, against"
        yield Figure(f"{name} NumPy", ours / raw, f"{_us(ours)} / {_us(raw)}")
        for time in theirs:
            yield Figure(f"{name} PyTorch", ours / time, f"{_us(ours)} / {_us(time)}")


def imports() -> Iterator[Figure]:
    """Compare importing the layers with importing NumPy alone."""
    both = {
        "layers": lambda: python("-c", "import numpy, tinytorch.core.layers"),
        "numpy": lambda: python("-c", "import numpy"),
    }
    times = in_turn(both, rounds=15)
    yield _figure("import, against NumPy alone", times["layers"], times["numpy"])


#: Whatever else is installed where this is measured.
BARE = ("--disable-plugin-autoload", "-p", "no:cacheprovider")
#: A grade with workers as macOS and Windows have them.
SPAWNED = """
import functools, sys
from tinytorch.grading import grade_command
from tinytorch.grading.run import isolated

isolated.launch = functools.partial(isolated.launch, fork=False)
sys.exit(grade_command.main(["--source", "solutions"]))
"""


def grading() -> Iterator[Figure]:
    """Compare a grade of the reference with a bare pytest run of the same tests."""
    bare = ("-m", "pytest", "-q", "exercises", *BARE)
    grade = ("-m", "tinytorch.grading")
    work = {
        "direct": lambda: python(*bare),
        "isolated": lambda: python(*grade, "--source", "solutions"),
        "spawned": lambda: python("-c", SPAWNED),
        "unconfined": lambda: python(*grade, "--source", "solutions", "--sandbox", "off"),
        "untouched": lambda: python(*grade),
    }
    times = in_turn(work, rounds=5)
    for name in ("isolated", "spawned", "unconfined", "untouched"):
        yield _figure(f"grade, {name}, against bare pytest", times[name], times["direct"])
    if find_spec("nox") is not None:
        nox = ("-m", "nox", "--session", "grade", "--", "--source", "solutions")
        both = {
            "nox": lambda: python(*nox),
            "bare": lambda: python(*grade, "--source", "solutions"),
        }
        times = in_turn(both, rounds=3)
        more = times["nox"] - times["bare"]
        yield Figure("warm nox -s grade over the grader, against 1 s", more, f"{more:.2f} s / 1 s")


def classes() -> Iterator[Figure]:
    """Compare a submission's time in a class of 60 with that in a class of 15."""
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (15, 60):
            clones, out = Path(folder, f"class-{count}"), Path(folder, f"marks-{count}")
            generate.write(clones, generate.make(count, seed=1))
            start = perf_counter()
            python("-m", "tinytorch.course.classroom", str(clones), "--out", str(out))
            seconds[count] = (perf_counter() - start) / count
    small, large = seconds[15], seconds[60]
    name = "class run, seconds a submission: 60 against 15"
    yield Figure(name, large / small, f"{large:.2f} s / {small:.2f} s")
    yield from _against_loops()


def _against_loops() -> Iterator[Figure]:
    """Compare a class of 60 from the bank, on two processes, with two loops of bare pytest."""
    entries = bank.read_all()
    submissions = [
        {each.exercise.path: each.source} for each in entries[:: len(entries) // 60][:60]
    ]
    path = EXERCISES[1].path
    hanging = {
        path: reference(EXERCISES[1]).replace(*(each.decode() for each in generate.HANGS[0]))
    }
    with tempfile.TemporaryDirectory() as folder:
        checkouts = [_checkout(Path(folder, f"loop-{number}"), {}) for number in range(2)]
        _loops(checkouts, [{}, {}])  # what is compiled once for all
        looped = _timed(lambda: _loops(checkouts, submissions))
        graded = _timed(lambda: _class_run(Path(folder, "class"), submissions))
        submissions[::20] = [hanging, {**hanging}, {**hanging}]  # one in twenty
        hung = _timed(lambda: _class_run(Path(folder, "hanging"), submissions))
    yield _figure("class of 60 from the bank, against two loops of bare pytest", graded, looped)
    yield _figure("the same with one in twenty hanging, against the loops without", hung, looped)


def _class_run(folder: Path, submissions: Sequence[Mapping[str, str]]) -> None:
    for number, files in enumerate(submissions):
        _hand_in(folder / "in" / f"student-{number}", files, f"\n# {number}\n")
    out = str(folder / "out")
    python("-m", "tinytorch.course.classroom", str(folder / "in"), "--out", out, "--jobs", "2")


def _loops(checkouts: Sequence[Path], submissions: Sequence[Mapping[str, str]]) -> None:
    """Run pytest over submission after submission, in each checkout at once."""
    command = [sys.executable, "-m", "pytest", "-q", "exercises", *BARE, "-p", "pytest_jsonreport"]

    def loop(checkout: Path, own: Sequence[Mapping[str, str]]) -> None:
        place = {**environment(), "PYTHONPATH": str(checkout)}
        for files in own:
            _hand_in(checkout, files)
            subprocess.run(
                [*command, "--json-report"],
                cwd=checkout,
                env=place,
                check=False,
                capture_output=True,
            )

    count = len(checkouts)
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(loop, checkouts, [submissions[number::count] for number in range(count)]))


def _checkout(folder: Path, files: Mapping[str, str]) -> Path:
    """Make a student's checkout, the reference but for some files."""
    for part in ("tinytorch", "exercises"):
        ignored = shutil.ignore_patterns("__pycache__", "course", "lab")
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    _hand_in(folder, files)
    return folder


def _hand_in(folder: Path, files: Mapping[str, str], mark: str = "") -> None:
    """Write the four files, the reference where there is no other."""
    for exercise in EXERCISES:
        place = folder / exercise.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(files.get(exercise.path, reference(exercise)) + mark, encoding="utf-8")


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def watching() -> Iterator[Figure]:
    """Compare the time from a save to its verdict with one second, forked and spawned."""
    for kind in ("forked", "spawned"):
        with tempfile.TemporaryDirectory() as folder:
            stubs = {e.path: (ROOT / e.path).read_text(encoding="utf-8") for e in EXERCISES[2:]}
            checkout = _checkout(Path(folder, "checkout"), stubs)
            launcher = checkout / "tinytorch/grading/run/isolation/trusted/launcher.py"
            text = launcher.read_text(encoding="utf-8")
            if kind == "spawned":
                forked, text = text, text.replace('sys.platform == "linux"', "False")
                assert text != forked, "the launcher says otherwise whether it forks"
            launcher.write_text(text, encoding="utf-8")
            middle = median(_verdicts(checkout, saves=5))
        name = f"watch, {kind}, save of 02 to verdict, against 1 s"
        yield Figure(name, middle, f"{middle:.2f} s / 1 s")


def _verdicts(checkout: Path, saves: int) -> Iterator[float]:
    file = checkout / "exercises" / "02_linear" / "linear.py"
    source = file.read_text(encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-P", "-u", "-m", "tinytorch.grading.watch"],
        cwd=checkout,
        env={**environment(), "PYTHONPATH": str(checkout)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        _until_verdict(process.stdout)
        for number in range(saves):
            sleep(3)  # until the later exercises have been graded again as well
            file.write_text(f"{source}# {number}\n", encoding="utf-8")
            start = perf_counter()
            _until_verdict(process.stdout)
            yield perf_counter() - start
        process.terminate()


def _until_verdict(lines: Iterator[str]) -> None:
    if not any(re.match("Next:", line) for line in lines):
        raise RuntimeError("the watch ended without a verdict")


def _figure(name: str, time: float, other: float) -> Figure:
    return Figure(name, time / other, f"{time:.2f} s / {other:.2f} s")


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} us"
