"""The figures of this project, each a ratio of two things that were measured in one run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, sleep

from tests.bench.measure import ROOT, environment, in_turn, python
from tests.classroom import generate


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


def grading() -> Iterator[Figure]:
    """Compare a grade of the reference with a bare pytest run of the same tests."""
    bare = (
        "-m",
        "pytest",
        "-q",
        "exercises",
        "--disable-plugin-autoload",
        "-p",
        "no:cacheprovider",
    )
    grade = ("-m", "tinytorch.grading")
    work = {
        "direct": lambda: python(*bare),
        "isolated": lambda: python(*grade, "--source", "solutions"),
        "unconfined": lambda: python(*grade, "--source", "solutions", "--sandbox", "off"),
        "untouched": lambda: python(*grade),
    }
    times = in_turn(work, rounds=5)
    for name in ("isolated", "unconfined", "untouched"):
        yield _figure(f"grade, {name}, against bare pytest", times[name], times["direct"])


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


def watching() -> Iterator[Figure]:
    """Compare the time from a save to its verdict with one second."""
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder, "checkout")
        for part in ("tinytorch", "exercises"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, checkout / part, ignore=ignored)
        for folder_name in ("01_layer/layer.py", "02_linear/linear.py"):
            answer = (ROOT / "solutions" / folder_name).read_bytes()
            (checkout / "exercises" / folder_name).write_bytes(answer)
        times = sorted(_verdicts(checkout, saves=5))
    middle = times[len(times) // 2]
    yield Figure("watch, save of 02 to verdict, against 1 s", middle, f"{middle:.2f} s / 1 s")


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
