"""Looks for a token in the environment."""

import os


def escape():
    return [name for name in os.environ if name.startswith("GITHUB_")]
