"""The pages of a class run as people meet them: in a browser, by keyboard, on a telephone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.axe import violations
from tests.classroom.generate import make, write, write_roster
from tests.classroom.places import folder
from tests.classroom.references import right
from tests.conftest import nightly
from tinytorch.course.classroom import class_command
from tinytorch.course.classroom.written import pages
from tinytorch.course.site.packages import Unavailable
from tinytorch.grading.model import EXERCISES

pytestmark = nightly

PAGES = ("report", "private", "similarity", "compare", "nothing", "sections/Group_1/report")
SIZES = {"desk": 1280, "phone": 390}

RULES = """\
[[override]]
student = "S00001"
test = "test_forward_multiplies_by_the_weight"
points = 3
why = "showed it at the desk"
who = "M. Tutor"
"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a run that has something to say on each page."""
    root = tmp_path_factory.mktemp("class")
    made = make(24, seed=3)
    write(root / "in", made)
    write_roster(root / "roster.csv", made)
    (root / "term.toml").write_text(RULES, encoding="utf-8")
    longest = max(right(EXERCISES[2]), key=len)
    for student in made[:3]:
        folder(root / f"in/ml-layers-{student.identifier}", {EXERCISES[2].path: longest})
    shared = [root / "in", "--roster", root / "roster.csv", "--seed", "1"]
    before, now = root / "before", root / "out"
    assert class_command.main([*map(str, shared), "--out", str(before)]) == 0
    shutil.copytree(before / "cache", now / "cache")
    (root / f"in/ml-layers-{made[4].identifier}/{EXERCISES[0].path}").write_text("")
    more = ["--rules", root / "term.toml", "--compare", before, "--out", now]
    assert class_command.main([*map(str, shared), *map(str, more)]) == 0
    nothing = pages.render("nothing", title="x", sentence="None.", reasons=[("it is empty", 2)])
    (now / "nothing.html").write_text(nothing, encoding="utf-8")
    return now


@pytest.fixture
def opened(out: Path, browser: Browser) -> Open:
    """Give a function that opens a page of the run."""

    def open_page(name: str, width: int, scheme: str = "light") -> Page:
        size = {"width": width, "height": 800}
        page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
        page.goto((out / f"{name}.html").as_uri())
        return page

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    opened: Open, name: str, size: str, scheme: str
) -> None:
    page = opened(name, SIZES[size], scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    try:
        assert violations(page) == []
    except Unavailable as error:
        pytest.skip(str(error))
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]


def test_every_fold_and_box_is_reached_and_opened_by_keyboard(opened: Open) -> None:
    page = opened("report", 1280)
    wanted = page.locator("summary").count()
    here = "(document.activeElement.localName + ' ' + (document.activeElement.parentNode.open))"
    found = []
    while (at := page.evaluate(here)).split()[0] != "body" or not found:
        page.keyboard.press("Tab")
        at = page.evaluate(here)
        found.append(at.split()[0])
        if at == "summary false":
            page.keyboard.press("Enter")
            assert page.evaluate(here) == "summary true"

    assert found.count("summary") == wanted > 5
    assert found.count("pre") == page.locator("pre").count() > 5
    assert found.count("a") == page.locator("a").count()
