"""The report in JUnit's XML, which test panels and most build servers read.

The format knows no points; each test and each suite has them as properties.
"""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from tinytorch.grading import messages
from tinytorch.grading.model import ExerciseReport, Graded, Outcome, Report
from tinytorch.grading.reports import details
from tinytorch.grading.text import harmless, one_line

#: Characters of Unicode that XML cannot hold, not even as an entity.
_NO_XML = {0xFFFE: r"\ufffe", 0xFFFF: r"\uffff"}

#: The file was not loaded or the test not run: what JUnit calls an error, not a failure.
_ERRORS = frozenset({Outcome.BROKEN, Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.NOT_RUN})


def render(report: Report) -> str:
    """Return the XML document, in ASCII: a suite an exercise, a case a graded test."""
    root = Xml.Element("testsuites", {"name": "tinytorch-layers", **_counts(*report.exercises)})
    for exercise in report.exercises:
        name = exercise.exercise.folder
        suite = Xml.SubElement(root, "testsuite", {"name": name, **_counts(exercise)})
        _properties(
            suite,
            earned=exercise.earned,
            possible=exercise.possible,
            platform=_text(report.platform),
            seed=report.seed,
        )
        for graded in exercise.tests:
            _case(suite, graded)
    Xml.indent(root)
    # Entities stand for every other character, so that no encoding can be mistaken.
    text: bytes = Xml.tostring(root, encoding="us-ascii", xml_declaration=True)
    return text.decode("ascii") + "\n"


def _counts(*exercises: ExerciseReport) -> dict[str, str]:
    tests = [graded for exercise in exercises for graded in exercise.tests]
    errors = sum(graded.observed.outcome in _ERRORS for graded in tests)
    unmet = sum(not graded.passed for graded in tests)
    counts = {"tests": len(tests), "failures": unmet - errors, "errors": errors, "time": 0}
    return {name: str(count) for name, count in counts.items()}


def _properties(parent: Xml.Element, **values: int | str) -> None:
    properties = Xml.SubElement(parent, "properties")
    for name, value in values.items():
        Xml.SubElement(properties, "property", name=name, value=str(value))


def _case(suite: Xml.Element, graded: Graded) -> None:
    test, observed = graded.test, graded.observed
    module = test.nodeid.partition("::")[0].removesuffix(".py").replace("/", ".")
    case = Xml.SubElement(
        suite, "testcase", classname=module, name=_text(one_line(test.title)), time="0"
    )
    _properties(case, earned=graded.earned, possible=test.points)
    if not graded.passed:
        kind = "error" if observed.outcome in _ERRORS else "failure"
        status = messages.status(observed)
        element = Xml.SubElement(case, kind, type=observed.outcome.value, message=status)
        element.text = _text(details.explanation(observed))
    if output := details.printed(observed):
        Xml.SubElement(case, "system-out").text = _text(output)


def _text(text: str) -> str:
    return harmless(text).translate(_NO_XML)
