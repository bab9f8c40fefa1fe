"""What arguments of command lines stand for; pytest takes one of them, too."""

from __future__ import annotations

import argparse


def positive(text: str) -> int:
    """Return the whole number from 1 on that a text stands for."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def seed(text: str) -> int:
    """Return the number that a seed stands for."""
    if not text.isascii() or not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0 on, and not {text}")
    return int(text)
