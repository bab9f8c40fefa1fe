"""What the watcher shows fits the terminal, and keeps what matters most."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, Outcome, Report
from tinytorch.grading.reports import screen
from tinytorch.grading.reports.screen import Layout
from tinytorch.grading.reports.view import View
from tinytorch.grading.watch.display import KEYS
from tinytorch.grading.watch.standing import Standing

ROOT = Path(__file__).resolve().parents[2]
FAILED = Outcome.FAILED
ReportOf = Callable[[str], Report]


def view_of(report: Report, status: str = "02_linear graded in 0.4 s, 23:14:05") -> View:
    standing = Standing(ROOT)
    standing.note(report)
    return standing.view(status, "")


@pytest.mark.parametrize("rows", [1, 3, 6, 10, 16, 24, 60])
@pytest.mark.parametrize("columns", [20, 40, 79, 100])
def test_never_more_lines_than_the_terminal_has(report: Report, rows: int, columns: int) -> None:
    view = replace(view_of(report), hint=messages.chapter_hint("Which? " * 20, 1, 3, "2.2"))

    assert len(Layout(columns).screen(view, rows, KEYS)) <= rows


def test_no_line_is_longer_than_a_terminal_of_80_columns(report: Report) -> None:
    for rows in (10, 24, 60):
        assert [x for x in Layout(79).screen(view_of(report), rows, KEYS) if len(x) > 79] == []


def test_80_by_24_shows_points_message_next_step_and_keys(report_of: ReportOf) -> None:
    lines = Layout(79).screen(view_of(report_of("half")), 24, KEYS)

    assert lines == [
        "total 37/100  01 ##### 10/10  02 ###-- 21/35  03 #---- 6/30  04 ----- 0/25",
        "",
        "FAILED: Linear adds its bias to every row of x @ weight. (6 points)",
        "",
        "    exercises/02_linear/linear.py, line 40, where forward begins:",
        "    layer.forward([[1, 2], [3, 4]]) returned",
        "        [[1, 2],",
        "         [3, 4]]",
        "    but should return",
        "        [[11, 22],",
        "         [13, 24]]",
        "    This is what you get when the bias is missing.",
        "    Hint: what happens to self.bias after the matrix product?",
        "    Your code printed:",
        "        weight [[1. 0.]",
        "         [0. 1.]]",
        "        bias [10. 20.]",
        "",
        "02_linear: ValueError: need at least one array to stack (2 tests, 8 points)",
        "",
        "Next: fix exercises/02_linear/linear.py, line 40, where forward begins",
        "  (TODO 2.2); see exercises/02_linear/README.md",
        "",
        "a all tests   h hint   q quit               02_linear graded in 0.4 s, 23:14:05",
    ]


@pytest.mark.parametrize(("columns", "rows"), [(39, 15), (59, 24), (79, 24)])
def test_a_small_screen_keeps_points_title_cause_next_step_and_keys(
    report_of: ReportOf, columns: int, rows: int
) -> None:
    lines = Layout(columns).screen(view_of(report_of("half")), rows, KEYS)
    text = " ".join(line.strip() for line in lines)

    assert len(lines) <= rows
    assert re.match(r"total 37/100 +(01 (##### )?10/10|02 21/35) ", text)
    for part in (
        "FAILED: Linear adds its bias to every row of x @ weight. (6 points)",
        "Hint: what happens to self.bias after the matrix product?",
        "02_linear: Valu",
        "(2 tests, 8 points)" if columns > 40 else "[...]",
        "see exercises/02_linear/README.md",
        KEYS,
    ):
        assert part in text
    assert text.count("the bias is missing") == 1


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_a_grade_is_one_screen_and_ends_with_the_next_step(report: Report, columns: int) -> None:
    lines = screen.render(report, width=columns).rstrip("\n").split("\n")

    assert len(lines) <= screen.ROWS
    assert [line for line in lines if len(line) > columns and "nox -s" not in line] == []
    last = next(n for n, line in enumerate(lines) if line.startswith("Next: "))
    assert all(line.startswith("  ") for line in lines[last + 1 :])


def test_a_grade_tells_each_cause_once(report_of: ReportOf) -> None:
    text = screen.render(report_of("syntax_error"), width=100)

    assert text.count("was never closed") == 1
    assert "Next: fix exercises/02_linear/linear.py, line 49; see" in text
    assert "(For the same reason: 7 tests, 31 points more.)" in text
    assert "broken: exercises/02_linear/linear.py (4 points)" in text


def test_a_message_from_before_a_save_says_so(report_of: ReportOf) -> None:
    standing = Standing(ROOT)
    standing.note(report_of("half"))

    lines = Layout(79).screen(standing.view("grading 02_linear ...", "", {EXERCISES[1]}), 40, KEYS)

    assert lines[6:8] == [
        messages.BEFORE_THIS,
        "FAILED: Linear adds its bias to every row of x @ weight. (6 points)",
    ]


def test_every_exercise_has_a_bar_where_there_is_room(report_of: ReportOf) -> None:
    lines = Layout(50, signs="█░").screen(view_of(report_of("half")), 40, KEYS)

    assert lines[:6] == [
        "  01_layer       ██████████████████████  10 / 10",
        "> 02_linear      █████████████░░░░░░░░░  21 / 35",
        "  03_dropout     ████░░░░░░░░░░░░░░░░░░   6 / 30",
        "  04_sequential  ░░░░░░░░░░░░░░░░░░░░░░   0 / 25",
        "  total          ████████░░░░░░░░░░░░░░  37 / 100",
        "",
    ]


def test_a_bar_is_full_only_with_every_point(report_of: ReportOf) -> None:
    layer, linear, *_ = report_of("full").exercises
    missed = replace(linear.tests[0], observed=replace(linear.tests[0].observed, outcome=FAILED))
    almost = replace(linear, tests=(missed, *linear.tests[1:]))

    lines = Layout(60).screen(View(exercises=(layer, almost)), 24, KEYS)

    assert [line.count("-") for line in lines[:2]] == [0, 4]
    assert almost.earned == 31


def test_a_long_message_loses_its_middle(report_of: ReportOf) -> None:
    lines = Layout(79).screen(view_of(report_of("half")), 14, KEYS)

    assert lines[1] == "FAILED: Linear adds its bias to every row of x @ weight. (6 points)"
    assert "    Hint: what happens to self.bias after the matrix product?" in lines
    assert any(
        re.fullmatch(r" +\[\d more lines: python3 -m nox -s grade -- 02 --all\]", line)
        for line in lines
    )
    assert lines[-1].startswith(KEYS)


def test_lines_left_out_are_counted(report_of: ReportOf) -> None:
    view = view_of(report_of("half"))
    whole = [line for line in Layout(79).screen(view, 60, KEYS)[5:] if line]
    cut = [line for line in Layout(79).screen(view, 14, KEYS)[1:] if line]

    said = next(int(match[1]) for line in cut if (match := re.search(r"\[(\d+) more", line)))
    assert len(whole) == len(cut) - 1 + said


def test_nothing_of_a_line_is_cut_off_on_a_narrow_screen(report_of: ReportOf) -> None:
    lines = Layout(39).screen(view_of(report_of("half")), 14, KEYS)

    assert [line for line in lines if len(line) > 39] == []
    assert lines[0] == "total 37/100 02 21/35"
    assert any(re.fullmatch(r" *\[\d+ more lines\]", line) for line in lines)


def test_an_asked_hint_stays_in_sight_on_a_small_terminal(report_of: ReportOf) -> None:
    view = replace(view_of(report_of("half")), hint="Hint 1 of 3 for TODO 2.2: Which axis?")

    assert "Hint 1 of 3 for TODO 2.2: Which axis?" in Layout(79).screen(view, 10, KEYS)


def test_nothing_of_a_student_reaches_the_terminal_raw(report_of: ReportOf) -> None:
    for colour in (False, True):
        text = "\n".join(Layout(79, colour=colour).screen(view_of(report_of("nasty")), 60, KEYS))

        assert re.search(r"[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f]", text) is None
        assert set(re.findall(r"\x1b[^m]*m?", text)) <= {
            f"\x1b[{code}m" for code in (0, 1, 2, 31, 32, 33, 36)
        }


def test_all_points_are_celebrated_in_words(report_of: ReportOf) -> None:
    lines = Layout(79).screen(view_of(report_of("full")), 24, KEYS)

    assert messages.DONE in " ".join(map(str.strip, lines))
    assert "Next: nothing is left to do; all 100 points are yours." in lines


def test_a_problem_takes_the_place_of_a_grade() -> None:
    lines = Layout(200).screen(View(problem=messages.GRADER_ENDED), 24, KEYS)

    assert messages.GRADER_ENDED in lines
    assert messages.DONE not in lines


def test_plain_lines_hold_points_message_and_next_step(report_of: ReportOf) -> None:
    lines = Layout().plain(view_of(report_of("half")))

    assert lines[0] == "02_linear graded in 0.4 s, 23:14:05; total 37 / 100"
    assert lines[1] == "FAILED: Linear adds its bias to every row of x @ weight. (6 points)"
    assert lines[-3].startswith("Next: fix exercises/02_linear/linear.py, line 40, where")


def test_plain_lines_of_a_problem_claim_no_points() -> None:
    assert Layout(200).plain(View(problem=messages.GRADER_ENDED))[:2] == ["", messages.GRADER_ENDED]
