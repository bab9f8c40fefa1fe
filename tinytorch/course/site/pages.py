"""The pages of the site as HTML, with the chapters that they show."""

from __future__ import annotations

import ast
import json
import re
import tempfile
from collections import defaultdict
from pathlib import Path

import jinja2
import numpy as np

from tinytorch.course.release.checkout import Commit, File
from tinytorch.course.release.products import Files, write
from tinytorch.course.site import packages
from tinytorch.course.site.course_zip import COURSE
from tinytorch.grading.given import catalogue
from tinytorch.grading.model import EXERCISES, GradedTest, GradingError
from tinytorch.lab.digits import network

#: The chapters, by the name that the page's address has for them.
CHAPTERS = {
    "start": "exercises/README.md",
    **{each.number: f"exercises/{each.folder}/README.md" for each in EXERCISES},
    "tensor": "tinytorch/core/README.md",
}

#: Scripts, styles, pictures, fonts and data come from the page's own origin, and nothing else.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        *(f"{kind}-src 'self'" for kind in ("font", "connect", "worker", "manifest")),
        "style-src 'self' 'nonce-editor'",  # the editor makes its style itself
        "style-src-attr 'unsafe-inline'",  # formulas and the editor place things so
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)


def chapters(files: Files, stage: Path) -> dict[str, str]:
    """Return the chapters as HTML, by the name that the address has for them."""
    given = {
        name: {"path": path, "text": files[path].content.decode("utf-8")}
        for name, path in CHAPTERS.items()
        if path in files
    }
    text = json.dumps(given).encode("utf-8")
    done = packages.run("node", "page/render.js", folder=stage, given=text)
    rendered: dict[str, str] = json.loads(done)
    lost = {name for text in rendered.values() for name in re.findall(r'"missing:([^"]*)', text)}
    if lost:
        raise GradingError(f"The chapters link to what the site lacks: {', '.join(sorted(lost))}.")
    return rendered


def rendered(commit: Commit, own: Files, texts: dict[str, str], upload: str) -> Files:
    """Return the pages, by name."""
    tests = _tests(commit)
    exercises = {
        each.folder: {
            "file": each.file,
            "name": each.class_name,
            "possible": sum(test.points for test in tests if test.exercise == each.folder),
            "about": _about(commit.files[each.path]),
            "stub": commit.files[each.path].content.decode("utf-8"),
        }
        for each in EXERCISES
    }
    values = {
        "policy": POLICY,
        "course": {"exercises": exercises, "upload": upload},
        "exercises": exercises,
        "chapters": texts,
        "digits": _digits(),
    }
    pages = ("index.html", "exercises.html", "steps.html")
    sources = {name: own[f"page/{name}"].content.decode("utf-8") for name in pages}
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(sources), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return {
        name: File(environment.get_template(name).render(values).encode("utf-8"))
        for name in ("index.html", "exercises.html")
    }


def _about(stub: File) -> str:
    """Return what a stub's first line says of its class, as a sentence."""
    first = (ast.get_docstring(ast.parse(stub.content)) or "").partition("\n")[0]
    about = first.partition(", ")[2].removeprefix("which ")
    return about[:1].upper() + about[1:]


def _digits() -> str:
    """Draw ten digits that the laboratory's network was not trained with."""
    digits, labels = network.held_out()
    shades: dict[float, str] = defaultdict(str)
    for label in range(10):
        digit = digits[np.argmax(labels == label)].reshape(8, 8)
        for (row, column), ink in np.ndenumerate(digit):
            place = label % 5 * 10 + column, label // 5 * 10 + row
            shades[round(ink * 8) / 8] += f"M{place[0]} {place[1]}h1v1h-1z"
    paths = [f'<path fill-opacity="{ink}" d="{d}"/>' for ink, d in sorted(shades.items()) if ink]
    start = '<svg viewBox="0 0 48 18" fill="currentColor" shape-rendering="crispEdges" role="img" '
    return f'{start}aria-label="Ten handwritten digits, 0 to 9">{"".join(paths)}</svg>'


def _tests(commit: Commit) -> tuple[GradedTest, ...]:
    with tempfile.TemporaryDirectory() as name:
        write({path: commit.files[path] for path in COURSE.of(commit.files)}, Path(name))
        return catalogue.read(Path(name))
