"""pytest-json-report's document is read with care: nothing in it makes the reading fail."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinytorch.grading.model import Observed, Outcome
from tinytorch.grading.verdict import jsonreport

NODEID = "exercises/02_linear/test_1.py::test_one"


def entry(
    outcome: str = "passed", case: str = "", verdict: str = "passed", **seen: Any
) -> dict[str, Any]:
    """Return the entry of a test, in the plugin's form."""
    properties = [{"other": 1}, {"observed": {"outcome": outcome, **seen}}]
    return {"nodeid": NODEID + case, "outcome": verdict, "user_properties": properties}


def read(*entries: dict[str, Any], **fields: Any) -> Observed:
    (record,) = jsonreport.observed({"tests": list(entries), **fields})
    return record


def test_a_record_is_read_back_whole() -> None:
    texts = {name: f"a {name}" for name in Observed.__dataclass_fields__}
    observed = Observed(**{**texts, "outcome": Outcome.CRASHED, "line": 3})

    assert Observed.from_record(observed.as_record()) == observed


def test_reads_every_field() -> None:
    record = read(
        entry(
            "failed",
            verdict="failed",
            message="got 1",
            path="exercises/02_linear/linear.py",
            line=7,
            hint="why?",
            mistake="no-bias",
            output="here\n",
        )
    )

    assert record == Observed(
        NODEID,
        Outcome.FAILED,
        "got 1",
        "exercises/02_linear/linear.py",
        7,
        hint="why?",
        mistake="no-bias",
        output="here\n",
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_knows_every_outcome(outcome: Outcome) -> None:
    assert read(entry(outcome.value)).outcome is outcome


def test_a_test_passes_when_all_its_cases_do() -> None:
    record = read(entry(case="[a]"), entry(case="[b-[x]::y]"))

    assert record == Observed(NODEID, Outcome.PASSED)


def test_the_first_failing_case_speaks_for_the_test() -> None:
    record = read(
        entry(case="[a]"),
        entry("timed_out", "[b-2]", "failed", message="too late", line=3),
        entry("failed", "[c]", "failed", message="wrong"),
    )

    assert record.outcome is Outcome.TIMED_OUT
    assert record.message == "In case b-2: too late"
    assert record.line == 3


def test_a_todo_is_told_without_its_case() -> None:
    record = read(entry("not_started", "[a]", "failed", message="TODO 2.2: forward"))

    assert record.message == "TODO 2.2: forward"


def test_a_case_that_was_collected_and_not_run_counts() -> None:
    collected = [{"nodeid": NODEID + case, "type": "Function"} for case in ("[a]", "[b]")]
    record = read(entry(case="[a]"), collectors=[{"result": collected}])

    assert record.outcome is Outcome.NOT_RUN
    assert record.message.startswith("In case b: The run ended before this test")


@pytest.mark.parametrize("verdict", ["failed", "error", "skipped", "xpassed", "", None])
def test_passes_only_when_pytest_says_so_too(verdict: Any) -> None:
    test = entry(verdict=verdict) | {"teardown": {"crash": {"message": "E: late\nmore"}}}

    record = read(test)
    assert record.outcome is Outcome.NOT_RUN
    assert "(E: late)" in record.message


def test_a_pass_without_the_plugin_is_not_a_pass() -> None:
    record = read({"nodeid": NODEID, "outcome": "passed"})

    assert record.outcome is Outcome.NOT_RUN
    assert "The test itself could not run" in record.message


def test_says_why_a_test_could_not_be_set_up() -> None:
    setup = {"outcome": "failed", "crash": {"message": "fixture 'nm' not found"}}
    record = read({"nodeid": NODEID, "outcome": "error", "setup": setup})

    assert record.outcome is Outcome.NOT_RUN
    assert "(fixture 'nm' not found)" in record.message


ODD: list[Any] = [None, 3, "x", [], [3], {"tests": None}, {"tests": 3}, {"collectors": [3]}]


@pytest.mark.parametrize("document", ODD)
def test_an_odd_document_holds_nothing(document: Any) -> None:
    assert jsonreport.observed(document) == ()


@pytest.mark.parametrize("line", [0, -1, True, "3", 1.5, None])
def test_an_odd_line_is_none(line: Any) -> None:
    assert read(entry(line=line)).line is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["tests", "nodeid", "outcome", "user_properties", "observed", "call"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["tests", "collectors"]), JSON))
def test_never_fails_and_never_passes_a_test(document: dict[str, Any]) -> None:
    records = jsonreport.observed(document)

    assert all(record.outcome is not Outcome.PASSED for record in records)
