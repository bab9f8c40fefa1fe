"""The slides as a lecture hall sees them, and as paper does; where npm and Chromium are found."""

from __future__ import annotations

import posixpath
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.exercises.chapters import ROOT, SLIDES
from tinytorch.course.release.checkout import Commit, File
from tinytorch.course.release.products import Files, write
from tinytorch.course.site import packages
from tinytorch.course.site.build import OWN
from tinytorch.course.site.site_command import PACKAGES
from tinytorch.course.slides.build import build

COUNT = SLIDES.text.count("\n---\n") + 1

#: Fonts that KaTeX's style names for old browsers, after the ones that are here.
OLDER = (".woff", ".ttf")

#: What of a slide, with all that comes step by step, lies outside a projector's screen.
OUTSIDE = """
    number => {
        Reveal.slide(number, 0, 99);
        const sheet = Reveal.getCurrentSlide().querySelector(".sheet");
        return [...sheet.querySelectorAll("*")].filter((element) => {
            const box = element.getBoundingClientRect();
            const hidden = element.closest(".katex-mathml") || !box.width;
            return !hidden && (box.right > 1280 || box.bottom > 700);
        }).map((element) => `${element.tagName}: ${element.textContent.slice(0, 40)}`);
    }
"""


@pytest.fixture(scope="module")
def files() -> Files:
    """Give the slides, built from the checkout as it is now."""
    if shutil.which("npm") is None:
        pytest.skip("the slides are built with Node.js, which was not found")
    modules = packages.npm(on_disk(ROOT / OWN), PACKAGES)
    own = on_disk(SLIDES.path.parent, "tinytorch/course/slides/")
    with tempfile.TemporaryDirectory(dir=modules) as stage:
        Path(stage, "package.json").write_text('{"type": "module"}', encoding="utf-8")
        return build(Commit("", datetime.now(UTC), own), Path(stage))


def on_disk(folder: Path, prefix: str = "") -> Files:
    return {
        prefix + path.name: File(path.read_bytes()) for path in folder.iterdir() if path.is_file()
    }


@pytest.fixture(scope="module")
def address(files: Files, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of the slides in a folder, without a server."""
    folder = tmp_path_factory.mktemp("slides")
    write(files, folder)
    return (folder / "index.html").as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(120_000)
    yield page
    page.close()


@pytest.fixture
def slides(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_function("window.Reveal?.isReady()")
    page.wait_for_function("[...document.images].every((image) => image.naturalWidth)")
    return page


def test_every_slide_fits_the_screen(slides: Page):
    assert slides.evaluate("Reveal.getTotalSlides()") == COUNT
    assert {
        number + 1: found for number in range(COUNT) if (found := slides.evaluate(OUTSIDE, number))
    } == {}


def test_paper_has_a_page_for_each_slide(page: Page, address: str):
    page.goto(f"{address}?view=print")
    page.wait_for_selector(".pdf-page")

    pdf = page.pdf(prefer_css_page_size=True, print_background=True)

    assert len(re.findall(rb"/Type /Page\b", pdf)) == COUNT


def test_the_speaker_sees_the_notes(slides: Page):
    with slides.expect_popup() as opening:
        slides.keyboard.press("s")

    opening.value.get_by_text("Two lectures of 45 minutes").wait_for()


def test_the_folder_can_be_taken_along(files: Files):
    loads = r"""(?:src=|url\(|<link[^>]* href=)["']?([^"')]+)"""

    for name in (name for name in files if name.endswith((".html", ".css"))):
        for address in re.findall(loads, files[name].content.decode("utf-8")):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            assert path in files or address.startswith("data:") or address.endswith(OLDER), address
