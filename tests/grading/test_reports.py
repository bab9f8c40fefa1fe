"""What each format promises, beyond what the golden situations show."""

import base64
import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest

from tinytorch.grading import messages
from tinytorch.grading.model import ExerciseReport, Graded, Observed, Outcome, Report
from tinytorch.grading.reports import (
    FORMATS,
    annotations,
    classroom50,
    github_classroom,
    summary,
    terminal,
)

ReportOf = Callable[[str], Report]


def with_observed(report: Report, change: Callable[[Observed], Observed]) -> Report:
    """Return a report in which every test was observed otherwise."""
    return replace(
        report,
        exercises=tuple(
            ExerciseReport(
                each.exercise,
                tuple(Graded(graded.test, change(graded.observed)) for graded in each.tests),
            )
            for each in report.exercises
        ),
    )


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_terminal_report_fits(report: Report, width: int) -> None:
    *lines, last, _ = terminal.render(report, width=width).split("\n")

    assert last.startswith("Next: ")
    long = [line for line in lines if len(line) > width]
    assert all(line.startswith("      Run it alone: python3 -m nox -s alone -- ") for line in long)


def test_colour_changes_nothing_but_colour(report: Report) -> None:
    coloured = terminal.render(report, colour=True)

    assert re.sub(r"\x1b\[\d+m", "", coloured) == terminal.render(report)
    assert coloured != terminal.render(report)


def test_every_open_row_names_its_todo(report_of: ReportOf) -> None:
    text = terminal.render(report_of("untouched"), width=100)

    assert len(re.findall(r"^  not started \d\.\d  0 / \d  ", text, re.M)) == 23


def test_a_cause_is_explained_once_in_an_exercise(report_of: ReportOf) -> None:
    def failed(observed: Observed) -> Observed:
        if not observed.nodeid.endswith(("_1", "_2", "_4", "_6", "_7")):
            return observed
        message = f"wrong {observed.nodeid[-1]}"
        return replace(observed, outcome=Outcome.FAILED, message=message, cause="a `b` is missing")

    report = report_of("full")
    tests = [
        Graded(replace(graded.test, nodeid=f"{graded.test.nodeid}_{n}"), graded.observed)
        for n, graded in enumerate((report.exercises[1].tests * 8)[:8])
    ]
    tests = [replace(t, observed=replace(t.observed, nodeid=t.test.nodeid)) for t in tests]
    linear = replace(report.exercises[1], tests=tuple(tests))
    report = with_observed(replace(report, exercises=(linear,)), failed)

    text, markdown = terminal.render(report), summary.render(report)

    assert re.findall(r"^ {6}(\w.*)$", text, re.M) == [
        "These 2 fail alike:",
        "wrong 1",
        f"Run it alone: python3 -m nox -s alone -- {tests[1].test.nodeid}",
        "As above: a `b` is missing.",
        f"Run it alone: python3 -m nox -s alone -- {tests[4].test.nodeid}",
        "These 2, as above: a `b` is missing.",
        f"Run it alone: python3 -m nox -s alone -- {tests[6].test.nodeid}",
    ]
    assert re.findall("wrong .", markdown) == ["wrong 1"]
    assert markdown.count(messages.SAME_PLACE) == 1


def test_the_total_of_one_exercise_is_told_once(report_of: ReportOf) -> None:
    report = report_of("full")
    text = terminal.render(replace(report, exercises=report.exercises[:1]))

    assert re.findall(r"^  (\S+) +\d+ / \d+$", text, re.M) == ["total"]


def test_a_failure_that_many_share_is_told_once(report_of: ReportOf) -> None:
    for name in ("terminal", "summary"):
        assert FORMATS[name](report_of("syntax_error")).count("is a bracket, quote") == 1


@pytest.mark.parametrize(
    ("situation", "start"),
    [
        ("untouched", "Next: TODO 1.3 in exercises/01_layer/layer.py, line 41, for "),
        (
            "half",
            "Next: fix exercises/02_linear/linear.py, line 40, where forward begins (TODO 2.2): ",
        ),
        (
            "loud",
            "Next: fix exercises/02_linear/linear.py, line 41, where forward begins (TODO 2.2), ",
        ),
        ("syntax_error", "Next: fix exercises/02_linear/linear.py, line 49: SyntaxError: '("),
        ("full", "Next: nothing is left to do; all 100 points are yours."),
    ],
)
def test_next_names_the_step(report_of: ReportOf, situation: str, start: str) -> None:
    assert f"\n{start}" in terminal.render(report_of(situation))


def test_next_after_one_whole_exercise(report_of: ReportOf) -> None:
    full = report_of("full")

    text = terminal.render(replace(full, exercises=full.exercises[:1]))

    assert text.endswith("\nNext: on to the others: python3 -m nox -s grade\n")


def test_a_partial_grade_is_no_classroom_result(report_of: ReportOf) -> None:
    half = report_of("half")
    partial = replace(half, exercises=half.exercises[1:2])

    assert github_classroom.render(partial) == classroom50.render(partial) == ""
    assert "::notice" not in annotations.render(partial)
    assert "::error" in annotations.render(partial)


def test_at_most_ten_errors_and_the_last_counts_the_rest(report: Report) -> None:
    errors = re.findall("^::error .*$", annotations.render(report), re.M)

    assert len(errors) <= 10
    assert [
        bool(re.search(r"file=exercises/\w+/\w+\.py,line=[1-9]", each)) for each in errors[:9]
    ] == [True] * len(errors[:9])
    if len(errors) == 10:
        assert re.fullmatch(r"::error title=More::\d+ more places .*", errors[9])


def test_errors_come_before_open_todos(report_of: ReportOf) -> None:
    titles = re.findall("^::error .*?title=(.*?)::", annotations.render(report_of("half")), re.M)

    assert [title.startswith("not started") for title in titles] == [False] * 2 + [True] * 4


def test_tests_without_a_line_stay_apart_unless_they_say_the_same(report_of: ReportOf) -> None:
    alike = with_observed(report_of("full"), lambda seen: replace(seen, outcome=Outcome.CRASHED))
    apart = with_observed(alike, lambda seen: replace(seen, message=seen.nodeid))

    assert annotations.render(alike).count("::error file") == 4
    assert annotations.render(apart).count("::error file") == 9


def test_time_outs_of_a_file_are_one_error_whatever_the_deadline(report_of: ReportOf) -> None:
    seconds = iter(range(100))
    late = with_observed(
        report_of("full"),
        lambda seen: replace(seen, outcome=Outcome.TIMED_OUT, message=f"{next(seconds)} s"),
    )

    text = annotations.render(late)

    assert text.count("::error file") == 4
    assert text.count("%0Aand 2 more") == 1  # of the eight tests of 02_linear


@pytest.mark.parametrize("name", ["terminal", "summary", "annotations"])
def test_no_line_forges_a_command(report_of: ReportOf, name: str) -> None:
    text = FORMATS[name](report_of("nasty"))

    assert "##[" not in text
    own = r"^::(error (file=[^:]*,)?(line=\d+,)?title=[^:]*|notice title=Autograding \w+)::"
    forged = [line for line in text.split("\n") if line.lstrip().startswith("::")]
    assert [line for line in forged if name != "annotations" or not re.match(own, line)] == []
    assert "\r" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_the_classroom_result_holds_what_its_readers_accept(report: Report) -> None:
    line = github_classroom.render(report)
    raw = base64.b64decode(line.removeprefix("result=").rstrip(), validate=True).decode("utf-8")
    result = json.loads(raw)

    assert re.fullmatch(r"result=[A-Za-z0-9+/=]+\n", line)
    assert len(raw.encode()) <= github_classroom.MAX_BYTES
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|::|##\[", raw)
    assert not any("\n" in str(value) for test in result["tests"] for value in test.values())
    assert (result["version"], result["max_score"]) == (1, 100)
    assert len(result["tests"]) == sum(len(each.tests) for each in report.exercises)
    for test in result["tests"]:
        assert test["status"] in ("pass", "fail")
        assert [type(test[key]) for key in ("score", "line_no", "duration")] == [int] * 3
        assert 0 < len(test["name"]) <= 120
        assert test["message"] is None or len(test["message"]) <= 1000
        assert len(test["test_code"]) <= 400


def test_the_classroom_result_shortens_messages_until_it_is_small(report_of: ReportOf) -> None:
    wordy = with_observed(
        report_of("full"),
        lambda seen: replace(seen, outcome=Outcome.FAILED, message="\U0001f600" * 4000),
    )
    many = replace(
        wordy, exercises=tuple(replace(each, tests=each.tests * 8) for each in wordy.exercises)
    )

    text = github_classroom.payload(many)

    assert len(text.encode("utf-8")) <= github_classroom.MAX_BYTES
    assert len(json.loads(text)["tests"]) == 8 * 23


def test_the_summary_stays_in_its_budget(report_of: ReportOf) -> None:
    numbers = iter(range(10_000))
    wordy = with_observed(
        report_of("full"),
        lambda seen: replace(
            seen,
            outcome=Outcome.FAILED,
            message=f"{next(numbers)} " + "\u4e00" * 4000,
            output="\u4e00" * 100_000,
        ),
    )
    many = replace(
        wordy, exercises=tuple(replace(each, tests=each.tests * 4) for each in wordy.exercises)
    )

    text = summary.render(many)

    assert summary.MAX_BYTES * 0.9 < len(text.encode("utf-8")) <= summary.MAX_BYTES
    assert "too long to show here" in text
    assert text.rstrip().endswith("grader 1.0.0.")
    assert text.count("<details>") == text.count("</details>")


def test_ten_megabytes_of_output_are_cut(report_of: ReportOf) -> None:
    loud = with_observed(
        report_of("half"), lambda seen: replace(seen, output="::error::x\n" * 900_000)
    )

    assert len(terminal.render(loud)) < 20_000
    assert len(summary.render(loud)) < 40_000


def test_every_string_is_valid_xml(report_of: ReportOf) -> None:
    characters = "".join(map(chr, [*range(0x300), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010)]))
    odd = with_observed(
        report_of("full"),
        lambda seen: replace(seen, outcome=Outcome.FAILED, message=characters, output=characters),
    )

    suites = ElementTree.fromstring(FORMATS["junit"](odd))

    assert [element.tag for element in suites.iter("failure")] == ["failure"] * 23


def test_a_spreadsheet_finds_no_formula(report_of: ReportOf) -> None:
    text = FORMATS["csv"](
        with_observed(
            report_of("full"),
            lambda seen: replace(seen, outcome=Outcome.FAILED, message='\n =HYPERLINK("x")\n+1'),
        )
    )

    assert {row["message"] for row in csv.DictReader(io.StringIO(text))} == {
        """'=HYPERLINK("x") / +1"""
    }


ENVIRONMENT = {
    "CLASSROOM": "cs1",
    "ASSIGNMENT": "layers",
    "ASSIGNMENT_TYPE": "group",
    "OWNER": "ada",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/2026-09-01T10-20-30Z-abc1234",
    "COMMIT_URL": "https://github.com/c/1",
    "RELEASE_URL": "https://github.com/r/1",
    "REVIEW_URL": "https://github.com/d/1",
}
NOW = datetime(2026, 9, 1, 12, 0, 0, tzinfo=timezone(timedelta(hours=2)))


def test_classroom50_names_what_its_runner_says(report_of: ReportOf) -> None:
    circumstances = classroom50.Circumstances.read(ENVIRONMENT, NOW)

    result = json.loads(classroom50.render(report_of("half"), circumstances))

    assert {name: value for name, value in result.items() if isinstance(value, str)} == {
        "schema": "classroom50/result/v1",
        "classroom": "cs1",
        "assignment": "layers",
        "assignment_type": "group",
        "owner": "ada",
        "submission": "submit/2026-09-01T10-20-30Z-abc1234",
        "commit": "https://github.com/c/1",
        "release": "https://github.com/r/1",
        "review": "https://github.com/d/1",
        "datetime": "2026-09-01T10:00:00Z",
    }


def test_classroom50_with_an_older_runner(report_of: ReportOf) -> None:
    older = {name: ENVIRONMENT[name] for name in ("USERNAME", "COMMIT_URL")} | {"REVIEW_URL": ""}

    result = json.loads(
        classroom50.render(report_of("half"), classroom50.Circumstances.read(older, NOW))
    )

    assert (result["owner"], result["review"]) == ("ada", "https://github.com/c/1")
    assert all(value for value in result.values() if isinstance(value, str))


def test_classroom50_rows_hold_what_its_readers_accept(report: Report) -> None:
    text = FORMATS["classroom50"](report)
    result = json.loads(text)

    assert text.isascii()
    assert " ".join(result) == (
        "schema classroom assignment assignment_type owner submission commit release review "
        "datetime score max-score tests"
    )
    for row in result["tests"]:
        assert row["test-name"]
        assert (type(row["passed"]), type(row["score"]), type(row["max-score"])) == (bool, int, int)
        assert 0 <= row["score"] <= row["max-score"]
        assert not any(
            re.search(r"\n|::|##\[", value) for value in row.values() if type(value) is str
        )
