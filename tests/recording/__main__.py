"""``python -m tests.recording``: record the watcher, as `exercises/watch.svg` shows it.

The watcher runs in a terminal of its own over a copy of the course. What it draws after each save
becomes a picture of an animation, which plays wherever the README is shown.
"""

import html
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tinytorch.grading.model import EXERCISES, Exercise

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "exercises" / "watch.svg"

LAYER, LINEAR, *_ = EXERCISES
SECONDS, COLUMNS, ROWS = 4, 80, 24
PATIENCE = 60.0

_FRAME = re.compile(r"\x1b\[H\x1b\[\?7l(.*?)\x1b\[J\x1b\[\?7h", re.DOTALL)
_COLOUR = re.compile(r"\x1b\[(\d+)m")
_CONTROL = re.compile(r"\x1b\[[\d;?]*[A-LN-Za-ln-z]")

STYLE = """\
text { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1f2328;
  white-space: pre; }
rect { fill: #ffffff; stroke: #d0d7de; }
.c1 { font-weight: bold } .c2 { fill: #656d76 } .c31 { fill: #b3261e } .c32 { fill: #1a7f37 }
.c33 { fill: #8a5a00 } .c36 { fill: #0b6a88 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } rect { fill: #0d1117; stroke: #30363d } .c2 { fill: #8d96a0 }
  .c31 { fill: #ff8a80 } .c32 { fill: #56d364 } .c33 { fill: #e3b341 } .c36 { fill: #76d6f5 }
}"""


def record() -> Iterator[str]:
    """Give what the watcher shows, step by step, as a student works."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        for name in ("exercises", "tinytorch", "pyproject.toml"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, course / name)
        terminal = Terminal(course)
        try:
            yield terminal.until("Next:.* TODO 1.1")
            save(course, LAYER, answer(LAYER))
            yield terminal.until("01_layer is complete")
            save(course, LINEAR, answer(LINEAR).replace("else y + self.bias", "else y"))
            yield terminal.until("This is what you get when the bias is missing")
            os.write(terminal.own, b"h")
            yield terminal.until("Hint 1 of")
            save(course, LINEAR, answer(LINEAR))
            yield terminal.until("02_linear is complete")
        finally:
            terminal.process.kill()
            terminal.process.wait()


def answer(exercise: Exercise) -> str:
    """Return the reference."""
    return (ROOT / "solutions" / exercise.folder / exercise.file).read_text(encoding="utf-8")


def save(course: Path, exercise: Exercise, text: str) -> None:
    """Save a file, as an editor does."""
    (course / exercise.path).write_text(text, encoding="utf-8")


class Terminal:
    """A terminal with the watcher in it."""

    def __init__(self, course: Path) -> None:
        import fcntl
        import struct
        import termios

        self.own, its = os.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tinytorch.grading.watch"],
            cwd=course, stdin=its, stdout=its, stderr=its, start_new_session=True,
            env={**os.environ, "FORCE_COLOR": "1", "TERM": "xterm", "PYTHONUTF8": "1"},
        )  # fmt: skip
        self.data = b""

    def until(self, pattern: str) -> str:
        """Return the first screen that shows something, and is no grade under way."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            frames = _FRAME.findall(self.data.decode("utf-8", "replace"))
            plain = _COLOUR.sub("", frames[-1]) if frames else ""
            if re.search(pattern, plain) and " ..." not in plain.rsplit("\n", 1)[-1]:
                return frames[-1]
            if select.select([self.own], [], [], 0.2)[0]:
                self.data += os.read(self.own, 65536)
        raise TimeoutError(pattern)


def picture(frames: list[str]) -> str:
    """Return the animation of some screens."""
    width, height = 8.45 * COLUMNS + 24, 17 * ROWS + 24
    share = 100 / len(frames)
    shown, hidden = f"0%, {share}% {{ opacity: 1 }}", f"{share + 0.01}%, 100% {{ opacity: 0 }}"
    steps = f"@keyframes step {{ {shown} {hidden} }}"
    one = f"g {{ opacity: 0; animation: step {SECONDS * len(frames)}s infinite }}"
    still = (
        "@media (prefers-reduced-motion) { g { animation: none } g:last-of-type { opacity: 1 } }"
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img">',
        "<title>The watcher, from the first stub to the second exercise</title>",
        f"<style>{STYLE}\n{steps}\n{one}\n{still}</style>",
        f'<rect x=".5" y=".5" width="{width - 1:.0f}" height="{height - 1}" rx="8"/>',
    ]
    for number, frame in enumerate(frames):
        parts.append(f'<g style="animation-delay:{SECONDS * number}s">')
        for row, line in enumerate(_CONTROL.sub("", frame).replace("\r", "").split("\n")):
            if spans := "".join(coloured(line)):
                parts.append(f'<text x="12" y="{17 * row + 26}">{spans}</text>')
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def coloured(line: str) -> Iterator[str]:
    """Give the parts of a line, each in its colour."""
    style = "0"
    for part, code in re.findall(r"([^\x1b]*)(?:\x1b\[(\d+)m)?", line):
        text = html.escape(part, quote=False)
        if text:
            yield text if style == "0" else f'<tspan class="c{style}">{text}</tspan>'
        style = code or style


if __name__ == "__main__":
    OUT.write_text(picture(list(record())), encoding="utf-8", newline="\n")
