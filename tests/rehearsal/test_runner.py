"""The rehearsal's own parts: expressions, and what counts in a log."""

import pytest

from tests.rehearsal.expressions import fill, holds
from tests.rehearsal.log import Annotation, annotations

CONTEXTS = {
    "env": {"GRADER": "grader", "EMPTY": ""},
    "vars": {},
    "steps": {"grade": {"outputs": {"result": "abc"}}},
}
FUNCTIONS = {"success": lambda: False, "cancelled": lambda: False, "always": lambda: True}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${{ env.GRADER }}/uv.lock", "grader/uv.lock"),
        ("${{ vars.NONE || 'other' }}", "other"),
        ("${{ vars.NONE }}", ""),
        ("${{ (vars.NONE || 'a') == 'A' && 'same' || 'not' }}", "same"),
        ("${{ env.GRADER != 'grader' }}", "false"),
        ("${{ 'it''s' }}", "it's"),
    ],
)
def test_an_expression_has_its_value(text, value):
    assert fill(text, CONTEXTS) == value


@pytest.mark.parametrize("text", ["${{ github.token }}", "${{ fromJSON('1') }}", "${{ 'a' 'b' }}"])
def test_what_is_not_rehearsed_is_an_error(text):
    with pytest.raises((KeyError, ValueError)):
        fill(text, CONTEXTS)


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("env.GRADER == 'grader'", False),  # something has failed before
        ("always() && env.GRADER == 'grader'", True),
        ("${{ !cancelled() }}", True),
        ("${{ !cancelled() && steps.grade.outputs.result == '' }}", False),
        ("${{ !cancelled() && steps.other.outputs.result == '' }}", True),
    ],
)
def test_a_condition_sees_what_went_before(condition, met):
    assert holds(condition, CONTEXTS, FUNCTIONS) is met


def test_commands_count_until_they_are_stopped():
    log = "\n".join(
        [
            "::error file=a.py,line=2,title=A%3A b::one%0Atwo 100%25",
            "::stop-commands::token",
            "::error::unheard",
            "say ##[error]unheard",
            "::token::",
            "  ::notice title=T::heard",
            "say ##[warning]heard, too",
        ]
    )

    assert annotations(log) == [
        Annotation("error", "one\ntwo 100%", {"file": "a.py", "line": "2", "title": "A: b"}),
        Annotation("warning", "heard, too"),
        Annotation("notice", "heard", {"title": "T"}),
    ]


def test_only_ten_of_a_kind_are_shown():
    assert len(annotations("::error::x\n" * 11 + "::notice::x\n")) == 11
