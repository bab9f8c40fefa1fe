"""Reads the name of the test that is running."""

import os


def escape():
    return os.environ["PYTEST_CURRENT_TEST"]
