"""The rules of a term: what counts, what being late costs, and what somebody decided."""

from datetime import UTC, datetime

import pytest

from tinytorch.course.classroom.class_data import (
    Entry,
    Found,
    Outturn,
    Status,
    Student,
    SubmissionFolder,
)
from tinytorch.course.classroom.counted import choosing, rules, rules_file
from tinytorch.grading.model import GradingError

ADA = Student("Ada")
DUE = "deadline = 2026-11-30T23:00:00Z\n"


def read(tmp_path, text):
    (tmp_path / "term.toml").write_text(text, encoding="utf-8")
    return rules_file.read(
        tmp_path / "term.toml", {"exercises/01/test_a.py::one": 2, "x.py::two": 98}
    )


def late(told, hours, earned=80):
    when = datetime.fromtimestamp(told.deadline.timestamp() + 3600 * hours, UTC).isoformat()
    return told.marks(ADA, None, when, earned)


@pytest.mark.parametrize(
    ("hours", "deduction"), [(-5, 0), (0, 0), (0.5, 0), (24, 0), (24.5, 10), (48, 10), (49, 20)]
)
def test_each_started_day_costs_points_beyond_the_free_ones(tmp_path, hours, deduction):
    told = read(tmp_path, DUE + "[late]\nfree_days = 1\npoints_per_day = 10\nmost_days = 5\n")

    marks = late(told, hours)
    assert (marks.hours_late, marks.deduction, marks.final) == (
        max(0, hours), deduction, 80 - deduction,
    )  # fmt: skip


def test_days_that_are_used_up_are_free_no_more(tmp_path):
    told = read(tmp_path, DUE + "[late]\nfree_days = 2\npoints_per_day = 10\nused.ada = 2\n")

    assert late(told, 1).deduction == 10


@pytest.mark.parametrize("end", ["", ":00", "+00:00", ":00.5Z", " # noon", "\ncounts = 'best'"])
def test_seconds_may_be_left_out(tmp_path, end):
    told = read(tmp_path, f"deadline = 2026-11-30T12:00{end}\n")

    assert told.deadline.minute == 0
    zone = UTC if set(end) & set("+Z") else None  # None: the local one
    assert told.deadline.astimezone(zone).hour == 12


def test_nobody_loses_more_than_was_earned(tmp_path):
    told = read(tmp_path, DUE + "[late]\npoints_per_day = 10\n")

    assert late(told, 24 * 30).final == 0


@pytest.mark.parametrize("until", ["3", "2026-12-03T23:00:00Z"])
def test_an_extension_moves_the_deadline_of_one(tmp_path, until):
    told = read(tmp_path, DUE + f"[extensions]\nADA = {until}\n")

    assert told.due(ADA) == datetime(2026, 12, 3, 23, tzinfo=UTC)
    assert told.due(Student("bob")) == datetime(2026, 11, 30, 23, tzinfo=UTC)


def test_no_day_more_is_an_extension_too(tmp_path):
    told = read(tmp_path, DUE + "[extensions]\nada = 0\n")
    student = Student("ada", columns={"Extension": "2026-12-05T12:00:00+00:00"})

    assert told.due(student) == told.deadline


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-25T14:05", "2026-11-25 14:05:00", "Wednesday, 25 November 2026, 2:05 PM",
        "Mittwoch, 25. November 2026, 14:05", "25.11.2026 14:05",
        "mercredi 25 novembre 2026, 14:05", "miércoles, 25 de noviembre de 2026, 14:05",
        "25 Nov 2026, 02:05 pm",
    ],
)  # fmt: skip
def test_the_times_of_a_class_list_are_read_in_several_languages(tmp_path, text):
    student = Student("ada", columns={"Última modificación (entrega)": text})

    expected = datetime(2026, 11, 25, 14, 5).astimezone().isoformat()
    assert rules.uploaded(student, read(tmp_path, DUE)) == expected


def test_a_deadline_of_the_class_list_that_is_none_is_told(tmp_path):
    student = Student("bob", columns={"Extension": "next week"})

    with pytest.raises(GradingError, match='The time "next week" of "bob" is not understood'):
        read(tmp_path, DUE).due(student)


@pytest.mark.parametrize("text", ["04/05/2026 12:00", "25 foo 2026, 14:05", "30.02.2026 10:00"])
def test_a_time_that_is_not_understood_is_told_where_a_deadline_depends_on_it(tmp_path, text):
    student = Student("ada", columns={"Submitted at": text})

    with pytest.raises(GradingError, match='of "ada" is not understood: write it as'):
        rules.uploaded(student, read(tmp_path, DUE))
    assert rules.uploaded(student, read(tmp_path, "")) == ""
    never = Student("ada", columns={"Submitted at": "-"})
    assert rules.uploaded(never, read(tmp_path, DUE)) == ""


def test_the_class_list_may_say_the_deadline_of_one(tmp_path):
    told = read(tmp_path, DUE)
    student = Student("bob", columns={"Extension": "2026-12-05T12:00:00+00:00"})

    assert told.due(student) == datetime(2026, 12, 5, 12, tzinfo=UTC)


def test_an_override_stands_beside_what_the_grader_found(tmp_path):
    told = read(
        tmp_path,
        '[[override]]\nstudent = "ada"\npoints = 90\nwhy = "oral"\nwho = "M"\n'
        '[[note]]\nstudent = "ada"\ntext = "asked"\nwho = "M"\n',
    )

    marks = told.marks(ADA, None, "", None)

    assert marks.final == 90
    assert [(each.text, each.why, each.who) for each in marks.changes] == [
        ("total set to 90 points (None before, 90 now)", "oral", "M")
    ]
    assert marks.notes[0].text == "asked"
    assert told.marks(Student("bob"), None, "", 7).final == 7


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("deadline = '30.11.2026'", '"deadline" is a date such as .*, not "30.11.2026"'),
        (DUE + "[extensions]\nada = 'soon'", '"extensions.ada" is a date such as'),
        ("dedline = 2026-11-30", r'no rule; did you mean "deadline"\?$'),
        ("x = 1", '"x" is no rule; known are deadline, counts, .*, note\\.$'),
        ("counts = 'first'", '"counts" is "last", "best" or "tag", not "first"'),
        ("[late]\nfree_day = 1", '"late.free_day" is no rule; did you mean "free_days"'),
        ("[late]\nfree_days = -1", '"late.free_days" is a number from 0 on, not "-1"'),
        ("[[override]]\nstudent = 'a'\npoints = 1\nwhy = 'x'", '"override.who" is missing'),
        (
            "[[override]]\nstudent = 'a'\npoints = 1\nwhy = ''\nwho = ''\ntest = 'z'",
            '"z" is no part of a graded test',
        ),
        ("team_file = 'false'", '"team_file" is true or false, without quotation marks'),
        ("[teams]\nRed = 'ada'", '"teams.Red" is a list of names'),
        ("[extensions]\nada = 2", '"extensions.ada" is in days, which needs a deadline'),
        (DUE + "[extensions]\nada = -2", '"extensions.ada" is a number from 0 on, not "-2"'),
        ("[late]\nused = {ada = 'two'}", '"late.used.ada" is a number from 0 on, not "two"'),
        (
            "[[override]]\nstudent = 'a'\npoints = 3\nwhy = 'x'\nwho = 'M'\ntest = 'one'",
            '3 points are more than the 2 of "one"',
        ),
        (
            "[[override]]\nstudent = 'a'\npoints = 101\nwhy = 'x'\nwho = 'M'",
            "101 points are more than the 100 of all tests",
        ),
        (
            "[[override]]\nstudent = 'a'\npoints = 1\nwhy = ' '\nwho = 'M'",
            '"override.why" is a text',
        ),
        ("late = 3", r'"late" is a table: begin it with a line \[late\]'),
        ("[override]\nstudent = 'a'", r'"override" is a list: begin each one with a line \[\[over'),
        ("[[note]]\nstudent = 3\ntext = 'x'\nwho = 'M'", '"note.student" is a text'),
        ("x", 'term.toml" cannot be read: Expected'),
    ],
)
def test_what_is_no_rule_is_refused_by_one_sentence(tmp_path, text, sentence):
    with pytest.raises(GradingError, match=sentence):
        read(tmp_path, text)


def test_the_best_of_all_days_counts_where_the_rules_say_so(tmp_path):
    told = read(tmp_path, DUE + 'counts = "best"\n[late]\npoints_per_day = 10\nmost_days = 2\n')
    entry = Entry(ADA, (Found(SubmissionFolder(tmp_path)),))
    states = [place for _, place in choosing.states(entry, told)]
    assert [state.when.moment.day for state in states] == [30, 1, 2]
    points = {"a": 60, "b": 75, "c": 78}
    outturns = {
        state: Outturn(Status.GRADED, key, time=state.when.moment.isoformat())
        for state, key in zip(states, points, strict=True)
    }

    class Report:
        def __init__(self, earned):
            self.earned, self.exercises = earned, ()

    ((result, place),) = choosing.results(
        [entry], told, outturns, lambda outturn: Report(points[outturn.key])
    )

    assert (result.earned, result.marks.final, place) == (75, 65, states[1])


@pytest.mark.parametrize(
    ("times", "problem"),
    [
        (["2026-11-01T10:00+00:00", "2026-11-01T10:30+01:00"], "a"),
        (
            ["2026-11-01T10:00+00:00", ""],
            '2 submissions fit this student ("a", "b"); keep one of them',
        ),
    ],
)
def test_of_several_submissions_the_newest_counts_or_nobody_guesses(tmp_path, times, problem):
    told = read(tmp_path, "")
    entry = Entry(ADA, tuple(Found(SubmissionFolder(tmp_path / n), folder=n) for n in "ab"))
    outturns = {
        place: Outturn(Status.GRADED, problem=place.path.name, time=time)
        for (_, place), time in zip(choosing.states(entry, told), times, strict=True)
    }

    ((result, _),) = choosing.results([entry], told, outturns, lambda _: None)

    assert result.outturn.problem.startswith(problem)


def test_whoever_is_named_in_a_team_file_shares_its_grade(tmp_path):
    told = read(tmp_path, "team_file = true\n")
    bob = Entry(Student("bob"), missing="nothing was found")
    entry = Entry(ADA, (Found(SubmissionFolder(tmp_path)),))
    ((_, place),) = choosing.states(entry, told)
    outturns = {place: Outturn(Status.NOT_GRADED, problem="x", team=("Bob", "ada"))}

    _, (result, _) = choosing.results([entry, bob], told, outturns, lambda _: None)

    assert (result.outturn.problem, result.outturn.flags) == ("x", ('in the team file of "Ada"',))


def test_names_that_nobody_has_are_told(tmp_path):
    told = read(tmp_path, DUE + "[extensions]\nadda = 3\n")

    assert list(rules.strangers(told, [ADA])) == ["adda"]
