"""Renders the pages of a class run: each is one file that needs nothing else, and runs nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tinytorch.course.classroom.written import charts
from tinytorch.grading.text import clean

_FOLDER = Path(__file__).with_name("templates")


def render(template: str, **values: object) -> str:
    """Return a page; every text in it is escaped, and what cannot be seen is made visible."""
    return _environment().get_template(f"{template}.html.j2").render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    environment.globals.update(
        style=Markup(style),
        patterns=charts.PATTERNS,
        bar=charts.bar,
        columns=charts.columns,
        counted=counted,
    )
    return environment


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: "1 point", "2 points"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _visible(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
