"""What is written from results, however hostile their texts are."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tinytorch.course.classroom.causes import Cause, causes
from tinytorch.course.classroom.class_data import (
    Change,
    Commit,
    Marks,
    Outturn,
    Result,
    Status,
    Student,
    row,
)
from tinytorch.course.classroom.counted import choosing
from tinytorch.course.classroom.graded.submission_grader import ROOT
from tinytorch.course.classroom.handed_in import bounded_git, clones
from tinytorch.course.classroom.written import class_page, comparing, grade_tables, private
from tinytorch.course.classroom.written.examples import Example
from tinytorch.course.classroom.written.feedback import feedback, letter, write_scores
from tinytorch.grading.given import catalogue
from tinytorch.grading.model import (
    EXERCISES,
    ExerciseReport,
    Graded,
    Observed,
    Outcome,
    Report,
)
from tinytorch.grading.reports.json import parse

ORIGIN = grade_tables.Origin("1.0", 7, "term.toml")
WANTED = grade_tables.Import("=x", 100, 0)
EVIL = '=cmd|x </pre><script>alert("1")</script> | `a` $x$ ::error::b\u202e @ada <!-- &amp; '
TESTS = catalogue.read(ROOT)
NAMES = [exercise.class_name.casefold() for exercise in EXERCISES]


def result(identifier, outcome=Outcome.PASSED, text="", status=Status.GRADED, columns=None):
    """Return a result whose tests all ended alike, and in which every text is `text`."""

    def graded(test):
        texts = {"hint": text, "mistake": "the-mistake", "output": text}
        observed = Observed(test.nodeid, outcome, text, test.nodeid, 1, **texts)
        return Graded(test, observed)

    exercises = tuple(
        ExerciseReport(each, tuple(graded(t) for t in TESTS if t.exercise == each.folder))
        for each in EXERCISES
    )
    report = Report(exercises, 7, "isolated", text or "Landlock", "1.0", (text,) if text else ())
    outturn = Outturn(status, "k", Commit("c0ffee", "2026-11-30T12:00:00+01:00"), text or None)
    student = Student(identifier, text or identifier, "A", columns=columns or {})
    return Result(student, outturn, report if status is Status.GRADED else None)


CLASS = [
    result("ada"),
    result("=evil", Outcome.FAILED, EVIL),
    result("eve", Outcome.TIMED_OUT),
    result("bob", status=Status.MISSING),
    result("kim", status=Status.NOT_GRADED, text="its disk is full"),
]
ROWS = [row(each, f"{n}.md") for n, each in enumerate(CLASS)]


def lines(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_grades_are_in_order_with_points_flags_and_reasons(tmp_path):
    grade_tables.write_grades(tmp_path / "grades.csv", ROWS, ORIGIN)

    ada, evil, eve, bob, kim = csv.DictReader(
        io.StringIO((tmp_path / "grades.csv").read_text(encoding="utf-8-sig"), newline="")
    )
    assert [ada[name] for name in ("commit", "raw", "total", "flags", "problem", "feedback")] == [
        "c0ffee", "100", "100", "", "", "feedback/0.md",
    ]  # fmt: skip
    assert [ada[name] for name in ("release", "seed", "rules")] == ["1.0", "7", "term.toml"]
    assert evil["total"] == "0"
    assert eve["flags"] == "timed out"
    assert [bob[name] for name in ("02_linear", "total", "flags")] == ["0", "0", "missing"]
    assert [kim[name] for name in ("02_linear", "total", "flags")] == ["", "", "not graded"]
    assert kim["problem"] == "its disk is full"


@pytest.mark.parametrize("layout", list(grade_tables.LAYOUTS))
def test_no_table_holds_a_formula_or_a_broken_line(tmp_path, layout):
    grade_tables.write_grades(tmp_path / "grades.csv", ROWS, ORIGIN)
    grade_tables.write_matrix(tmp_path / "matrix.csv", ROWS, TESTS)
    grade_tables.write_lms(tmp_path / "lms.csv", ROWS, layout, WANTED)

    for path in tmp_path.glob("*.csv"):
        rows = lines(path)
        assert len({len(cells) for cells in rows}) == 1
        assert not [cell for cells in rows for cell in cells if re.match(r"\s*[=+@-]", cell)]


def test_the_matrix_says_how_each_test_ended(tmp_path):
    grade_tables.write_matrix(tmp_path / "matrix.csv", ROWS, TESTS)

    head, *rows = lines(tmp_path / "matrix.csv")
    assert head[1] == TESTS[0].nodeid.removeprefix("exercises/")
    assert [(cells[0], set(cells[1:])) for cells in rows] == [
        ("ada", {"passed"}),
        ("'=evil", {"failed"}),
        ("eve", {"timed_out"}),
    ]


@pytest.mark.parametrize(("missing", "shown"), [(0, "0"), (None, "")])
def test_canvas_finds_its_own_columns_and_everybody(tmp_path, missing, shown):
    canvas = {
        "Student": "Byron, Ada",
        "ID": "41",
        "SIS User ID": "s1",
        "SIS Login ID": "ada",
        "Section": "A",
    }
    rows = [row(result("s1", columns=canvas), ""), *ROWS[2:]]
    wanted = grade_tables.Import("Layers (901)", 100, missing)

    grade_tables.write_lms(tmp_path / "canvas.csv", rows, "canvas", wanted)

    assert lines(tmp_path / "canvas.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Layers (901)"],
        ["Points Possible", "", "", "", "", "100"],
        ["s1", "41", "s1", "ada", "A", "100"],
        ["eve", "", "", "eve", "A", "0"],
        ["bob", "", "", "bob", "A", shown],
        ["its disk is full", "", "", "kim", "A", ""],
    ]


def test_moodle_finds_a_column_to_map_by_and_feedback(tmp_path):
    columns = {"Email address": "ada@uni.example", "ID number": "-s1"}

    grade_tables.write_lms(
        tmp_path / "m.csv", [row(result("s1", columns=columns), "", "All good.")], "moodle", WANTED
    )

    assert lines(tmp_path / "m.csv")[1] == ["s1", "-s1", "ada@uni.example", "100", "All good."]


def test_moodles_own_worksheet_comes_back_filled_in(tmp_path):
    columns = {"Identifier": "Participant 4711", "Full name": "Ada", "Grade": "", "Status": "x"}

    grade_tables.write_lms(
        tmp_path / "m.csv", [row(result("s1", columns=columns), "")], "moodle", WANTED
    )

    assert lines(tmp_path / "m.csv") == [list(columns), ["Participant 4711", "Ada", "100", "x"]]


class Tags(HTMLParser):
    """Collects the names of a page's elements, and its links."""

    def __init__(self):
        super().__init__()
        self.names, self.links, self.text = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data):
        self.text.append(data)


def read(text):
    tags = Tags()
    tags.feed(text)
    return tags


def rendered(results, **more):
    rows = [row(each, "") for each in results]
    shown = {cause: [Example(EVIL, EVIL)] for row in rows for cause in row.causes}
    return class_page.render(class_page.Class(rows, TESTS, shown, 7, EVIL, [EVIL], **more))


def test_the_page_shows_hostile_text_and_obeys_none():
    shown = read(rendered(CLASS))

    assert "script" not in shown.names
    assert "<script>alert" in "".join(shown.text)
    assert set(shown.links) == {f"#{name}-the-mistake" for name in NAMES}
    assert "\u202e" not in "".join(shown.text)


def test_the_page_needs_no_network_and_links_only_to_its_neighbour():
    text = rendered(CLASS, alike=2)

    assert {link for link in read(text).links if link[0] != "#"} == {"similarity.html"}
    assert "http" not in re.sub(r'<meta http-equiv="Content-Security-Policy"', "", text)
    assert "url(" not in re.sub(r"url\(#(hatched|dotted)\)", "", text)
    assert "default-src 'none'" in text


def test_every_box_of_code_can_be_reached_and_told_from_the_others():
    text = rendered(CLASS)

    labels = re.findall(r'<pre[^>]* tabindex="0" role="region" aria-label="([^"]*)"', text)
    assert len(labels) == text.count("<pre")
    assert len(set(labels)) == len(labels) > 1
    assert text.count("<main>") == 1


def test_the_page_names_nobody():
    people = [result(name) for name in ("zebedee", "wilhelmina")]

    assert not re.search("zebedee|wilhelmina", rendered(people))


def test_what_a_mistake_calls_something_stays_with_its_author():
    one, other = (Cause("Dropout", f"the class is called {n}", True, n) for n in ("Ada1", "Ida2"))
    rows = [replace(ROWS[0], causes=(each,)) for each in (one, other)]
    shown = {one: [Example("x", "1"), Example("x", "2")], other: [Example("y", "3")] * 2}

    text = class_page.render(class_page.Class(rows, TESTS, shown, 7, "none"))

    assert not re.search("(?i)ada1|ida2", text)
    assert "2 of 2</b>:\nDropout: the class is called …" in text
    assert text.count("Code of example") == 3


def test_what_a_flag_names_stays_in_the_tables():
    flags = [
        f"{clones._newer_commits('zebedee')}; {bounded_git.refused('s-work (bad)')}",
        choosing._team_of("wilhelmina"),
    ]
    people = [
        replace(each, outturn=replace(each.outturn, flags=(flag,)))
        for each, flag in zip([CLASS[0]] * 3, [*flags, choosing._team_of("ida")], strict=True)
    ]

    text = rendered(people)

    assert not re.search("zebedee|wilhelmina|s-work", text)
    assert "newer commits on the branch …" in text
    assert re.search(r"in the team file of …</td><td[^>]*>2<", text)


def test_what_another_file_breaks_is_counted_where_it_was_made():
    one = result("ada", Outcome.FAILED)
    report = one.report
    where = {EXERCISES[2].folder: EXERCISES[3].path}  # all tests of Dropout met that file

    def moved(exercise):
        path = where.get(exercise.exercise.folder, exercise.exercise.path)
        tests = (replace(g, observed=replace(g.observed, path=path)) for g in exercise.tests)
        return replace(exercise, tests=tuple(tests))

    found = causes(replace(report, exercises=tuple(map(moved, report.exercises))))

    assert [cause.exercise for cause, _ in found] == ["Layer", "Linear", "Sequential"]


def test_the_page_counts_what_the_rows_hold():
    text = "".join(read(rendered([*CLASS, result("ida")])).text)

    assert "4 submissions graded" in text
    assert "1 missing" in text
    assert "1 could not be graded" in text
    assert "50.0 mean" in text
    assert "2 with full marks" in text
    assert "2 full marks, 0 some points, 2 none" in text
    assert "50% passed, 1 failed, 1 broken or stopped" in text


@pytest.mark.parametrize("results", [[], [CLASS[3]], [CLASS[0]]])
def test_a_class_of_hardly_anybody_has_a_page(results):
    assert "</html>" in rendered(results)


def test_what_is_rare_is_folded_behind_what_is_common():
    causes = [Cause("Linear", f"it is {n}") for n in "abcdefghijklmnopqr"]
    rows = [replace(ROWS[0], causes=tuple(causes[:16])), replace(ROWS[0], causes=tuple(causes))]

    text = class_page.render(class_page.Class(rows, TESTS, {}, 7, "none"))

    first, _, rest = text.partition("3 more causes, each in at most\n2 submissions")
    assert (first.count('<li id="linear'), rest.count('<li id="linear')) == (15, 3)


def test_what_python_says_of_a_broken_file_is_told():
    message = "exercises/01_layer/layer.py, line 9: SyntaxError: expected ':'\nMore."
    unnamed = result("ada", Outcome.BROKEN, message)
    exercises = tuple(
        replace(each, tests=tuple(
            replace(t, observed=replace(t.observed, mistake=None)) for t in each.tests
        ))
        for each in unnamed.report.exercises
    )  # fmt: skip
    bare = replace(unnamed, report=replace(unnamed.report, exercises=exercises))
    assert set(row(bare, "").broken) == {message.partition("\n")[0]}


def test_who_may_need_a_word_comes_in_order_and_what_most_share_is_said_once():
    flagged = ("time unknown",)
    people = [
        replace(each, outturn=replace(each.outturn, flags=flagged))
        for each in (CLASS[0], result("kim", Outcome.BROKEN), CLASS[3], CLASS[4])
    ]

    text = private.render([row(each, "x.md") for each in people], 100, {})

    assert re.findall(r"<h3>(.*?) \(", text) == [
        "Could not be graded", "Nothing handed in", "A file is broken or missing",
    ]  # fmt: skip
    assert text.count("time unknown") == 1
    assert "<p>4 of 4: time unknown.</p>" in text
    assert "Layer: the mistake; Linear: the mistake" in text


def test_feedback_is_markdown_without_anything_of_the_students_own():
    text = feedback(CLASS[1])

    assert text.startswith("# =cmd")
    outside = re.sub(r"(`{3,})text\n.*?\n\1", "", text, flags=re.DOTALL)
    assert "<script" not in outside
    assert "Commit c0ffee" in text
    assert "## 0 / 100 points" in text


def test_a_letter_tells_points_and_what_the_rules_made_of_them_without_markdown():
    change = Change("total set to 90 points (100 before, 90 now)", "oral", "M. Tutor")
    marks = Marks(90, 30.5, 0, (change,), (Change("was_ill", "", "M. Tutor"),))

    assert letter(replace(result("ada"), marks=marks)) == (
        "100 points: layer 10, linear 35, dropout 30, sequential 25. 90 points count. "
        "Changed by hand: total set to 90 points (100 before, 90 now); oral (M. Tutor). "
        'M. Tutor notes: "was_ill". Next: nothing is left to do; all 100 points are yours.'
    )
    for text in ("its disk is full", "its disk is full."):  # a sentence of the finder's ends itself
        problem = result("kim", status=Status.NOT_GRADED, text=text)
        assert letter(problem) == "Not graded: its disk is full."


def test_feedback_says_why_there_is_no_grade():
    assert feedback(CLASS[3]).endswith("0 points: nothing was handed in.\n")
    assert "Not graded: its disk is full" in feedback(CLASS[4])


def test_scores_hold_the_reports_of_all(tmp_path):
    handed_on = list(write_scores(tmp_path / "scores.json", iter(CLASS), 7))

    document = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert handed_on == CLASS
    assert document["schema"] == "tinytorch-layers/scores/v1"
    assert [each["earned"] for each in document["students"]] == [100, 0, 0, 0, None]
    assert parse(document["students"][1]["report"]) == CLASS[1].report


def test_the_test_that_moves_most_points_comes_first():
    found = [
        comparing.Difference(who, test, test, "", "", points)
        for who, test, points in [
            ("ada", "a", 1),
            ("ada", "b", -3),
            ("bob", "b", -3),
            ("bob", "c", 2),
        ]
    ]

    assert [test for test, *_ in comparing._by_test(found)] == ["b", "c", "a"]
