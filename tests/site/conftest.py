"""The site, built from the checkout as it is now, served here and opened in a real browser.

Where there is no browser, or no Node.js to build the site with, these tests say so and are skipped.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.release.making import ROOT, commit_checkout
from tinytorch.course.release import checkout
from tinytorch.course.release.products import write
from tinytorch.course.site import build, packages
from tinytorch.course.site.packages import Unavailable
from tinytorch.course.site.site_command import PACKAGES, Handler, Server
from tinytorch.grading.model import EXERCISES

#: Milliseconds: starting takes 3 s on a quiet machine, and many times that on a busy one.
PATIENCE = 120_000

Ask = Callable[..., dict[str, Any]]

UPLOAD = "https://example.org/{name}/upload/main"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the site, two levels deep in its host, as a project's page has it.

    Where tests run in several processes, the first that asks builds it for all.
    """
    if shutil.which("npm") is None:
        pytest.skip("the site is built with Node.js, which was not found")
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def fill(host: Path) -> None:
        commit = checkout.read(commit_checkout(tmp_path_factory.mktemp("repository")))
        files = build.build(commit, PACKAGES, upload=UPLOAD)
        write(files, host / "course")

    try:
        return packages.once(shared / "host", fill)
    except Unavailable as error:
        pytest.skip(str(error))


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the site, and give its address."""
    handler = functools.partial(Handler, directory=str(folder))
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/course/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Give the address of the site."""
    with served(folder) as address:
        yield address


#: A machine that has no memory for a spare interpreter.
_SMALL = "Object.defineProperty(navigator, 'deviceMemory', {value: 2})"


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a page of the site; at the end, none may have complained.

    Python, a spare one and the worker that keeps the page for offline use start where a test looks
    at them: that takes seconds.
    """
    contexts, complaints = [], []

    def open_page(
        path: str = "exercises.html",
        beside: Page | None = None,
        address: str = address,
        *,
        python: bool = True,
        spare: bool = False,
        offline: bool = False,
        **options: Any,
    ) -> Page:
        if beside is None:
            workers = "allow" if offline else "block"
            contexts.append(browser.new_context(service_workers=workers, **options))
            if not spare:
                contexts[-1].add_init_script(_SMALL)
        context = contexts[-1] if beside is None else beside.context
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if not python:
            page.route("**/worker.js", _never_ready)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _bad(said) else None)
        page.on("request", lambda asked: complaints.append(asked.url) if _out(asked) else None)
        page.goto(address + path)
        return page

    def _never_ready(route: Route) -> None:
        route.fulfill(content_type="text/javascript", body="")

    def _bad(said: Any) -> bool:
        return said.type == "error" and "Failed to load resource" not in said.text

    def _out(asked: Any) -> bool:
        return not asked.url.startswith(("http://127.0.0.1:", "blob:", "data:"))

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def ask(browser: Browser, address: str) -> Iterator[Ask]:
    """Give a function that asks an interpreter, without the page around it."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address + "licences.txt")
    page.evaluate("window.worker = new Worker('worker.js')")
    yield functools.partial(asked, page)
    page.close()


def asked(page: Page, what: str, files: dict[str, str], **more: Any) -> dict[str, Any]:
    request = json.dumps({"do": what, "files": files, **more})
    answer: dict[str, Any] = page.evaluate(
        """request => new Promise((resolve, reject) => {
            worker.onmessage = ({data}) => {
                if ("answer" in data) resolve(data.answer);
                if ("failed" in data) reject(data.failed);
            };
            worker.postMessage(request);
        })""",
        request,
    )
    return answer


def texts(source: str) -> dict[str, str]:
    """Return the four files of ``exercises`` or ``solutions``, by folder."""
    return {
        each.folder: (ROOT / source / each.folder / each.file).read_text(encoding="utf-8")
        for each in EXERCISES
    }


def ready(page: Page) -> None:
    """Wait until all exercises have been graded once."""
    expect(page.locator("#total")).not_to_be_empty(timeout=PATIENCE)
    expect(page.locator("#state")).to_have_text("Python is ready", timeout=PATIENCE)


def put(page: Page, text: str) -> None:
    """Put a text in the place of all that the editor holds, as a student pastes it."""
    page.locator("#editor .cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(text)
