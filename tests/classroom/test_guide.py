"""What the instructor's guide promises: its commands, its rules, its files."""

import csv
import re
import shlex
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.classroom.places import REFERENCE, folder
from tests.classroom.references import ROOT
from tinytorch.course.classroom import class_command
from tinytorch.course.classroom.counted import rules_file
from tinytorch.course.release import release_command
from tinytorch.grading.given import catalogue

GUIDE = (ROOT / "solutions/README.md").read_text(encoding="utf-8")
WEEK = GUIDE[GUIDE.index("## Each week") : GUIDE.index("## After")]
AFTER = GUIDE[GUIDE.index("## After") :]
COMMAND = "python3 -m nox -s classroom -- "


def commands(text):
    return [line[len(COMMAND) :] for line in text.splitlines() if line.startswith(COMMAND)]


def table(text):
    """Return the files in the first column of tables."""
    return re.findall(r"^\| `([\w./-]+)`", text, re.MULTILINE)


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """Give the folder in which somebody has followed the guide to the letter."""
    root = tmp_path_factory.mktemp("term")
    for who in ("ada", "bob"):
        name = f"{who.title()} Lovelace_4711_assignsubmission_file" if who == "ada" else who
        folder(root / "submissions" / name, REFERENCE)
        folder(root.parent / "2025/submissions" / who, REFERENCE)
    (root / "roster.csv").write_text(
        "identifier,name,team,section,email\nada,Ada Lovelace,Team Red,A,ada@b\nbob,Bob,,B,bob@b\n"
        "eve,Eve,Team Red,A,eve@b\n"
    )
    (toml,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    (root / "term.toml").write_text(toml, encoding="utf-8")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.chdir(root)
    for command in commands(WEEK) + commands(AFTER):
        given = shlex.split(command)
        out = Path(given[given.index("--out") + 1] if "--out" in given else "build/classroom")
        if (root / "build/week3").exists():  # the same files, which have been graded there
            shutil.copytree("build/week3/cache", out / "cache", dirs_exist_ok=True)
        assert class_command.main([*given, "--seed", "1", "--jobs", "1"]) == 0, command
    monkeypatch.undo()
    return root


def test_the_guide_has_a_command_for_each_step():
    assert len(commands(WEEK)) == 2
    assert len(commands(AFTER)) == 2


def test_every_file_of_the_tables_is_there(term):
    week, final = term / "build/week3", term / "build/final"
    start = WEEK.index("| `report.html`")

    named = table(WEEK[start : WEEK.index("\n\n", start)])
    assert len(named) == 9
    assert [name for name in named if not (week / name).exists()] == []
    for name in ("compare.html", "compare.csv", "moodle.csv", "feedback-moodle.zip", "mail.csv"):
        assert name in AFTER
        assert (final / name).exists(), name
    with zipfile.ZipFile(final / "feedback-moodle.zip") as file:
        assert file.namelist() == ["Ada Lovelace_4711_assignsubmission_file/feedback.md"]
    assert (term / "build/alike/02_linear/bob/linear.py").exists()


def test_the_rules_of_the_guide_are_rules(term):
    told = rules_file.read(
        term / "term.toml", {test.nodeid: test.points for test in catalogue.read(ROOT)}
    )
    named = set(re.findall(r"^\| `(\w+)` \|", GUIDE[GUIDE.index("| Rule |") :], re.MULTILINE))

    document = tomllib.loads((term / "term.toml").read_text(encoding="utf-8"))
    assert document.keys() <= named
    assert named - document.keys() == {"team_file"}
    assert told.days_used == {"ada": 1}
    assert set(told.teams) == {"ada", "eve"}


def test_overrides_and_notes_arrive(term):
    with (term / "build/final/grades.csv").open(encoding="utf-8-sig", newline="") as file:
        ada, bob, eve = csv.DictReader(file)

    assert "showed it at the desk (M. Tutor)" in bob["by hand"]
    assert "was ill in week 3 (M. Tutor)" in eve["by hand"]
    assert ada["total"] == eve["total"] == "100"
    assert "time unknown" in ada["flags"]


@pytest.mark.parametrize("module", [class_command, release_command])
def test_every_option_that_the_guide_names_is_one(module):
    known = set(re.findall(r"--[a-z-]+", module._parser().format_help()))
    session = {class_command: "classroom", release_command: "release"}[module]

    named = set()
    for line in GUIDE.splitlines():
        for told in re.findall(rf"nox -s {session} -- ([^`]*)", line):
            named |= set(re.findall(r"--[a-z-]+", told))
    assert named
    assert named <= known


def test_every_option_of_a_class_run_is_in_the_guide():
    known = set(re.findall(r"--[a-z-]+", class_command._parser().format_help()))

    assert known - set(re.findall(r"--[a-z-]+", GUIDE)) <= {"--help", "--jobs", "--sandbox"}
