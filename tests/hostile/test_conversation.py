"""A worker that says whatever comes to its mind: random talk, half of it right, to a whole grade.

Every grade ends, in time and in bounds, with a report, and talk earns nothing: what passes is what
the same submission passes when it says what is so. With ``TINYTORCH_EVERYTHING=1`` there are 500
grades, new ones each time.
"""

import multiprocessing
import resource
import secrets
import time
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.conftest import EVERYTHING
from tests.hostile import grading
from tests.hostile.corpus import BY_NAME, HERE, PRELUDES, TESTS, reference
from tests.hostile.made import ZERO
from tests.isolation.conftest import submission
from tinytorch.grading.run import isolated
from tinytorch.grading.verdict import scoring

GRADES = 500 if EVERYTHING else 2
SECONDS = 90.0  #: of the 30 that the calls of an exercise have, and as many for loading and waiting
MEMORY = 700 * 2**20  #: bytes, beyond what an honest grade takes

LINEAR = BY_NAME["linear"]
#: Everything about it is wrong that talk could not hit upon by chance, as an empty list is.
WRONG = (
    ZERO
    + b"""
    def parameters(self):
        return []
"""
)
TALKER = (HERE / "submissions" / "talker.py").read_text("utf-8")


def passed(source: bytes) -> tuple[set[str], float, int]:
    """Return what a Linear passes, the seconds that it took, and the peak of this process."""
    began = time.monotonic()
    submitted = submission(linear=source.decode("utf-8"))
    with isolated.prepared() as launcher:
        output = isolated.run(
            submitted, (LINEAR,), launcher=launcher, seed=secrets.randbits(32),
            budget=grading.IMPATIENT,
        )  # fmt: skip
    tests = [test for test in TESTS if test.exercise == LINEAR.folder]
    report = scoring.score(tests, submitted, output, seed=0)
    rows = report.exercises[0].tests
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {row.test.nodeid for row in rows if row.passed}, time.monotonic() - began, peak


def talking(source: bytes, seed: int) -> bytes:
    """Return a submission that talks."""
    prelude = PRELUDES["protocol"] + f"\n\nSEED = {seed}\n" + TALKER
    return source + b"\n\n" + prelude.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("source", [WRONG, reference(LINEAR)], ids=["wrong", "right"])
def test_no_talk_earns_a_point_or_ends_a_grade(source: bytes) -> None:
    context = multiprocessing.get_context("spawn")
    # What is merged is not stopped by a chance find, which the night is for.
    seeds = [secrets.randbits(32) if EVERYTHING else seed for seed in range(GRADES // 2)]
    # A process each, so that the peak of one is not that of another.
    with ProcessPoolExecutor(2, context, max_tasks_per_child=1) as pool:
        honest, _, usual = pool.submit(passed, source).result()
        jobs = {seed: pool.submit(passed, talking(source, seed)) for seed in seeds}
        for seed, job in jobs.items():
            found, seconds, peak = job.result()
            assert found <= honest, f"seed {seed}"
            assert seconds < SECONDS, f"seed {seed}"
            assert peak < usual + MEMORY, f"seed {seed}"
