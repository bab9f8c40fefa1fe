"""The command line, with a run in place that is over at once."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tinytorch import __version__
from tinytorch.grading import grade_command, messages
from tinytorch.grading.given import catalogue, protected, secret
from tinytorch.grading.model import EXERCISES, Exercise, GradedTest, GradingError, OwnFault
from tinytorch.grading.run import isolated
from tinytorch.grading.run.output import RunOutput

TESTS = tuple(
    GradedTest(f"{each.path}::test_it", each.folder, f"{each.class_name} works.", 25)
    for each in EXERCISES
)


class Run:
    """Stands for the run of pytest: the tests of some exercises pass."""

    def __init__(self) -> None:
        self.passing = {each.folder for each in EXERCISES}
        self.error: BaseException | None = None
        self.keywords: dict[str, Any] = {}

    def __call__(self, submission: object, exercises: object, **keywords: Any) -> RunOutput:
        self.keywords = keywords
        if self.error is not None:
            raise self.error
        ended = {
            test.nodeid: "passed" if test.exercise in self.passing else "failed" for test in TESTS
        }
        tests = [
            {"nodeid": test, "outcome": how, "user_properties": [{"observed": {"outcome": how}}]}
            for test, how in ended.items()
        ]
        return RunOutput({"tests": tests}, "isolated", "confined by nothing")


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Put a run in place, and graded tests to go with it."""

    @contextmanager
    def prepared(sandbox: str) -> Iterator[str]:
        yield sandbox

    def read(root: Path, exercises: tuple[Exercise, ...]) -> tuple[GradedTest, ...]:
        folders = {each.folder for each in exercises}
        return tuple(test for test in TESTS if test.exercise in folders)

    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    fake = Run()
    monkeypatch.setattr(isolated, "run", fake)
    monkeypatch.setattr(isolated, "prepared", prepared)
    monkeypatch.setattr(catalogue, "read", read)
    return fake


@pytest.fixture
def upload(tmp_path: Path) -> str:
    """Give a folder with the four files."""
    for each in EXERCISES:
        (tmp_path / each.file).touch()
    return str(tmp_path)


def test_shows_the_terminal_report_by_default(
    capsys: pytest.CaptureFixture[str], upload: str
) -> None:
    assert grade_command.main(["--submission", upload]) == 0

    assert capsys.readouterr().out.splitlines()[-1].startswith("Next: nothing is left to do")


@pytest.mark.parametrize(
    "name", ["02", "2", "linear", "02_linear", "Linear", "exercises/02_linear/"]
)
def test_an_exercise_has_several_names(
    capsys: pytest.CaptureFixture[str], upload: str, name: str
) -> None:
    assert grade_command.main([name, "--submission", upload, "--report", "json"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in report["exercises"]] == ["02_linear"]
    assert (report["earned"], report["possible"]) == (25, 25)
    assert report["notes"][0].startswith("Graded by request: 02_linear alone")


def test_exercises_keep_their_order(capsys: pytest.CaptureFixture[str], upload: str) -> None:
    grade_command.main(["dropout", "01", "03", "--submission", upload, "--report", "json"])

    report = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in report["exercises"]] == ["01_layer", "03_dropout"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["05"], messages.unknown_exercise("05")),
        (["--report", "pdf"], "There is no report pdf; name one of screen, terminal, "),
        (["--submission", "nowhere"], "The submission nowhere cannot be read "),
    ],
)
def test_what_cannot_be_graded_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert grade_command.main(arguments) == 2

    captured = capsys.readouterr()
    assert captured.err.startswith(sentence)
    assert captured.err.count("\n") == 1
    assert captured.out == ""


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (GradingError("No worker.\nAt all."), 2, "No worker. At all.\n"),
        (KeyboardInterrupt(), 130, "Stopped; nothing was graded.\n"),
        (ZeroDivisionError("oh"), 2, "The grader failed, not your code (ZeroDivisionError: oh; "),
    ],
)
def test_a_run_that_fails_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
    fake: Run,
    upload: str,
    error: BaseException,
    code: int,
    sentence: str,
) -> None:
    fake.error = error

    assert grade_command.main(["--submission", upload]) == code

    captured = capsys.readouterr()
    assert captured.err.startswith(sentence)
    assert (captured.err.count("\n"), captured.out) == (1, "")


@pytest.mark.parametrize(
    ("changed", "way_back"),
    [
        (["tinytorch/core/tensor.py"], "tinytorch/core/tensor.py. "),
        (["a.py", "b.py", "c.py", "d.py"], 'tinytorch "exercises/*/test_*.py". '),
    ],
)
@pytest.mark.parametrize("error", [OwnFault("It stopped."), SyntaxError("It stopped.")])
def test_a_fault_of_a_file_that_was_changed_says_how_to_undo_that(
    capsys: pytest.CaptureFixture[str],
    fake: Run,
    upload: str,
    monkeypatch: pytest.MonkeyPatch,
    changed: list[str],
    way_back: str,
    error: Exception,
) -> None:
    monkeypatch.setattr(protected, "changed_since_release", lambda root: tuple(changed))
    fake.error = error

    assert grade_command.main(["--submission", upload]) == 2

    said = capsys.readouterr().err
    assert f" changed; put back what was there with: git checkout -- {way_back}" in said
    assert "It stopped." in said


def test_full_marks_are_required_on_request(fake: Run, upload: str) -> None:
    assert grade_command.main(["--submission", upload, "--require-full"]) == 0

    fake.passing = {"01_layer"}
    assert grade_command.main(["--submission", upload]) == 0
    assert grade_command.main(["--submission", upload, "--require-full"]) == 1
    assert grade_command.main(["01", "--submission", upload, "--require-full"]) == 0


def test_hands_seed_and_sandbox_to_the_run(fake: Run, upload: str) -> None:
    grade_command.main(["01", "02", "--submission", upload, "--seed", "42", "--sandbox=required"])

    assert fake.keywords["seed"] == secret.mixed(42, secret.of(grade_command.ROOT))
    assert fake.keywords["sandbox"] == "required"
    assert fake.keywords["launcher"] == "required"


def test_draws_a_seed_and_reports_it(
    capsys: pytest.CaptureFixture[str], fake: Run, upload: str
) -> None:
    seeds = set()
    for _ in range(3):
        grade_command.main(["--submission", upload, "--report", "json"])
        seeds.add(json.loads(capsys.readouterr().out)["seed"])
        assert fake.keywords["seed"] in {
            secret.mixed(seed, secret.of(grade_command.ROOT)) for seed in seeds
        }

    # Three draws of 32 bits are alike once in 2 ** 64 runs.
    assert len(seeds) > 1


def test_every_report_goes_to_its_place(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    upload: str,
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    (tmp_path / "output").write_text("a=1")
    reports = ["terminal", "annotations", f"classroom={tmp_path}/output", f"json={tmp_path}/r.json"]

    grade_command.main(["--submission", upload, *(f"--report={report}" for report in reports)])

    out = capsys.readouterr().out
    begins = r"::stop-commands::(\w{32})\nlayer.py [^$]*?\n::\1::\n::notice title=Auto"
    assert re.match(begins, out)
    assert (tmp_path / "output").read_text().startswith("a=1\nresult=")
    assert json.loads((tmp_path / "r.json").read_text())["earned"] == 100


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        grade_command.main(["--help"])

    assert stop.value.code == 0
    assert "nox -s grade -- 02" in capsys.readouterr().out


def test_the_version_is_that_of_the_project() -> None:
    pyproject = (grade_command.ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert f'\nversion = "{__version__}"\n' in pyproject


def test_help_loads_neither_numpy_nor_pytest() -> None:
    script = "import sys; from tinytorch.grading import grade_command; print(sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=grade_command.ROOT, capture_output=True, check=True
    ).stdout.decode()

    assert "'numpy'" not in loaded
    assert "'pytest'" not in loaded


def test_nothing_is_imported_from_the_working_folder(tmp_path: Path) -> None:
    for name in ("argparse", "json", "pathlib", "dataclasses", "tempfile"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the submission')")
    script = (
        "import sys\n"
        f"sys.path[:0] = ['', {str(tmp_path)!r}]\n"
        f"sys.path.append({str(grade_command.ROOT)!r})\n"
        "import runpy\n"
        "sys.argv = ['grade', '--help']\n"
        "runpy.run_module('tinytorch.grading', run_name='__main__', alter_sys=True)\n"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr.decode()
    assert b"examples:" in done.stdout
