"""The laboratory as it is called: what it prints and writes, and what it says when it cannot."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tinytorch.lab import lab_command, style

ROOT = Path(__file__).resolve().parents[2]

PICTURES = {
    f"{name}{page}.png"
    for name in (
        "costs", "throughput", "initialisation", "dropout-mean", "dropout-masks", "dropout-passes",
        "digits", "digits-columns", "digits-dropout",
    )
    for page in ("", "-dark")
}  # fmt: skip


def run(folder: Path, *arguments: str) -> int:
    return lab_command.main(["--quick", "--out", str(folder), *arguments])


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the seconds that pictures take where a test does not look at them."""
    monkeypatch.setattr(lab_command, "_draw", lambda parts, folder: [])


def test_writes_a_page_with_pictures_and_prints_the_same_tables(
    solve, tmp_path, capsys, monkeypatch
):
    solve("Layer", "Linear", "Dropout", "Sequential")
    monkeypatch.setattr(style, "DPI", 40)

    assert run(tmp_path / "lab", "5", "4", "3", "--batch", "2") == 0

    page = (tmp_path / "lab" / "README.md").read_text(encoding="utf-8")
    printed = capsys.readouterr().out
    assert set(re.findall(r'(?:src|srcset)="(.+?\.png)"', page)) == PICTURES
    for name in PICTURES:
        assert (tmp_path / "lab" / name).read_bytes().startswith(b"\x89PNG")
    assert re.search(r"^\| Linear\(5, 4\) \| +24 \| +96 \| +96 \| +32 \|", page, re.M)
    assert re.search(r"^Linear\(5, 4\) +24 +96 +96 +32 ", printed, re.M)
    assert "Left out" not in printed
    assert max(map(len, printed.partition("FLOP")[0].splitlines())) <= 100


@pytest.mark.usefixtures("undrawn")
def test_the_first_table_fits_80_columns(solve, tmp_path, capsys):
    solve("Layer", "Linear")

    assert run(tmp_path / "lab") == 0

    table = capsys.readouterr().out.partition("\nlayer")[2].partition("\n\n")[0]
    assert "Linear(784, 256)" in table
    assert max(map(len, f"layer{table}".splitlines())) <= 80


@pytest.mark.usefixtures("undrawn")
def test_unsolved_and_broken_exercises_are_named_and_the_rest_is_measured(
    solve, checkout, tmp_path, capsys
):
    solve("Layer", "Linear")
    dropout = checkout / "exercises/03_dropout/dropout.py"
    dropout.write_text("class Dropout:\n    def __init__(self, p=0.5:\n", encoding="utf-8")

    assert run(tmp_path / "lab", "4", "3") == 0

    printed = " ".join(capsys.readouterr().out.split())
    assert (
        "Throughput and latency: not started: TODO 4.1: Sequential.__init__ in"
        " exercises/04_sequential/sequential.py" in printed
    )
    broken = "exercises/03_dropout/dropout.py, line 2: SyntaxError"
    assert f"Dropout, Reading digits: {broken}" in printed
    assert printed.count(broken) == 1
    assert "Linear(4, 3) does 100.0% of the arithmetic" in printed


@pytest.mark.usefixtures("undrawn")
def test_one_broken_file_is_told_in_one_sentence(checkout, tmp_path, capsys):
    (checkout / "exercises/01_layer/layer.py").write_text("class Layer\n", encoding="utf-8")

    assert run(tmp_path / "lab") == 0

    (told,) = capsys.readouterr().out.partition("Left out\n========\n")[2].split("\n\n")[0:1]
    assert " ".join(told.split()) == (
        "Parameters, memory and arithmetic, Throughput and latency, Initialisation, Dropout,"
        " Reading digits: exercises/01_layer/layer.py, line 1: SyntaxError: expected ':'"
    )


def test_pictures_of_last_time_that_are_not_drawn_anew_are_removed(
    solve, checkout, tmp_path, monkeypatch
):
    monkeypatch.setattr(style, "DPI", 20)
    solve("Layer", "Dropout")
    folder = tmp_path / "lab"
    assert run(folder) == 0
    (folder / "mine.png").write_bytes(b"mine")
    shutil.copy(ROOT / "exercises/03_dropout/dropout.py", checkout / "exercises/03_dropout")

    assert run(folder) == 0

    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "mine.png"]


def test_a_page_that_somebody_else_wrote_is_not_overwritten(tmp_path, capsys):
    (tmp_path / "README.md").write_text("# Mine\n", encoding="utf-8")

    assert run(tmp_path) == 2

    assert "is no page of the laboratory's: name another --out." in capsys.readouterr().err
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "# Mine\n"


def test_an_exception_of_a_layer_is_told_with_its_line(solve, tmp_path, capsys):
    solve("Layer")
    solve("Linear", change=("x.matmul(self.weight)", "x.matmul(self.weigth)"))

    assert run(tmp_path / "lab") == 0

    printed = " ".join(capsys.readouterr().out.split())
    assert "AttributeError: 'Linear' object has no attribute 'weigth'" in printed
    assert printed.count("exercises/02_linear/linear.py, line 5") == 1
    assert "Traceback" not in printed


@pytest.mark.usefixtures("undrawn")
def test_what_a_layer_prints_is_not_shown(solve, tmp_path, capsys):
    solve("Layer")
    solve("Linear", change=("y = x.matmul(self.weight)", "y = x @ self.weight; print('HERE')"))

    assert run(tmp_path / "lab", "4", "3") == 0

    captured = capsys.readouterr()
    assert "HERE" not in captured.out + captured.err
    assert "Linear(4, 3)" in captured.out


def test_the_source_says_whose_layers_are_measured(tmp_path, capsys):
    assert run(tmp_path / "lab", "4", "3", "--source", "solutions") == 0

    # The checkout of the test has no solutions, and each part says so.
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.startswith("Measured with the reference (`solutions/`)")
    assert "solutions/02_linear/linear.py: the file cannot be read" in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["784"], "A model needs two widths at least: those of its input and its output.\n"),
        (["9000", "9000"], "9000-9000 with 81,009,000 parameters, or its batch, is too large"),
    ],
)
def test_a_model_that_cannot_be_measured_is_refused_in_a_sentence(
    tmp_path, capsys, arguments, sentence
):
    assert run(tmp_path / "lab", *arguments) == 2

    assert capsys.readouterr().err.startswith(sentence)


def test_a_folder_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert run(tmp_path / "file" / "lab") == 2

    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("width", ["0", "-3", "2.5", "many"])
def test_a_width_is_a_positive_whole_number(tmp_path, capsys, width):
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path / "lab", width, "3")

    assert capsys.readouterr().err


def test_without_matplotlib_the_tables_remain_and_a_sentence_says_what_to_do(tmp_path):
    code = f"""
import sys
sys.modules["matplotlib"] = None
from tinytorch.lab.lab_command import main
sys.exit(main(["--quick", "--source", "solutions", "--out", {str(tmp_path)!r}, "4", "3"]))
"""

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    printed = " ".join(done.stdout.split())
    assert "Pictures: matplotlib is not installed; `python3 -m nox -s lab` brings it." in printed
    assert "Linear(4, 3)" in printed
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["README.md"]
