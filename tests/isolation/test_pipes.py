"""Pipes to a worker where threads wait for them, as on Windows; threads do so everywhere."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tinytorch.grading.run.isolation.trusted.pipes import Closed, Late, ThreadedPipes

ROOT = Path(__file__).resolve().parents[2]


class Other:
    """The other end: what a worker reads, answers and prints."""

    def __init__(self) -> None:
        self.asked, self.out = os.pipe()
        self.incoming, self.answers = os.pipe()
        self.output, self.prints = os.pipe()
        self.seen = bytearray()

    def end(self) -> None:
        for descriptor in (self.asked, self.answers, self.prints):
            os.close(descriptor)


@contextmanager
def threaded() -> Iterator[tuple[ThreadedPipes, Other]]:
    other = Other()
    prints = os.dup(other.prints)
    pipes = ThreadedPipes(other.incoming, other.out, other.output, other.seen.extend, prints)
    yield pipes, other
    other.end()
    pipes.close()


def soon() -> float:
    return time.monotonic() + 10


def test_what_was_printed_before_a_reply_is_there_after_it() -> None:
    for trial in range(300):
        printed = b"%d " % trial * (1 + 97 * trial % 3000)
        with threaded() as (pipes, other):
            os.write(other.prints, printed)
            os.write(other.answers, b"reply")
            assert pipes.read(soon()) == b"reply"

            pipes.drain()

            assert bytes(other.seen) == printed


def test_each_drain_gives_what_came_since_the_last() -> None:
    with threaded() as (pipes, other):
        for word in (b"one", b"", b"three"):
            other.seen.clear()
            os.write(other.prints, word)
            pipes.drain()
            assert bytes(other.seen) == word


def test_what_fills_the_pipe_is_taken_in() -> None:
    with threaded() as (pipes, other):
        for _ in range(200):
            os.write(other.prints, bytes(10_000))
        pipes.drain()

        assert len(other.seen) == 2_000_000


def test_steps_end_in_time_and_with_the_other_side() -> None:
    with threaded() as (pipes, other):
        with pytest.raises(Late):
            pipes.read(time.monotonic() + 0.05)
        assert not pipes.pending()
        assert pipes.write(memoryview(b"ask"), soon()) == 3
        assert os.read(other.asked, 10) == b"ask"
        os.write(other.answers, b"late")
        until = soon()
        while not pipes.pending() and time.monotonic() < until:
            time.sleep(0.01)
        assert pipes.read(soon()) == b"late"
        os.close(other.answers)
        with pytest.raises(Closed):
            pipes.read(soon())
        assert not pipes.pending()
        other.answers = os.open(os.devnull, os.O_RDONLY)  # to be closed at the end


def test_a_worker_in_a_loop_ends_with_its_pipe() -> None:
    code = "from tinytorch.grading.run.isolation.untrusted import process\nimport os\n"
    code += "ours = process.watched(0)\nprint(os.read(ours, 9).decode(), flush=True)\n"
    code += "os._exit = None\nwhile True: pass"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    ) as worker:  # fmt: skip
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(b"request")
        worker.stdin.flush()
        assert worker.stdout.readline().strip() == b"request"
        assert worker.poll() is None

        worker.stdin.close()

        assert worker.wait(30) == 0
