"""The slides as a lecture hall sees them, and as paper does; where npm and Chromium are found."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.exercises.chapters import SLIDES
from tests.site.conftest import folder

__all__ = ["folder"]

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
def shown(folder: Path) -> Path:
    """Give the folder of the slides, as the site has them."""
    return folder / "course" / "slides"


@pytest.fixture(scope="module")
def address(shown: Path) -> str:
    """Give the address of the slides in a folder, without a server."""
    return (shown / "index.html").as_uri()


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


def test_the_folder_can_be_taken_along(shown: Path):
    loads = r"""(?:src=|url\(|<link[^>]* href=)["']?([^"')]+)"""
    files = {path.relative_to(shown).as_posix(): path for path in shown.rglob("*.*")}

    for name in (name for name in files if name.endswith((".html", ".css"))):
        for address in re.findall(loads, files[name].read_text(encoding="utf-8")):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            assert path in files or address.startswith("data:") or address.endswith(OLDER), address
