"""Options for what takes too long for every run; ``TINYTORCH_EVERYTHING=1`` chooses it all."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVERYTHING = os.environ.get("TINYTORCH_EVERYTHING") == "1"

#: What every run of all tests cannot spare the time for.
nightly = pytest.mark.skipif(not EVERYTHING, reason="a nightly test: TINYTORCH_EVERYTHING=1")

# A busy machine is no fault of a test's, and what fails by day fails again.
settings.register_profile(
    "usual", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "everything", settings.get_profile("usual"), max_examples=2_000, derandomize=False
)
settings.load_profile("everything" if EVERYTHING else "usual")


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


#: What takes longest begins first, or one process would go on alone at the end.
_LONG = (
    "tests/site/test_page.py", "tests/hostile/test_corpus.py", "tests/site/test_grading.py",
    "tests/rehearsal/", "tests/classroom/test_run.py", "tests/misconceptions/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: [not item.nodeid.startswith(start) for start in _LONG])


def pytest_collection_finish() -> None:
    # What is here now stays; each pytest that a test starts looks for garbage more than once.
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a browser, one for all tests: Playwright can be started once in a process."""
    try:
        with launched() as started:
            yield started
    except FileNotFoundError as error:
        pytest.skip(str(error))


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser.

    ``TINYTORCH_BROWSER`` names one that Playwright has installed (``chromium``, ``firefox``,
    ``webkit``); without it, the system's Chromium is taken.

    Raises
    ------
    FileNotFoundError
        There is none.
    """
    from playwright.sync_api import sync_playwright

    named = os.environ.get("TINYTORCH_BROWSER")
    path = None if named else shutil.which("chromium") or shutil.which("google-chrome")
    if not named and path is None:
        raise FileNotFoundError("no Chromium was found (Debian has it in the package chromium)")
    arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        kind = getattr(playwright, named or "chromium")
        options = {"args": arguments} if kind.name == "chromium" else {}
        started = kind.launch(executable_path=path, **options)
        yield started
        started.close()
