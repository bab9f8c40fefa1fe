"""Reports arrive whole: in streams of any encoding, in files, and in files of the workflow's."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tinytorch.grading import delivery
from tinytorch.grading.model import GradingError


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "128 ≠ 256 … 语"),
        ("cp1252", "128 != 256 … \\u8bed"),
        ("ascii", "128 != 256 ... \\u8bed"),
    ],
)
def test_a_console_shows_what_it_can(
    monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))

    delivery.prepare_streams()
    print("128 ≠ 256 … 语", end="", flush=True)

    assert raw.getvalue().decode(encoding) == shown


def test_where_there_is_no_console_nobody_reads_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    delivery.prepare_streams()

    with sys.stdout as nowhere:
        assert not delivery.coloured(nowhere, {})
        print("all is well", file=nowhere)


def test_a_lone_surrogate_is_shown_as_its_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="utf-8"))

    delivery.prepare_streams()
    print("\ud800", end="", flush=True)

    assert raw.getvalue() == b"\\ud800"


@pytest.mark.parametrize(
    ("environment", "terminal", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colour(environment: dict[str, str], terminal: bool, expected: bool) -> None:
    stream = Terminal() if terminal else io.StringIO()

    assert delivery.coloured(stream, environment) is expected


def test_outside_of_github_a_stream_gets_the_text_alone() -> None:
    stream = io.StringIO()

    delivery.write_stream("::error::x\n", stream, commands=False)

    assert stream.getvalue() == "::error::x\n"


def test_on_github_commands_are_stopped_around_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    stream = io.StringIO()

    delivery.write_stream("one\n", stream, commands=False)
    delivery.write_stream("::notice::two\n", stream, commands=True)
    delivery.write_stream("three\n", stream, commands=False)

    block = r"::stop-commands::([0-9a-f]{32})\n%s\n\n::\%d::\n"
    found = re.fullmatch(
        block % ("one", 1) + "::notice::two\n" + block % ("three", 2), stream.getvalue()
    )
    assert found
    assert found[1] != found[2]


def test_a_reader_may_leave_early() -> None:
    script = (
        "import sys\n"
        "from tinytorch.grading.delivery import write_stream\n"
        "sys.stdin.read()\n"
        "write_stream('x' * 1_000_000, sys.stdout, commands=False)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    with process:
        process.stdout.close()
        process.stdin.close()
        complaint = process.stderr.read()

    assert (complaint, process.returncode) == (b"", 0)


def test_a_file_is_replaced_and_its_folder_made(tmp_path: Path) -> None:
    path = tmp_path / "build" / "report.txt"

    delivery.write_file("one ≠\n", path)
    delivery.write_file("two ≠\n", path)

    assert path.read_bytes() == "two ≠\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    delivery.replace("old", path)

    with pytest.raises(RuntimeError), delivery.replacing(path) as file:  # noqa: PT012 - the point
        file.write("new")
        raise RuntimeError

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"])
def test_a_file_of_the_workflow_is_added_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / "shared"
    monkeypatch.setenv(name, str(path))
    for before in (None, b"", b"a=1\n", b"a=1"):
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)

        delivery.write_file("result=x\n", tmp_path / "." / "shared")

        assert path.read_bytes() == ((before or b"").strip() + b"\nresult=x\n").lstrip()


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(GradingError, match=r"^The report .* cannot be written \(.*; name another"):
        delivery.write_file("x", tmp_path / "file" / "report.txt")
    with pytest.raises(GradingError, match="cannot be written"):
        delivery.write_file("x", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no device files")
def test_a_device_stays_a_device() -> None:
    delivery.write_file("x", Path("/dev/null"))

    assert Path("/dev/null").is_char_device()
