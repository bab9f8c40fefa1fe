"""The watcher as a student meets it: in a terminal of its own, with real saves and key presses."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.copies import copy_checkout
from tinytorch.grading import messages
from tinytorch.grading.given import hints
from tinytorch.grading.model import EXERCISES

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals on Windows", allow_module_level=True)

import fcntl
import struct
import termios

ROOT = Path(__file__).resolve().parents[2]
LAYER, LINEAR, DROPOUT, SEQUENTIAL = EXERCISES
PATIENCE = 120.0  # seconds; a bound for a broken watcher, far above what a busy machine needs
COMMAND = [sys.executable, "-m", "tinytorch.grading.watch"]
FOREVER = "while True:\n    pass\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a student's checkout."""
    return copy_checkout(tmp_path)


def environment(**more: str) -> dict[str, str]:
    # The terminal's own variables would speak for the one that the tests run in.
    left_out = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "TERM": "xterm", "PYTHONPATH": "", "PYTHONUTF8": "1", **more}


def answer(exercise: object) -> str:
    folder, file = exercise.folder, exercise.file
    return (ROOT / "solutions" / folder / file).read_text(encoding="utf-8")


def save(path: Path, text: str) -> None:
    """Save as editors do that never leave half a file: write another one, and rename it."""
    temporary = path.with_name("4913")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


class Output:
    """What a program writes, as it comes."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.data = b""

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace").replace("\r\n", "\n")

    def until(self, holds: Callable[[], object]) -> None:
        """Read until something holds; fail when it does not within the bound."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self.descriptor], [], [], max(left, 0))
            piece = os.read(self.descriptor, 65536) if ready else b""
            assert piece, f"this did not come to hold; the output was:\n{self.text[-4000:]}"
            self.data += piece


class Terminal(Output):
    """A terminal of 80 columns and 24 rows with the watcher in it."""

    def __init__(self, checkout: Path, **more: str) -> None:
        own, its = os.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        super().__init__(own)
        self.before = termios.tcgetattr(its)
        self.its = its
        self.process = subprocess.Popen(
            COMMAND, cwd=checkout, stdin=its, stdout=its, stderr=its,
            env=environment(**more), start_new_session=True,
        )  # fmt: skip

    @property
    def screen(self) -> list[str]:
        """The lines that were drawn last, without colours."""
        frames = re.findall(r"\x1b\[H\x1b\[\?7l(.*?)\x1b\[J\x1b\[\?7h", self.text, re.DOTALL)
        text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", frames[-1] if frames else "")
        return text.split("\n")

    def shows(self, pattern: str) -> None:
        self.until(lambda: re.search(pattern, "\n".join(self.screen)))
        assert len(self.screen) <= 24
        assert max(map(len, self.screen)) < 80

    def press(self, key: str) -> None:
        os.write(self.descriptor, key.encode())

    def end(self) -> int:
        """Wait for the end of the watcher; return its exit code."""
        code = self.process.wait(PATIENCE)
        assert termios.tcgetattr(self.its) == self.before
        self.until(lambda: self.text.rstrip().endswith("\x1b[?25h"))  # the cursor is back
        return code

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.descriptor)
        os.close(self.its)


@contextmanager
def watching(checkout: Path, **more: str) -> Iterator[Terminal]:
    terminal = Terminal(checkout, **more)
    try:
        yield terminal
    finally:
        terminal.close()


def test_from_the_first_stub_on_with_saves_and_keys(checkout: Path) -> None:
    with watching(checkout) as terminal:
        terminal.shows(r"all exercises graded in")
        assert terminal.screen[4].split()[-3:] == ["0", "/", "100"]
        terminal.shows(r"Next: TODO 1\.1 in exercises/01_layer/layer\.py, line \d+")

        save(checkout / LAYER.path, answer(LAYER))
        terminal.shows(re.escape(messages.finished("01_layer")))
        terminal.shows(r"Next: TODO 2\.1 in exercises/02_linear/linear\.py")
        assert "10 / 100" in terminal.screen[4]

        wrong = answer(LINEAR).replace("else y + self.bias", "else y")
        (checkout / LINEAR.path).write_text(wrong, encoding="utf-8")
        terminal.shows(r"FAILED: Linear adds the bias")
        terminal.shows(r"This is what you get when the bias is missing")
        terminal.press("h")
        first, second, *_ = hints.read("2.2", ROOT)
        terminal.shows(rf"Hint 1 of \d for TODO 2\.2: {re.escape(first[:20])}")
        terminal.press("\x1b[A\x1b[1;5A\x1bOQ\x1bqH")  # arrows, F2, Alt+Q, and at last a key
        terminal.shows(rf"Hint 2 of \d for TODO 2\.2: {re.escape(second[:20])}")
        terminal.press("a")
        every_test = r"(?s)\x1b\[2J\S* *01_layer.*not started 4\.1.*Next:.*fix exercises/02_linear"
        terminal.until(lambda: re.search(every_test, terminal.text))

        for exercise in (LINEAR, DROPOUT, SEQUENTIAL):
            save(checkout / exercise.path, answer(exercise))
        terminal.shows(r"Next: nothing is left to do; all 100 points are yours")
        terminal.press("q")

        assert terminal.end() == 0


def test_a_save_ends_a_grade_that_hangs_and_is_graded_itself(checkout: Path) -> None:
    with watching(checkout) as terminal:
        terminal.shows(r"all exercises graded in")
        save(checkout / LAYER.path, FOREVER)
        terminal.shows(r"grading 01_layer, \d+ s")
        save(checkout / LAYER.path, answer(LAYER))
        terminal.shows(r"10 / 10\n")
        terminal.press("q")

        assert terminal.end() == 0


@pytest.mark.parametrize("end", ["\x03", "kill"])
def test_the_terminal_is_given_back_whatever_ends_the_watcher(checkout: Path, end: str) -> None:
    with watching(checkout) as terminal:
        terminal.shows(r"grading all exercises")
        if end == "kill":
            terminal.process.terminate()
        else:
            terminal.process.send_signal(signal.SIGINT)

        assert terminal.end() == 130


def test_colours_and_blocks_only_where_they_can_be_shown(checkout: Path) -> None:
    with watching(checkout) as terminal:
        terminal.shows(r"01_layer +░+")
        assert "\x1b[2m" in terminal.text
        terminal.press("q")
        terminal.end()
    plain = {"NO_COLOR": "1", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    with watching(checkout, **plain) as terminal:
        terminal.shows(r"01_layer +-+")
        assert re.search(r"\x1b\[\d*m", terminal.text) is None
        terminal.press("q")
        terminal.end()


@contextmanager
def piped(checkout: Path, **more: str) -> Iterator[Output]:
    with subprocess.Popen(
        COMMAND, cwd=checkout, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=environment(**more),
    ) as process:  # fmt: skip
        try:
            output = Output(process.stdout.fileno())
            output.process = process
            yield output
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 130
        finally:
            process.kill()


def test_plain_lines_without_a_terminal(checkout: Path) -> None:
    with piped(checkout) as output:
        output.until(lambda: "total 0 / 100" in output.text)
        save(checkout / LAYER.path, answer(LAYER))
        output.until(lambda: re.search(r"total 10 / 100[^\x1b]*Next: TODO 2\.1", output.text))

        # A test that an instructor changes counts from the next grade on.
        test = checkout / "exercises" / LAYER.folder / "test_1_contract.py"
        changed = re.sub(r"points\(\d\)", "points(7)", test.read_text(encoding="utf-8"), count=1)
        test.write_text(changed, encoding="utf-8")
        (checkout / LAYER.path).touch()
        output.until(lambda: re.search(r"total (1[1-9]) / 10[1-9]", output.text))

    assert "\x1b" not in output.text
    assert "█" not in output.text


def test_a_grader_that_ends_while_nobody_asks_it_costs_nothing(checkout: Path) -> None:
    with piped(checkout) as output:
        output.until(lambda: "total 0 / 100" in output.text)
        of_watcher = ["pgrep", "-P", str(output.process.pid)]
        (grader,) = subprocess.check_output(of_watcher, encoding="utf-8").split()
        os.kill(int(grader), signal.SIGKILL)
        save(checkout / LAYER.path, answer(LAYER))
        output.until(lambda: "total 10 / 100" in output.text)

    assert messages.GRADER_ENDED not in output.text


def test_polling_where_the_watcher_is_not_installed(checkout: Path, tmp_path: Path) -> None:
    missing = 'raise ImportError("not installed")\n'
    (checkout / "watchfiles.py").write_text(missing, encoding="utf-8")
    with piped(checkout) as output:
        output.until(lambda: "total 0 / 100" in output.text)
        (checkout / LAYER.path).write_text(answer(LAYER), encoding="utf-8")
        output.until(lambda: "total 10 / 100" in output.text)


def test_nothing_is_left_behind(checkout: Path) -> None:
    temporary = checkout / "temporary"
    temporary.mkdir()
    with watching(checkout, TMPDIR=str(temporary)) as terminal:
        terminal.shows(r"all exercises graded in")
        assert list(temporary.iterdir()) != []
        save(checkout / LAYER.path, FOREVER)
        terminal.shows(r"grading 01_layer, \d+ s")
        terminal.press("q")
        terminal.end()

        assert list(temporary.iterdir()) == []
        assert running_in(checkout) == []


def running_in(checkout: Path) -> list[str]:
    """Return the command lines of the processes that name a folder."""
    listing = subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, encoding="utf-8", errors="replace", check=True
    )
    return [line for line in listing.stdout.splitlines() if str(checkout) in line]


def test_a_package_that_is_missing_is_named_in_one_sentence(checkout: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-S", "-m", "tinytorch.grading.watch"],
        cwd=checkout, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == messages.not_installed("numpy") + "\n"


def test_the_command_explains_itself(checkout: Path) -> None:
    result = subprocess.run(
        [*COMMAND, "--help"],
        cwd=checkout, env=environment(), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip

    assert (
        "keys: a grades all and lists every test, h shows the next hint, q quits" in result.stdout
    )
