"""A whole class run, from the command line to the tables."""

import contextlib
import csv
import html
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.classroom.places import REFERENCE, folder
from tests.classroom.references import ROOT
from tests.classroom.test_forms import commit
from tinytorch.course.classroom import class_command
from tinytorch.course.classroom.graded import run_state
from tinytorch.course.classroom.graded.cache import Cache
from tinytorch.grading.given import catalogue

TESTS = catalogue.read(ROOT)
LINEAR, LAYER = "exercises/02_linear/linear.py", "exercises/01_layer/layer.py"

STUBS = {path: (ROOT / path).read_bytes() for path in REFERENCE}

#: What Sequential earns beside a Linear that cannot be used: one of its tests builds a network.
WITHOUT_LINEAR = 25 - sum(
    test.points for test in TESTS if test.nodeid.endswith("_changes_the_network")
)

#: Submissions with the points that they must get, in each exercise.
CLASS = {
    "full": (REFERENCE, [10, 35, 30, 25]),
    "stubs": (STUBS, [0, 0, 0, 0]),
    "half": (STUBS | {LAYER: REFERENCE[LAYER]}, [10, 0, 0, 0]),
    "syntax": (REFERENCE | {LINEAR: b"def (\n"}, [10, 0, 30, WITHOUT_LINEAR]),
    "exits": (REFERENCE | {LINEAR: b"import os\nos._exit(0)\n"}, [10, 0, 30, WITHOUT_LINEAR]),
    "huge": (REFERENCE | {LINEAR: REFERENCE[LINEAR] + b"#" * 300_000}, [10, 0, 30, WITHOUT_LINEAR]),
    "empty": ({}, [0, 0, 0, 0]),
    "tampered": (REFERENCE | {"noxfile.py": b"cheat()\n"}, [10, 35, 30, 25]),
}


def command(*arguments):
    return [sys.executable, "-P", "-m", "tinytorch.course.classroom", *map(str, arguments)]


def run(*arguments, expect=0):
    """Run the command, and return what it wrote on the two streams.

    One process grades, unless it is told otherwise: to start another takes longer.
    """
    jobs = () if "--jobs" in arguments else ("--jobs", 1)
    with (
        contextlib.redirect_stdout(io.StringIO()) as printed,
        contextlib.redirect_stderr(io.StringIO()) as told,
    ):
        code = class_command.main([*map(str, (*arguments, *jobs))])
    assert code == expect, told.getvalue()
    return printed.getvalue(), told.getvalue()


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Give a graded class: the submissions, and what came out."""
    root = tmp_path_factory.mktemp("class")
    for name, (files, _) in CLASS.items():
        folder(root / "submissions" / f"layers-{name}", files)
    # Whoever hands in what another one did is not graded a second time.
    shutil.copytree(root / "submissions/layers-full", root / "submissions/layers-twin")
    listed = [*CLASS, "twin", "gone"]
    (root / "roster.csv").write_text("identifier\n" + "\n".join(reversed(listed)) + "\n")
    printed = run(
        root / "submissions", "--roster", root / "roster.csv", "--out", root / "out", "--seed", 5,
        "--lms", "canvas", "--assignment", "Layers (901)", "--jobs", 1,
    )  # fmt: skip
    return root, printed


@pytest.fixture
def few(tmp_path):
    """Give a folder of three submissions."""
    for name in ("half", "stubs", "syntax"):
        folder(tmp_path / "few" / name, CLASS[name][0])
    return tmp_path / "few"


def points(line):
    return [int(line[name]) for name in line if name[:2] in ("01", "02", "03", "04")]


def test_everybody_gets_what_they_deserve_in_the_order_of_the_roster(graded):
    root, (printed, _) = graded
    lines = table(root / "out/grades.csv")

    assert [line["identifier"] for line in lines] == ["gone", "twin", *reversed(CLASS)]
    for line in lines[2:]:
        expected = CLASS[line["identifier"]][1]
        assert (points(line), int(line["total"])) == (expected, sum(expected))
    assert printed.startswith("8 of 10 graded (1 kept from before), ")


def test_flags_and_reasons_tell_where_to_look(graded):
    root, _ = graded
    lines = {line["identifier"]: line for line in table(root / "out/grades.csv")}

    assert {name: line["flags"] for name, line in lines.items() if line["flags"]} == {
        "gone": "missing",
        "stubs": "not started",
        "syntax": "broken file",
        "exits": "crashed",
        "huge": "broken file",
        "empty": "missing",
        "tampered": "changed protected files",
    }
    assert lines["gone"]["problem"] == 'nothing was found that is named "gone"'
    assert lines["empty"]["problem"].startswith("none of layer.py, linear.py, dropout.py, seq")
    assert lines["empty"]["problem"].endswith("was found; it is empty")


def test_everything_is_written_and_agrees(graded):
    root, _ = graded
    out = root / "out"

    document = json.loads((out / "scores.json").read_text(encoding="utf-8"))
    totals = {each["identifier"]: each["earned"] for each in document["students"]}
    lines = table(out / "grades.csv")
    assert totals == {line["identifier"]: int(line["total"]) for line in lines}
    matrix = {line["identifier"]: line for line in table(out / "matrix.csv")}
    assert list(matrix["full"].values()).count("passed") == len(TESTS) == len(matrix["full"]) - 1
    for line in lines:
        text = (out / line["feedback"]).read_text(encoding="utf-8")
        assert f"{line['total']} / 100 points" in text or "0 points: no" in text
    canvas = {line["Student"]: line["Layers (901)"] for line in table(out / "canvas.csv")}
    assert canvas.pop("Points Possible") == "100"
    missing = {"gone": "", "empty": ""}
    assert canvas == {name: str(total) for name, total in totals.items()} | missing
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "8</b> submissions graded" in page
    assert "2</b> missing" in page
    assert not [line["identifier"] for line in lines if f">{line['identifier']}<" in page]


def test_a_second_run_costs_nothing_and_says_the_same(graded, tmp_path):
    root, (before, _) = graded
    names = ("grades.csv", "matrix.csv", "report.html", "similarity.html", "canvas.csv")
    first = {name: (root / "out" / name).read_bytes() for name in names}

    told, _ = run(
        root / "submissions", "--roster", root / "roster.csv", "--out", root / "out",
        "--lms", "canvas", "--assignment", "Layers (901)",
    )  # fmt: skip

    assert "8 of 10 graded (8 kept from before)" in told
    assert "8 of 10 graded (1 kept" in before  # the twin
    assert {name: (root / "out" / name).read_bytes() for name in names} == first


def test_of_several_submissions_of_one_student_one_is_counted(tmp_path):
    (tmp_path / "term.toml").write_text('counts = "best"\n')
    for name in ("first-ada", "second-ada"):  # too large to be read, so that nothing runs
        folder(tmp_path / "in" / name, {LAYER: b"#" * 300_000 + name.encode()})
    (tmp_path / "roster.csv").write_text("identifier\nada\n")
    arguments = (
        tmp_path / "in", "--roster", tmp_path / "roster.csv", "--rules", tmp_path / "term.toml",
        "--out", tmp_path / "out",
    )  # fmt: skip

    assert run(*arguments)[0].startswith("1 of 1 graded.")
    assert run(*arguments)[0].startswith("1 of 1 graded (1 kept from before).")


def test_submissions_of_which_none_can_be_chosen_get_no_marks(tmp_path):
    for name in ("first-ada", "second-ada"):
        folder(tmp_path / "in" / name, {LAYER: b"#" * 300_000})
    (tmp_path / "roster.csv").write_text("identifier\nada\n")

    _, told = run(
        tmp_path / "in", "--roster", tmp_path / "roster.csv", "--out", tmp_path / "out", expect=2
    )

    assert "None of 1 could be graded, so no marks were written: 2 submissions fit" in told


def test_what_has_changed_is_graded_anew(graded, tmp_path):
    root, _ = graded
    shutil.copytree(root / "out/cache", tmp_path / "out/cache")
    shutil.copytree(root / "submissions", tmp_path / "submissions")
    (tmp_path / "submissions/layers-stubs" / LAYER).write_bytes(REFERENCE[LAYER] + b"\n")

    told, _ = run(tmp_path / "submissions", "--out", tmp_path / "out", "--seed", 5)

    assert "8 of 9 graded (7 kept" in told
    lines = {line["identifier"]: line for line in table(tmp_path / "out/grades.csv")}
    assert lines["layers-stubs"]["total"] == "10"


def test_parts_are_joined_without_grading_again(few, tmp_path):
    for part, count in (("1/2", 2), ("2/2", 1)):
        out = tmp_path / part[0]
        _, told = run(few, "--out", out, "--part", part, "--seed", 5, "--jobs", 2)
        assert f"{count}/{count} " in told
        assert not (out / "grades.csv").exists()

    out = tmp_path / "all"
    told, _ = run(few, "--out", out, "--join", tmp_path / "1", tmp_path / "2")

    assert "3 of 3 graded (3 kept from before)" in told
    lines = table(out / "grades.csv")
    assert [points(line) for line in lines] == [
        CLASS[name][1] for name in ("half", "stubs", "syntax")
    ]
    assert json.loads((out / "run.json").read_text())["seed"] == 5


def test_parts_of_different_seeds_are_not_joined(graded, tmp_path):
    root, _ = graded
    for seed in (5, 6):
        told = json.dumps({"seed": seed, "inputs": run_state._inputs(seed)})
        folder(tmp_path / str(seed), {"run.json": told.encode()})

    _, told = run(
        root / "submissions", "--out", tmp_path / "all", "--join", tmp_path / "5", tmp_path / "6",
        expect=2,
    )  # fmt: skip
    assert told == "The parts were graded with different seeds: give each the same --seed.\n"


def test_a_part_of_another_secret_is_told_and_not_graded_again(graded, tmp_path):
    root, _ = graded
    folder(tmp_path / "part", {"run.json": b'{"seed": 5, "inputs": "others"}'})

    _, told = run(
        root / "submissions", "--out", tmp_path / "all", "--join", tmp_path / "part", expect=2
    )
    assert "give TINYTORCH_SECRET the same value on every machine" in told


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGINT, getattr(signal, "SIGKILL", None)])
def test_a_run_that_is_stopped_goes_on_where_it_was(few, tmp_path, how):
    arguments = (few, "--out", tmp_path / "out", "--jobs", 1)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    begun = subprocess.Popen(
        command(*arguments), env=environment, stderr=subprocess.PIPE, text=True
    )
    while begun.poll() is None and not list((tmp_path / "out").glob("cache/*/*.json")):
        time.sleep(0.02)
    begun.send_signal(how)
    told = begun.communicate()[1]

    assert begun.returncode == (130 if how is signal.SIGINT else -signal.SIGKILL)
    assert ("the same command goes on" in told) == (how is signal.SIGINT)
    assert "Traceback" not in told
    assert not (tmp_path / "out/grades.csv").exists()
    finished = [path.stem for path in (tmp_path / "out/cache").glob("*/*.json")]
    assert finished
    assert all(Cache(tmp_path / "out/cache").get(key) for key in finished)
    told, _ = run(*arguments)
    assert "3 of 3 graded" in told
    assert " kept from before" in told
    assert len(table(tmp_path / "out/grades.csv")) == 3


def test_a_torn_grade_is_made_again(graded, tmp_path):
    root, _ = graded
    shutil.copytree(root / "out/cache", tmp_path / "cache")
    torn = sorted((tmp_path / "cache").glob("*/*.json"))[0]
    torn.write_text(torn.read_text(encoding="utf-8")[:1000], encoding="utf-8")

    # One at a time: two at once would both grade what they share, were its grade the torn one.
    told, _ = run(root / "submissions", "--out", tmp_path, "--seed", 5, "--jobs", 1)

    assert "8 of 9 graded (7 kept" in told


def test_a_deadline_is_kept_and_its_limits_are_told(tmp_path):
    clone = folder(tmp_path / "in/ada", STUBS)
    for day, files in (("01", STUBS), ("03", REFERENCE)):
        folder(clone, files)
        date = f"2026-11-{day}T12:00:00+00:00"
        environment = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        for step in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", day]):
            git = ["git", "-C", str(clone), "-c", "user.name=a", "-c", "user.email=a@b", *step]
            subprocess.run(git, env=environment, check=True)
    folder(tmp_path / "in/eve", REFERENCE)

    run(tmp_path / "in", "--out", tmp_path / "out", "--at", "2026-11-02")
    ada, eve = table(tmp_path / "out/grades.csv")

    assert (ada["total"], ada["flags"]) == ("0", "not started")
    assert ada["time"] == "2026-11-01T12:00:00+00:00"
    assert (eve["total"], eve["flags"]) == ("", "not graded")
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "which are the student&#39;s word" in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], 'nowhere" cannot be read'),
        ([".", "--part", "3/2"], '"3/2" is no part'),
        ([".", "--at", "2026-02-30"], "neither the name of a tag nor a date"),
        ([".", "--join", "."], "is no result of a class run"),
        ([".", "--roster", "none.csv"], 'none.csv" cannot be read'),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path, monkeypatch, arguments, sentence):
    folder(tmp_path / "ada", {"linear.py": b""})
    monkeypatch.chdir(tmp_path)

    _, told = run(*arguments, "--out", tmp_path / "out", expect=2)

    assert told.count("\n") == 1
    assert sentence in told


@pytest.mark.parametrize("at", ["v9", "main", "2020-01-01"])
def test_a_moment_that_is_nowhere_is_said_and_no_marks_are_written(tmp_path, at):
    commit(folder(tmp_path / "in/ada", REFERENCE))
    commit(folder(tmp_path / "in/eve", STUBS))

    printed, told = run(tmp_path / "in", "--out", tmp_path / "out", "--at", at, expect=2)

    assert "None of 2 could be graded, so no marks were written: there is no" in told
    assert printed == ""
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "No marks were written" in page
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "run.json"]


def test_a_term_with_late_days_a_team_overrides_and_a_second_look(graded, tmp_path):
    for who, files in (("ada", REFERENCE), ("bob", STUBS | {LAYER: REFERENCE[LAYER]})):
        commit(folder(tmp_path / f"in/layers-{who}", files), "2026-11-02T10:00:00+00:00")
    (tmp_path / "roster.csv").write_text(
        "identifier,name,team,section\nada,Ada,red,A\neve,Eve,red,B\nbob,Bob,,B\n"
    )
    rules = tmp_path / "term.toml"
    rules.write_text("deadline = 2026-11-03\n")
    arguments = (
        tmp_path / "in",
        "--roster",
        tmp_path / "roster.csv",
        "--seed",
        5,
        "--rules",
        rules,
    )
    for out in ("old", "new"):  # the reference and the half of it have been graded before
        shutil.copytree(graded[0] / "out/cache", tmp_path / out / "cache")
    run(*arguments, "--out", tmp_path / "old")

    most = max(TESTS, key=lambda test: test.points)
    rules.write_text(
        "deadline = 2026-11-01T00:00:00Z\n[late]\npoints_per_day = 5\nmost_days = 3\n"
        f'[[override]]\nstudent = "bob"\ntest = "{most.nodeid}"\npoints = 3\n'
        'why = "shown at the desk"\nwho = "M. T."\n'
    )
    run(
        *arguments,
        "--out",
        tmp_path / "new",
        "--compare",
        tmp_path / "old",
        "--export",
        tmp_path / "x",
    )

    ada, eve, bob = table(tmp_path / "new/grades.csv")
    assert [ada[name] for name in ("hours late", "raw", "late deduction", "total")] == [
        "34.0", "100", "10", "90",
    ]  # fmt: skip
    assert (eve["total"], eve["commit"]) == ("90", ada["commit"])
    assert (bob["raw"], bob["total"]) == ("10", "3")
    assert "shown at the desk (M. T.)" in bob["by hand"]
    assert "late; changed by hand" in bob["flags"]
    assert bob["rules"].startswith("term.toml ")
    told = (tmp_path / "new" / bob["feedback"]).read_text(encoding="utf-8")
    assert "**3 points count.**" in told
    assert "shown at the desk" in told
    changes = {
        (line["identifier"], line["points gained"]) for line in table(tmp_path / "new/compare.csv")
    }
    assert changes == {("ada", "-10"), ("eve", "-10"), ("bob", "-7")}
    assert "Decided by hand" in (tmp_path / "new/private.html").read_text(encoding="utf-8")
    assert len(table(tmp_path / "new/sections/B/grades.csv")) == 2
    assert (tmp_path / "x/02_linear/ada/linear.py").read_bytes() == REFERENCE[LINEAR]


@pytest.mark.parametrize("told", ["roster", "rules", "at"])
def test_a_class_that_is_not_understood_gets_a_page_and_no_marks(tmp_path, told):
    folder(tmp_path / "in/layers-ada", STUBS)
    (tmp_path / "roster.csv").write_text("identifier\nbob\n")
    (tmp_path / "term.toml").write_text(
        '[[note]]\nstudent = "layers-adda"\ntext = "asked"\nwho = "M"\n'
    )
    given = {
        "roster": tmp_path / "roster.csv",
        "rules": tmp_path / "term.toml",
        "at": "20.11.2026",
    }[told]

    _, stderr = run(tmp_path / "in", f"--{told}", given, "--out", tmp_path / "out", expect=2)

    sentence = {
        "roster": "None of the 1 submissions",
        "rules": 'The rules name "layers-adda", whom this class does not have; did you mean "l',
        "at": '"20.11.2026" is neither the name of a tag nor a date',
    }[told]
    assert stderr.startswith(sentence)
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert sentence in html.unescape(page)
    assert "No marks were written" in page
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.html"]


def test_the_reports_that_are_kept_are_whole(graded):
    root, _ = graded
    kept = [path.stem for path in (root / "out/cache").glob("*/*.json")]

    # Neither the twin nor the empty one has one; who changed a protected file has, for the note.
    assert len(kept) == len(CLASS) - 1
    assert {Cache(root / "out/cache").get(key).possible for key in kept} == {100}
    assert json.loads((root / "out/run.json").read_text())["seed"] == 5
