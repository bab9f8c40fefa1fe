"""The page as a student uses it, in a real browser."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.conftest import nightly
from tests.site.conftest import PATIENCE, put, ready, served, texts
from tinytorch.grading.given import submission
from tinytorch.grading.model import EXERCISES

Open = Callable[..., Page]
ANSWERS = texts("solutions")
STUBS = texts("exercises")


def points(page: Page, folder: str) -> str:
    return page.locator(f"#step-{folder} .points").inner_text()


def shown(page: Page) -> str:
    """Return what the editor holds."""
    text: str = page.locator("#editor .cm-content").evaluate(
        "element => element.cmTile?.view?.state.doc.toString() ?? element.innerText"
    )
    return text


def stored(page: Page, folder: str) -> str | None:
    return page.evaluate("name => localStorage.getItem(name)", f"/course/tinytorch/file/{folder}")


def test_from_the_first_hint_to_the_next_exercise(opened: Open) -> None:
    page = opened("index.html")
    page.get_by_role("link", name="Begin with 01 Layer").click()
    ready(page)
    expect(page.locator(".now .outcome")).to_have_text("not started, TODO 1.1")
    expect(page.locator("#report .note")).to_have_text(re.compile("feedback, not the record"))

    expect(page.locator("#report .next")).to_contain_text("Next: TODO 1.1 in exercises/01_layer/")

    for number in (1, 2, 3):
        page.locator("#hints button").click()
        expect(page.locator(".hint")).to_have_count(number)
    expect(page.locator("#hints button")).to_have_count(0)

    put(page, ANSWERS["01_layer"])
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("#news")).to_contain_text("Layer is complete.", timeout=PATIENCE)
    page.get_by_role("button", name="On to 02 Linear").click()
    expect(page.locator("#file")).to_have_text("linear.py")

    put(page, ANSWERS["02_linear"].replace("y + self.bias", "y - self.bias"))
    expect(page.locator(".mistake").first).to_have_text(
        "This is what you get when the bias is subtracted.", timeout=PATIENCE
    )
    expect(page.locator(".cm-line.marked").first).to_contain_text("def forward")
    page.locator(".place button").first.click()
    expect(page.locator(".cm-content")).to_be_focused()

    assert points(page, "02_linear") not in ("0 / 35", "35 / 35")

    page.get_by_role("tab", name="Try").click()
    page.locator("#typed").fill("Linear(2, 3).weight.shape")
    page.locator("#typed").press("Enter")
    expect(page.locator("#said")).to_contain_text("(2, 3)", timeout=PATIENCE)
    page.locator('article[data-chapter="02"] .example button').first.dispatch_event("click")
    expect(page.locator("#said")).to_contain_text("shape=(2, 2))", timeout=PATIENCE)

    page.goto(page.url.replace("exercises.html", "index.html"))
    expect(page.locator("#begin")).to_have_text("Go on with 02 Linear")


def test_two_tabs_lose_nothing(opened: Open) -> None:
    first = opened("exercises.html#start", python=False)
    expect(first.locator("#file")).to_have_text("layer.py")
    assert shown(first) == STUBS["01_layer"]
    first.evaluate("location.hash = '02'")
    second = opened("exercises.html#02", beside=first, python=False)
    put(first, "first = 1\n")
    expect(second.locator(".cm-content")).to_contain_text("first = 1")
    put(second, "second = 2\n")
    expect(first.locator(".cm-content")).to_contain_text("second = 2")

    # A tab that was asleep has not been told what the other wrote.
    second.evaluate("localStorage.setItem('/course/tinytorch/file/02_linear', 'asleep = 3')")
    second.evaluate("window.dispatchEvent(new Event('focus'))")
    put(second, "fourth = 4\n")
    kept = "JSON.parse(localStorage.getItem('/course/tinytorch/kept/02_linear'))"
    assert "asleep = 3" in [version["text"] for version in second.evaluate(kept)]

    # The browser has room for 5 MB: what is oldest goes, and what is replaced now is kept.
    old = [{"text": "x" * 10**6 * part, "time": 1, "why": "loading"} for part in (1, 3)]
    second.evaluate(
        "old => localStorage.setItem('/course/tinytorch/kept/02_linear', old)", json.dumps(old)
    )
    put(second, "y" * 10**6)
    second.get_by_role("button", name="Start again").click()
    assert [version["text"][0] for version in second.evaluate(kept)] == ["y", "x"]


WAIT = "import time\n\ntime.sleep(9**9)\n"
LINE_3 = "exercises/01_layer/layer.py,3"


def followed(opened: Open) -> Page:
    """Open a page whose clock a test can turn on, and whose body shows what runs.

    That is a test, and the line of a file that is loaded.
    """
    page = opened("exercises.html#01", spare=True)
    ready(page)
    page.evaluate(
        """() => {
            const ask = Worker.prototype.postMessage;
            Worker.prototype.postMessage = function (request) {
                this.addEventListener("message", ({data: {doing}}) => {
                    document.body.dataset.runs = doing?.test ?? document.body.dataset.runs;
                    document.body.dataset.loads = doing?.loading ?? "";
                });
                ask.call(this, request);
            };
        }"""
    )
    page.clock.install()
    return page


@nightly
def test_what_never_comes_back_is_ended(opened: Open) -> None:
    page = followed(opened)
    count = "return sum(__import__('itertools').count())"
    put(page, re.sub("raise NotImplementedError.*", count, ANSWERS["01_layer"]))
    page.keyboard.press("ControlOrMeta+s")
    first = re.compile("::test_forward_is_left_to_subclasses$")
    expect(page.locator("body")).to_have_attribute("data-runs", first, timeout=PATIENCE)
    page.clock.fast_forward("00:09")  # of which the test waits for none

    expect(page.locator("#report .timed_out").first).to_be_attached(timeout=PATIENCE)
    expect(page.locator("#report")).to_contain_text("the page ended it")
    assert points(page, "01_layer") not in ("0 / 10", "10 / 10")

    put(page, WAIT)
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("body")).to_have_attribute("data-loads", LINE_3, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("ControlOrMeta+.")
    expect(page.locator("#verdict")).to_contain_text("Not graded. Stopped during “Layer.forward")
    expect(page.locator("#verdict")).to_contain_text("at line 3 of exercises/01_layer/layer.py")
    assert shown(page) == stored(page, "01_layer") == WAIT

    put(page, ANSWERS["01_layer"])
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("#step-01_layer .points")).to_have_text("10 / 10", timeout=PATIENCE)


def test_files_out_and_in(opened: Open, tmp_path: Path) -> None:
    page = opened("exercises.html#02", python=False)
    page.evaluate(
        """texts => { for (const name in texts)
            localStorage.setItem(`/course/tinytorch/file/${name}`, texts[name]); }""",
        ANSWERS,
    )
    page.reload()
    page.get_by_role("button", name="Files").click()
    expect(page.locator("#upload")).to_have_attribute("href", "https://example.org//upload/main")
    page.locator("#name").fill("ada")
    expect(page.locator("#upload")).to_have_attribute("href", "https://example.org/ada/upload/main")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download all as a zip").click()
    archive = tmp_path / "work.zip"
    downloading.value.save_as(archive)
    with zipfile.ZipFile(archive) as opened_archive:
        opened_archive.extractall(tmp_path / "work")
    handed_in = submission.read(tmp_path / "work", Path(__file__).parents[2])
    assert [file.source.decode() if file.source else None for file in handed_in.files] == [
        ANSWERS[each.folder] for each in EXERCISES
    ]
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Start again").click()
    expect(page.locator("#kept")).to_contain_text("your version is under Files")
    assert stored(page, "02_linear") == STUBS["02_linear"]
    page.get_by_role("button", name="Files").click()
    page.get_by_role("button", name="Bring back").first.click()
    assert stored(page, "02_linear") == ANSWERS["02_linear"]

    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("layers-main/exercises/02_linear/linear.py", "loaded = 2\r\n")
        made.writestr("layers-main/solutions/02_linear/linear.py", "wrong = 2\n")
        made.writestr("__MACOSX/layers-main/exercises/02_linear/._linear.py", "wrong = 3\n")
    given = {"name": "x.zip", "mimeType": "application/zip", "buffer": other.getvalue()}
    page.locator("#load").set_input_files([given])
    expect(page.locator("#kept")).to_have_text("Loaded: linear.py.")
    assert stored(page, "02_linear") == "loaded = 2\n"
    bare = {
        "name": "dropout.py",
        "mimeType": "text/x-python",
        "buffer": b"# coding: latin-1\nb\xe4r = 3\n",
    }
    page.locator("#load").set_input_files([bare])
    expect(page.locator("#kept")).to_have_text("Loaded: dropout.py.")
    assert stored(page, "03_dropout") == "# coding: utf-8\nb\xe4r = 3\n"


#: The kind of each file of a list, and how many bytes of it come.
FETCHED = """
    async names => {
        const found = {};
        for (const name of names) {
            const answer = await fetch(name);
            const {byteLength} = await answer.arrayBuffer();
            found[name] = [answer.headers.get("content-type"), answer.ok ? byteLength : null];
        }
        return found;
    }
"""
#: Python takes seconds to start, and whether it does is asked at night.
NO_PYTHON = "window.Worker = class extends EventTarget { postMessage() {} terminate() {} }"


def test_everything_is_there_without_the_network(opened: Open, folder: Path) -> None:
    with served(folder) as address:
        page = opened("exercises.html#01", address=address, python=False, offline=True)
        put(page, ANSWERS["01_layer"])
        page.evaluate("navigator.serviceWorker.ready")
        kinds = {name: kind for name, (kind, _) in page.evaluate(FETCHED, kept(folder)).items()}
    # The server is gone.
    page.add_init_script(NO_PYTHON)
    page.reload()
    there = page.evaluate(FETCHED, kept(folder))
    assert there == {
        name: [kinds[name], (folder / "course" / name).stat().st_size] for name in kept(folder)
    }
    assert shown(page) == stored(page, "01_layer") == ANSWERS["01_layer"]
    page.goto(address)
    expect(page.locator("h1")).to_contain_text("Build the layers")
    policy = page.evaluate(
        "fetch('worker.js').then(it => it.headers.get('content-security-policy'))"
    )
    assert "connect-src 'self'" in policy


def kept(folder: Path) -> list[str]:
    """Return the files that a page without a network needs."""
    names = (path.relative_to(folder / "course").as_posix() for path in folder.rglob("*.*"))
    others = re.compile("slides/|service-worker.js$|licences.txt$|slides$")
    return [name for name in names if not others.match(name)]


@nightly
def test_python_starts_without_the_network(opened: Open, folder: Path) -> None:
    with served(folder) as address:
        page = opened("exercises.html#01", address=address, python=False, offline=True)
        put(page, ANSWERS["01_layer"])
        page.evaluate("navigator.serviceWorker.ready")
    # The server is gone.
    page.unroute_all()
    page.reload()
    ready(page)
    assert points(page, "01_layer") == "10 / 10"
    assert points(page, "02_linear") == "0 / 35"


#: What scrolls there holds the editor's own text, which has the focus.
EDITOR = ".cm-scroller"


SIZES = {"desk": (1280, 800), "phone": (390, 800)}


@nightly
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Open, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    page = opened(
        "index.html",
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    assert violations(page, EDITOR) == []
    page.goto(page.url.replace("index.html", "exercises.html#02"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in ("Chapter", "Code", "Report") if size == "phone" else ("",):
        if part:
            page.get_by_role("button", name=part, exact=True).click()
            shown = page.locator("main > *").filter(visible=True).bounding_box()
            assert shown is not None
            assert shown["width"] == width
            assert shown["height"] > height / 2
        assert violations(page, EDITOR) == []
    page.get_by_role("button", name="Files").click()
    assert violations(page, EDITOR) == []


@nightly
def test_the_keyboard_is_enough(opened: Open) -> None:
    page = opened("exercises.html#01")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content")).to_be_focused()
    before = stored(page, "01_layer")
    page.keyboard.press("Tab")  # indents
    expect(page.locator(".cm-content")).to_be_focused()
    assert stored(page, "01_layer") != before
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("#tab-report")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-prompt")).to_be_focused()
    expect(page.locator("#prompt")).to_be_visible()


@nightly
def test_a_digit_is_read_while_it_is_drawn(opened: Open) -> None:
    page = opened("exercises.html#04")
    page.evaluate(
        """texts => { for (const name in texts)
            localStorage.setItem(`/course/tinytorch/file/${name}`, texts[name]); }""",
        ANSWERS,
    )
    page.reload()
    ready(page)
    page.get_by_role("button", name="Let your network read a digit").click()
    paper = page.locator("#paper").bounding_box()
    assert paper is not None
    page.mouse.move(paper["x"] + 100, paper["y"] + 30)
    page.mouse.down()
    page.mouse.move(paper["x"] + 100, paper["y"] + 170, steps=8)
    page.mouse.up()
    expect(page.locator("#read")).to_have_text("It reads a 1.", timeout=PATIENCE)
    page.get_by_role("button", name="Show one that it was not trained with").click()
    expect(page.locator("#read")).to_contain_text("It is a ", timeout=PATIENCE)


@nightly
def test_a_file_that_never_is_loaded_is_named_with_its_line(opened: Open) -> None:
    page = followed(opened)
    put(page, WAIT)
    page.get_by_role("button", name="Grade").click()
    expect(page.locator("body")).to_have_attribute("data-loads", LINE_3, timeout=PATIENCE)
    page.clock.fast_forward("00:09")
    expect(page.locator("#report")).to_contain_text(
        "Loading 01_layer/layer.py did not end", timeout=PATIENCE
    )
    expect(page.locator(".cm-line.marked")).to_have_text("time.sleep(9**9)")
    expect(page.locator("#step-02_linear .points")).to_have_text("0 / 35")
