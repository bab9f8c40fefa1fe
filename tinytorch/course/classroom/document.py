"""What every page of a class run is built from: a document that needs nothing else."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tinytorch.course.classroom import charts
from tinytorch.grading.text import clean


def document(title: str, content: str) -> str:
    """Return a page that carries its style with it."""
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing is loaded and nothing runs, whatever a submission managed to put in here.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{style}</style></head>\n"
        f"<body>\n{charts.PATTERNS}\n{content}\n</body></html>\n"
    )


def literal(text: str) -> str:
    """Return HTML that shows text as it is, signs that cannot be seen included."""
    return escape(clean(text))


def row(title: str, points: str, drawing: str, numbers: str) -> str:
    """Return an entry of a list: a title, a bar and the numbers that it shows."""
    return (
        f'<li><span class="title">{literal(title)} <span class="points">{points}</span></span>'
        f'{drawing}<span class="numbers">{numbers}</span></li>\n'
    )
