"""Reads the times that services write beside what was handed in, in several languages."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

#: How the names of months begin in English, German, French and Spanish, without accents.
_MONTHS = (
    ("jan", "ene"), ("feb", "fev"), ("mar",), ("apr", "avr", "abr"), ("mai", "may"),
    ("jun", "juin"), ("jul", "juil"), ("aug", "aou", "ago"), ("sep",), ("okt", "oct"), ("nov",),
    ("dez", "dec", "dic"),
)  # fmt: skip
_NUMBER = {start: number for number, each in enumerate(_MONTHS, 1) for start in each}

#: ``Wednesday, 25 November 2026, 2:05 PM``, ``mercredi 25 novembre 2026, 14:05``, ``25.11.2026``
_DAY = re.compile(r"\b(\d{1,2})(?:\.| de)? *(\d{1,2}\.|[^\W\d]{3,}\.?)(?: de)? *(\d{4})\b")
_CLOCK = re.compile(r"\b(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?: ?([ap])\.? ?m\b)?", re.IGNORECASE)


def parse(text: str) -> datetime | None:
    """Return the moment that a text names, or None; without a zone it is local.

    What could be either day or month, as in ``04/05/2026 12:00``, names none.
    """
    text = " ".join(text.split())
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        pass
    day, clock = _DAY.search(text), _CLOCK.search(text)
    if day is None or clock is None:
        return None
    month = _month(day[2])
    hour, afternoon = int(clock[1]), (clock[4] or "").lower()
    if afternoon:
        hour = hour % 12 + (12 if afternoon == "p" else 0)
    try:
        found = datetime(int(day[3]), month, int(day[1]), hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None
    return found.astimezone()


def _month(text: str) -> int:
    """Return the number of a month, or 0."""
    if text[0].isdigit():
        return int(text.rstrip("."))
    plain = unicodedata.normalize("NFD", text.casefold())
    word = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return next((_NUMBER[word[:n]] for n in (4, 3) if word[:n] in _NUMBER), 0)
