"""What confines a worker: for root and others, forked and spawned; and what it leaves behind."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import grading
from tests.hostile.corpus import CASES
from tests.isolation.conftest import ROOT, submission
from tests.isolation.conftest import isolated as student_code
from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, GradingError
from tinytorch.grading.run import isolated
from tinytorch.grading.run.isolation import sandbox
from tinytorch.grading.run.isolation.trusted import forking
from tinytorch.grading.run.isolation.trusted.launcher import Launcher, launch
from tinytorch.grading.run.isolation.trusted.mode import Isolated
from tinytorch.grading.run.worker_error import WorkerError

ADMINISTRATOR = hasattr(os, "geteuid") and os.geteuid() == 0
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine a process")
LINEAR = EXERCISES[1]

RIGHT = """
import collections, dataclasses, functools, itertools, json, math, random, re, statistics, typing
import datetime, decimal, fractions, hashlib, tempfile, threading, time
import numpy as np
import numpy.fft, numpy.linalg, numpy.ma, numpy.polynomial, numpy.random, numpy.testing

class Linear:
    def work(self):
        square = np.random.randn(200, 200).astype(np.float32)
        np.random.default_rng().normal(size=3)
        np.random.default_rng(3).permuted(np.arange(10))
        np.linalg.svd(square), np.linalg.solve(square, square), np.fft.fft(square)
        np.einsum("ij,jk", square, square @ square), np.polynomial.Polynomial([1, 2])(3)
        np.testing.assert_allclose(1.0, 1.0)
        datetime.datetime.now(datetime.timezone.utc), time.time()
        print("from the worker")
        with open("notes.txt", "w") as file:
            file.write("mine")
        with open("notes.txt") as file, tempfile.TemporaryFile() as other:
            other.write(file.read().encode())
        return "done"
"""

DRAWS = """
import random
import numpy as np

class Linear:
    drawn = (np.random.rand(), random.random())
"""


@pytest.fixture(params=["forked", "spawned"])
def any_launcher(request: pytest.FixtureRequest) -> Iterator[Launcher]:
    if request.param == "forked" and sys.platform != "linux":
        pytest.skip("workers are forked on Linux only")
    made = launch("auto", fork=request.param == "forked")
    yield made
    made.close()


def test_what_right_answers_use_works(any_launcher: Launcher) -> None:
    with closing(Isolated(any_launcher, submission(linear=RIGHT))) as mode:
        with mode.layers("02_linear") as nn:
            assert nn.Linear().work() == "done"
        assert mode.output() == "from the worker\n"


def test_two_workers_draw_different_numbers(any_launcher: Launcher) -> None:
    drawn: list[Any] = []
    for _ in range(2):
        with student_code(any_launcher, linear=DRAWS) as nn:
            drawn.append(nn.Linear.drawn)

    assert all(one != other for one, other in zip(*drawn, strict=True))


def test_a_worker_knows_nothing_of_the_one_before(any_launcher: Launcher) -> None:
    source = "from pathlib import Path\nimport numpy as np\n"
    source += "class Linear:\n    found = [*map(str, Path('.').iterdir()), hasattr(np, 'left')]\n"
    source += "Path('left').write_text('here')\nnp.left = True\n"

    for _ in range(2):
        with student_code(any_launcher, linear=source) as nn:
            assert nn.Linear.found == [False]


def test_output_is_bounded_and_harmless(any_launcher: Launcher) -> None:
    source = "print('::error::mine', '##[error]mine', chr(27) + '[2J')\n"
    source += "print('x' * 10**6)\nclass Linear: pass"
    with closing(Isolated(any_launcher, submission(linear=source))) as mode:
        with mode.layers("02_linear") as nn:
            _ = nn.Linear
        output = mode.output()

    assert output.startswith(r": :error: :mine ## [error]mine \x1b[2J")
    assert len(output) < 10_000
    assert output.endswith("[...]")


@LINUX
def test_the_environment_of_a_worker_is_empty(
    any_launcher: Launcher,
) -> None:
    source = "import os, sys\nclass Linear:\n    seen = sorted(os.environ), sys.flags.isolated\n"
    with student_code(any_launcher, linear=source) as nn:
        names, isolated = nn.Linear.seen

    threads = [name for name in names if name.endswith("_THREADS")]
    assert set(names) - set(threads) <= {"TMPDIR", "TEMP", "LC_CTYPE", "PWD"}
    assert isolated == 1


@LINUX
def test_a_report_names_what_was_in_force() -> None:
    with isolated.prepared("required") as made:
        output = isolated.run(submission(), (LINEAR,), launcher=made, seed=1, sandbox="required")

    assert "Landlock" in output.sandbox
    assert "seccomp" in output.sandbox
    assert "resource limits" in output.sandbox


@LINUX
def test_without_a_sandbox_the_report_says_that_there_is_none() -> None:
    with isolated.prepared("off") as made:
        output = isolated.run(submission(), (EXERCISES[0],), launcher=made, seed=1, sandbox="off")

    assert output.sandbox == "resource limits"
    assert all(test["outcome"] == "passed" for test in output.document["tests"])


def test_required_refuses_where_there_is_no_sandbox() -> None:
    with isolated.prepared("off") as made, pytest.raises(GradingError) as caught:
        isolated.run(submission(), (LINEAR,), launcher=made, seed=1, sandbox="required")

    assert str(caught.value) == messages.unconfined(sandbox.REQUIRED)


@LINUX
@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_bubblewrap_is_used_where_it_works(tmp_path: Path) -> None:
    if not forking._bubblewrap(tmp_path):
        pytest.skip("bubblewrap does not work here")
    with isolated.prepared() as made:
        output = isolated.run(submission(), (EXERCISES[0],), launcher=made, seed=1)

    assert output.sandbox.startswith("bubblewrap, ")
    assert all(test["outcome"] == "passed" for test in output.document["tests"])


@LINUX
@pytest.mark.parametrize("level", ["auto", "off"])
@pytest.mark.parametrize("name", ["forks", "daemon", "thread_that_stays", "hang_in_forward"])
def test_nothing_is_left_running_or_lying_about(
    level: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    case = next(case for case in CASES if case.name == name)
    source = case.files()[case.exercise.path].decode("utf-8")
    budget = grading.IMPATIENT
    with isolated.prepared(level) as made:
        handed_in = submission(linear=source)
        isolated.run(handed_in, (LINEAR,), launcher=made, seed=1, sandbox=level, budget=budget)

    assert list(processes_of(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


@LINUX
@pytest.mark.parametrize("size", [2**20, 0], ids=["with bytes", "with files"])
def test_a_worker_that_fills_the_disk_is_ended(launcher: Launcher, size: int) -> None:
    source = f"""
    class Linear:
        def fill(self):
            for number in range(100_000):
                with open(str(number), "wb") as file:
                    file.write(bytes({size}))
    """
    with student_code(launcher, linear=source) as nn, pytest.raises(WorkerError) as caught:
        nn.Linear().fill()
    assert str(caught.value) == messages.crashed(messages.killed("SIGKILL"))


@LINUX
def test_a_worker_is_the_first_to_go_where_memory_runs_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forking, "_bubblewrap", lambda folder: ())  # which counts processes anew
    source = "import os\nclass Linear:\n    me = os.getpid()\n"
    with isolated.prepared() as made, student_code(made, linear=source) as nn:
        place = Path(f"/proc/{nn.Linear.me}/oom_score_adj")
        assert place.read_text("ascii").strip() == "1000"


@LINUX
def test_no_process_of_a_grade_is_left_to_be_reaped() -> None:
    with isolated.prepared() as made:
        isolated.run(submission(), (EXERCISES[0],), launcher=made, seed=1)

    assert zombies() == []


def zombies() -> list[str]:
    """Return the children of this process that have ended and wait for it."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            text = place.read_text("utf-8", "replace")
            state, parent = text.rpartition(")")[2].split()[:2]
            found += [text] if (state, int(parent)) == ("Z", os.getpid()) else []
    return found


def processes_of(folder: Path) -> Iterator[str]:
    """Give the command lines of processes that were started for a folder."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            command = place.read_bytes().decode("utf-8", "replace")
            if str(folder) in command and "process.parent" in command:
                yield command


def _other_python() -> str | None:
    """Return an interpreter that an ordinary user can run, with the packages of this one."""
    name = f"python3.{sys.version_info.minor}"
    trial = "import numpy, subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"
    for candidate in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        if Path(candidate).exists() and _as_nobody(candidate, trial).returncode == 0:
            return candidate
    return None


def _as_nobody(python: str, code: str) -> subprocess.CompletedProcess[str]:
    packages = [entry for entry in sys.path if entry.endswith("site-packages")]
    return subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", python, "-c", code],
        env={"PYTHONPATH": os.pathsep.join([str(ROOT), *packages]), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


GRADES = """
from tests.hostile import grading
from tests.hostile.corpus import CASES

for case in CASES:
    if case.name in {names!r}:
        report = grading.grade(case, [case.exercise])
        print(case.name, report.exercises[0].earned, report.sandbox, sep=";")
"""


@LINUX
@pytest.mark.skipif(not ADMINISTRATOR, reason="all tests run as an ordinary user here")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
def test_it_holds_for_an_ordinary_user() -> None:
    python = _other_python()
    if python is None:
        pytest.skip("there is no Python with NumPy that an ordinary user can run")
    names = ["reads_the_solution", "signals_the_parent", "sends_a_datagram", "daemon", "print_left"]

    done = _as_nobody(python, GRADES.format(names=names))

    assert done.returncode == 0, done.stderr
    rows = [line.split(";") for line in done.stdout.splitlines()]
    expected = {case.name: case.earns for case in CASES if case.name in names}
    assert {name: int(earned) for name, earned, _ in rows} == expected
    assert all("Landlock" in measures and "seccomp" in measures for _, _, measures in rows)
