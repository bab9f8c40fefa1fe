"""Puts the site together from the files of a commit: static files, the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tinytorch.course.release.checkout import Commit, File
from tinytorch.course.release.products import Files, write
from tinytorch.course.site import course_zip, licences, packages, pages
from tinytorch.course.slides import build as slides

OWN = "tinytorch/course/site/"

_PYODIDE = (
    "pyodide.js",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)

_FACES = ("source-serif-4/wght.css", "source-serif-4/wght-italic.css", "jetbrains-mono/wght.css")

#: Entry points of the bundler, and what they become.
_BUNDLES = {
    "page/main.js": "exercises",
    "page/home.js": "home",
    "page/theme.js": "theme",
    "page/worker.js": "worker",
    "page/service-worker.js": "service-worker",
    "page/page.css": "page",
}


def build(commit: Commit, kept: Path, *, upload: str = "") -> Files:
    """Return the files of the site, by path.

    Parameters
    ----------
    commit : Commit
    kept : Path
        Where fetched packages are kept.
    upload : str
        The page where students upload their files; ``{name}`` stands for their name there.

    Raises
    ------
    GradingError
        A tool or a package is missing, or a chapter links to what the site lacks.
    """
    own = {
        path.removeprefix(OWN): file for path, file in commit.files.items() if path.startswith(OWN)
    }
    modules = packages.npm(own, kept)
    libraries = packages.wheels(commit.files, kept)
    pyodide = modules / "node_modules" / "pyodide"
    numpy = packages.numpy(pyodide, kept)
    # Beside node_modules, where the bundler and Node.js look for packages.
    with tempfile.TemporaryDirectory(dir=modules, prefix="stage-") as name:
        stage = Path(name)
        write({path: file for path, file in own.items() if path.startswith("page/")}, stage)
        write({"package.json": own["package.json"]}, stage)
        texts = pages.chapters(commit.files, stage)
        _fonts(modules, stage)
        files: Files = {
            "course.zip": File(course_zip.packed(commit, libraries, stage)),
            **{f"pyodide/{name}": File((pyodide / name).read_bytes()) for name in _PYODIDE},
            f"pyodide/{numpy.name}": File(numpy.read_bytes()),
            "icon.svg": own["page/icon.svg"],
        }
        shown = pages.rendered(commit, own, texts, upload)
        version = _version({**files, **shown, **own})
        bundled, used = _bundle(modules, stage, [*files, *shown], version)
        shown |= {f"slides/{name}": file for name, file in slides.build(commit, stage).items()}
    files |= shown | bundled
    files["licences.txt"] = File(licences.of_all(modules, {*used, *slides.USED}, libraries, commit))
    return dict(sorted(files.items()))


def _fonts(modules: Path, stage: Path) -> None:
    """Put the fonts' styles beside the page's, with what browsers and this language need."""
    katex = modules / "node_modules" / "katex" / "dist"
    style = (katex / "katex.min.css").read_text(encoding="utf-8")
    style = re.sub(r',url\([^)]*\.(woff|ttf)\) format\("\w+"\)', "", style)
    (stage / "page" / "katex.css").write_text(style, encoding="utf-8")
    shutil.copytree(katex / "fonts", stage / "page" / "fonts")
    faces = []
    for name in _FACES:
        folder = modules / "node_modules" / "@fontsource-variable" / Path(name).parent
        text = (folder / Path(name).name).read_text(encoding="utf-8")
        faces += re.findall(r"/\* [\w-]+-(?:latin|latin-ext|greek)-\w+-\w+ \*/(.*?\})", text, re.S)
        shutil.copytree(folder / "files", stage / "page" / "files", dirs_exist_ok=True)
    (stage / "page" / "faces.css").write_text("".join(faces), encoding="utf-8")


def _version(files: Files) -> str:
    digest = hashlib.sha256()
    for name, file in sorted(files.items()):
        digest.update(name.encode() + b"\0" + file.content + b"\0")
    return digest.hexdigest()[:16]


def _bundle(
    modules: Path, stage: Path, others: Iterable[str], version: str
) -> tuple[Files, set[str]]:
    """Return the bundles, and the npm packages that are in them."""
    entries = [f"{name}={source}" for source, name in _BUNDLES.items()]
    command = [
        *("--bundle", "--minify", "--format=iife", "--target=es2022,safari16", "--charset=utf8"),
        *("--loader:.woff2=file", "--asset-names=fonts/[name]", "--legal-comments=none"),
        *("--outdir=bundled", "--metafile=meta.json", "--log-level=error"),
        f"--define:VERSION={json.dumps(version)}",
        f"--define:POLICY={json.dumps(pages.POLICY)}",
        "--define:FILES=__FILES__",
    ]
    tool = modules / "node_modules" / "esbuild" / "bin" / "esbuild"
    packages.run("node", tool, *entries, *command, folder=stage)
    out = stage / "bundled"
    bundled = {
        path.relative_to(out).as_posix(): File(path.read_bytes())
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }
    listed = json.dumps(["./", *sorted({*others, *bundled} - {"service-worker.js"})])
    worker = bundled["service-worker.js"].content.replace(b"__FILES__", listed.encode())
    bundled["service-worker.js"] = File(worker)
    inputs = json.loads((stage / "meta.json").read_text(encoding="utf-8"))["inputs"]
    found = {match[1] for path in inputs if (match := re.search(_PACKAGE, path))}
    return bundled, {*found, "pyodide"}


_PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")
