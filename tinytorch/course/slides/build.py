"""Builds the slides: static files, which a browser shows, and prints to PDF.

They are a folder of their own, fonts included, that can be taken along to the lecture hall.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

import numpy as np

from tinytorch.core import layers
from tinytorch.course.release.checkout import Commit, File
from tinytorch.course.release.products import Files
from tinytorch.course.site import packages
from tinytorch.lab import costs, dropout, handwriting, initialisation, model, style
from tinytorch.lab.page import Picture

OWN = "tinytorch/course/slides/"

#: What a browser loads: where npm's packages have it, and where it goes.
_PARTS = {
    "reveal.js/dist/re*.css": "reveal",
    "reveal.js/dist/reveal.js": "reveal",
    "reveal.js/dist/plugin/notes.js": "reveal",
    "katex/dist/katex.min.css": "katex",
    "katex/dist/fonts/*.woff2": "katex/fonts",
    "@fontsource-variable/*/files/*-latin-wght-normal.woff2": "fonts",
}

#: The packages that these are parts of.
USED = (
    "@fontsource-variable/jetbrains-mono",
    "@fontsource-variable/source-serif-4",
    "katex",
    "reveal.js",
)


def build(commit: Commit, stage: Path) -> Files:
    """Return the files of the slides, by path; `index.html` shows them.

    Parameters
    ----------
    commit : Commit
    stage : Path
        A folder to work in, with npm's packages in `node_modules` beside it.

    Raises
    ------
    GradingError
        Node.js is missing, or cannot render the slides.
    """
    own = {name: commit.files[OWN + name] for name in ("render.js", "slides.css", "slides.js")}
    text = commit.files[f"{OWN}slides.md"].content
    page = Template(commit.files[f"{OWN}slides.html"].content.decode("utf-8"))
    (stage / "render-slides.js").write_bytes(own.pop("render.js").content)
    sections = packages.run("node", "render-slides.js", folder=stage, given=text).decode("utf-8")
    return {
        "index.html": File(page.substitute(slides=sections).encode("utf-8")),
        **own,
        **{
            f"{folder}/{path.name}": File(path.read_bytes())
            for pattern, folder in _PARTS.items()
            for path in sorted((stage.parent / "node_modules").glob(pattern))
        },
        **_pictures(text.decode("utf-8")),
    }


def _pictures(text: str) -> Files:
    """Draw the laboratory's pictures that a text shows: of the reference, and always the same."""
    with tempfile.TemporaryDirectory() as name, _reference():
        np.random.seed(0)
        sections = (
            costs.describe(costs.measure(model.DEFAULT_WIDTHS, 32)),
            initialisation.describe(initialisation.measure()),
            dropout.describe(dropout.measure()),
            handwriting.describe(handwriting.measure()),
        )
        shown = [
            style.save(item, Path(name), dark=False)[0]
            for section in sections
            for item in section.content
            if isinstance(item, Picture) and f"]({item.files[0]})" in text
        ]
        return {file: File(Path(name, file).read_bytes()) for file in shown}


@contextmanager
def _reference() -> Iterator[None]:
    """Let `tinytorch.core.layers` find the reference."""
    before = {name: os.environ[name] for name in os.environ.keys() & {"TINYTORCH_SOURCE"}}
    os.environ["TINYTORCH_SOURCE"] = "solutions"
    layers.forget()
    try:
        yield
    finally:
        del os.environ["TINYTORCH_SOURCE"]
        os.environ.update(before)
        layers.forget()
