"""Reads the list of users."""

from pathlib import Path


def escape():
    return Path("/etc/passwd").read_text("utf-8")
