"""The figures of the page in the browser, each against what is wanted of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, Page

from tests.bench.figures import Figure
from tests.bench.measure import ROOT
from tests.conftest import launched
from tests.site.conftest import PATIENCE, asked, put, ready, served, texts
from tinytorch.course.release import checkout, products
from tinytorch.course.site import build
from tinytorch.course.site.site_command import PACKAGES
from tinytorch.grading.model import EXERCISES

#: Keeps when Python was ready, in milliseconds since the page was asked for.
_READY = """
window.Worker = class extends Worker {
    constructor(...given) {
        super(...given);
        const told = document.documentElement.dataset;
        this.addEventListener("message", ({data}) => {
            if ("ready" in data) told.ready ??= performance.now();
        });
    }
};
"""
_ROUNDS = 5


def page() -> Iterator[Figure]:
    """Compare the page's size and times with what is wanted of them."""
    commit = checkout.read(ROOT, allow_dirty=True)
    start = perf_counter()
    files = build.build(commit, PACKAGES)
    yield _against("site, seconds to build", perf_counter() - start, 30, "s")
    size = sum(len(file.content) for file in files.values()) / 1e6
    yield _against("site, all its bytes", size, 25, "MB")
    with tempfile.TemporaryDirectory() as name, launched() as browser:
        products.write(files, Path(name, "course"))
        with served(Path(name)) as address:
            yield from _of_page(browser, address)
            yield from _of_grades(browser, address)


def _of_page(browser: Browser, address: str) -> Iterator[Figure]:
    cold = []
    for _ in range(_ROUNDS):
        context = browser.new_context(service_workers="allow")
        context.set_default_timeout(PATIENCE)
        context.add_init_script(_READY)
        shown = context.new_page()
        shown.goto(address + "exercises.html#01")
        cold.append(_ready_after(shown))
    yield _against("page, ready when it is opened for the first time", median(cold), 5, "s")
    shown.evaluate("navigator.serviceWorker.ready")
    warm = []
    for _ in range(_ROUNDS):
        ready(shown)
        shown.reload()
        warm.append(_ready_after(shown))
    yield _against("page, ready when it is opened again", median(warm), 4, "s")
    ready(shown)
    shown.wait_for_timeout(10_000)  # the spare interpreter starts when there is nothing to do
    put(shown, "while True: __import__('time').sleep(9**9)\n")
    shown.get_by_role("button", name="Stop").wait_for(timeout=PATIENCE)
    start = perf_counter()
    shown.keyboard.press("ControlOrMeta+.")
    shown.locator("#state[data-state=ready]").wait_for(timeout=PATIENCE)
    yield _against("page, ready again after an endless loop", perf_counter() - start, 5, "s")


def _ready_after(shown: Page) -> float:
    """Return the seconds from asking for a page until its interpreter is ready."""
    told = shown.locator("html[data-ready]")
    told.wait_for(state="attached")
    return float(told.get_attribute("data-ready") or "nan") / 1000


def _of_grades(browser: Browser, address: str) -> Iterator[Figure]:
    shown = browser.new_page()
    shown.set_default_timeout(PATIENCE)
    shown.goto(address + "licences.txt")
    shown.evaluate("window.worker = new Worker('worker.js')")
    folders = [each.folder for each in EXERCISES]
    for name, exercises, wanted in (("all four", folders, 1.0), ("02 alone", folders[1:2], 0.3)):
        times = []
        for _ in range(_ROUNDS + 1):  # the first compiles the tests
            start = perf_counter()
            asked(shown, "grade", texts("solutions"), exercises=exercises)
            times.append(perf_counter() - start)
        yield _against(f"page, a grade of {name}", median(times[1:]), wanted, "s")


def _against(name: str, value: float, wanted: float, unit: str) -> Figure:
    return Figure(f"{name}, against {wanted:g} {unit}", value / wanted, f"{value:.2f} {unit}")
