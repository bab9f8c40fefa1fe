"""Turns pytest-json-report's document into `Observed` records; pure, and never raises.

What the plugin saw of a test travels as its user property ``observed``. A test passes only when
that property and pytest's own outcome both say so, and a parametrised test only when every case
that was collected does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tinytorch.grading import messages
from tinytorch.grading.model import Observed, Outcome


def observed(document: object) -> tuple[Observed, ...]:
    """Return what was seen of each test function, in the order in which they ran.

    Parameters
    ----------
    document : dict
        Any field that is missing or odd counts as nothing seen.
    """
    fields = _dict(document)
    cases: dict[str, Observed] = {}
    functions: dict[str, list[Observed]] = {}
    for entry in _dicts(fields.get("tests")):
        case = _case(entry)
        cases[case.nodeid] = case
        functions.setdefault(_function(case.nodeid), []).append(case)
    for nodeid in _collected(fields):
        # A run that stopped half-way must not let the cases that it reached speak for the rest.
        if nodeid not in cases and (known := functions.get(_function(nodeid))):
            known.append(Observed(nodeid, Outcome.NOT_RUN, messages.NOT_REACHED))
    return tuple(_joined(nodeid, seen) for nodeid, seen in functions.items())


def _joined(nodeid: str, cases: list[Observed]) -> Observed:
    """Return one record for all cases of a test: the first that did not pass speaks for it."""
    chosen = next((case for case in cases if case.outcome is not Outcome.PASSED), cases[0])
    parameters = chosen.nodeid[len(nodeid) :].strip("[]")
    message = chosen.message
    if parameters and message and chosen.outcome is not Outcome.NOT_STARTED:
        message = _in_case(parameters, message)
    return replace(chosen, nodeid=nodeid, message=message)


def _case(entry: dict[str, Any]) -> Observed:
    nodeid, verdict = _text(entry.get("nodeid")), entry.get("outcome")
    properties = _dicts(entry.get("user_properties"))
    seen = next((_dict(item["observed"]) for item in properties if "observed" in item), {})
    try:
        record = Observed.from_record({**seen, "nodeid": nodeid})
    except ValueError:
        return Observed(nodeid, Outcome.NOT_RUN, messages.test_broke(_crash(entry)))
    if record.outcome is Outcome.PASSED and verdict != "passed":
        message = messages.test_broke(_crash(entry))
        return replace(record, outcome=Outcome.NOT_RUN, message=message)
    return record


def _crash(entry: dict[str, Any]) -> str:
    """Return what pytest itself says of the stage that failed, in one line."""
    for stage in ("setup", "call", "teardown"):
        message = _text(_dict(_dict(entry.get(stage)).get("crash")).get("message")).strip()
        if message:
            return message.splitlines()[0]
    return ""


def _collected(document: dict[str, Any]) -> Iterator[str]:
    for collector in _dicts(document.get("collectors")):
        for item in _dicts(collector.get("result")):
            if item.get("type") == "Function" and not item.get("deselected"):
                yield _text(item.get("nodeid"))


def _function(nodeid: str) -> str:
    """Return a test's id without the parameters of its case."""
    file, separator, name = nodeid.partition("::")
    return file + separator + name.partition("[")[0]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _in_case(parameters: str, message: str) -> str:
    return f"In case {parameters}: {message}"
