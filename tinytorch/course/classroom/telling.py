"""Says what a class run has come to: in two lines where it was started, or why there are no marks.

Where there are none, a page in the place of the class page says so, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tinytorch.course.classroom.class_data import Result, Row, Status
from tinytorch.course.classroom.written import pages
from tinytorch.course.classroom.written.class_page import TITLE
from tinytorch.grading.delivery import replace


def summary(rows: Sequence[Row], out: Path) -> str:
    """Return how many were graded, and where to look."""
    told = Counter(row.outturn.status for row in rows)
    kept = sum(row.outturn.reused for row in rows)
    known = f" ({kept} kept from before)" if kept else ""
    others = [each for each in told if each is not Status.GRADED]
    without = "".join(f", {told[each]} {each.value}" for each in others)
    page, private = out / "report.html", out / "private.html"
    return (
        f"{told[Status.GRADED]} of {len(rows)} graded{known}{without}.\n"
        f"See {page}; {private} says who may need a word."
    )


def nothing_graded(results: Iterable[Result], out: Path) -> str:
    """Return why nobody has marks, and write a page that says so."""
    problems = [result.outturn.problem for result in results]
    reasons = Counter(filter(None, problems)).most_common()
    shown = [f"{reason.rstrip('.')} ({number} times)" for reason, number in reasons[:3]]
    told = reasons[0][0].rstrip(".") if len(reasons) == 1 else "; ".join(shown)
    sentence = f"None of {len(problems)} could be graded, so no marks were written: {told}."
    write_nothing(out, sentence, reasons)
    return sentence


def write_nothing(out: Path, sentence: str, reasons: Sequence[tuple[str, int]] = ()) -> None:
    """Write a page that says why there are no marks."""
    text = pages.render("nothing", title=TITLE, sentence=sentence, reasons=reasons)
    replace(text, out / "report.html")


def failed(error: BaseException, place: str) -> str:
    """Return what is said where the run itself has failed."""
    return (
        f"The class run failed ({type(error).__name__}: {error}; {place}). What is graded is kept; "
        "please report this line."
    )
