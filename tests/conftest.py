"""Options for what takes too long for every run; ``TINYTORCH_EVERYTHING=1`` chooses it all."""

import os
import signal

import pytest

EVERYTHING = os.environ.get("TINYTORCH_EVERYTHING") == "1"

if EVERYTHING:
    from hypothesis import settings

    settings.register_profile("everything", max_examples=2_000, deadline=None)
    settings.load_profile("everything")


def pytest_configure() -> None:
    # Under nohup SIGINT is ignored, and so it would be in all that the tests start and interrupt.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    add = parser.getgroup("tinytorch").addoption
    pairs = "grade all correct variants and misconceptions in all modes, not a fixed share of them"
    add("--all-pairs", action="store_true", default=EVERYTHING, help=pairs)
    soak = "grade the reference 500 times, not 3 times, in random order"
    add("--soak", action="store_true", default=EVERYTHING, help=soak)
