"""Puts the site together from the files of a commit: static files, the same bytes each time."""

from __future__ import annotations

import ast
import hashlib
import html
import json
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import jinja2
import numpy as np

from tinytorch.course.release.checkout import Commit, File
from tinytorch.course.release.contents import Selection
from tinytorch.course.release.products import Files, write
from tinytorch.course.site import packages
from tinytorch.course.slides import build as slides
from tinytorch.grading.given import catalogue
from tinytorch.grading.model import EXERCISES, GradedTest, GradingError
from tinytorch.lab.digits import network

OWN = "tinytorch/course/site/"

#: What the interpreter has of the course.
COURSE = Selection(
    include=(
        "LICENSE",
        "exercises/*/README.md",
        "exercises/*/test_*.py",
        "tinytorch/__init__.py",
        "tinytorch/core/*.py",
        "tinytorch/course/__init__.py",
        "tinytorch/course/site/__init__.py",
        "tinytorch/course/site/browser/*",
        "tinytorch/grading/*",
        "tinytorch/lab/__init__.py",
        "tinytorch/lab/digits/*",
        "tinytorch/lab/model.py",
        "tinytorch/testing/*",
    ),
)

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
        chapters = _chapters(commit.files, stage)
        _fonts(modules, stage)
        files: Files = {
            "course.zip": File(_course(commit, libraries, stage)),
            **{f"pyodide/{name}": File((pyodide / name).read_bytes()) for name in _PYODIDE},
            f"pyodide/{numpy.name}": File(numpy.read_bytes()),
            "icon.svg": own["page/icon.svg"],
        }
        pages = _pages(commit, own, chapters, upload)
        version = _version({**files, **pages, **own})
        bundled, used = _bundle(modules, stage, files, pages, version)
        shown = {f"slides/{name}": file for name, file in slides.build(commit, stage).items()}
    files |= pages | bundled | shown
    files["licences.txt"] = File(_licences(modules, {*used, *slides.USED}, libraries, commit))
    return dict(sorted(files.items()))


def _chapters(files: Files, stage: Path) -> dict[str, str]:
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


def _course(commit: Commit, libraries: Path, stage: Path) -> bytes:
    """Return what the interpreter unpacks: the course and Python's packages."""
    course = {path: commit.files[path] for path in COURSE.of(commit.files)}
    write({**course, **dict(_libraries(libraries))}, stage / "course")
    # Compressed by a locked library, so that the bytes do not depend on this machine's.
    seconds = str(int(commit.when.timestamp()))
    packages.run("node", "page/pack.js", "course", "course.zip", seconds, folder=stage)
    return (stage / "course.zip").read_bytes()


def _libraries(folder: Path) -> Iterator[tuple[str, File]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        told = ".dist-info/" not in name or path.name in ("METADATA", "entry_points.txt")
        ours = not name.startswith(("bin/", ".")) and path.suffix != ".pyc"
        if path.is_file() and told and ours:
            yield f"packages/{name}", File(path.read_bytes())


def _pages(commit: Commit, own: Files, chapters: dict[str, str], upload: str) -> Files:
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
        "chapters": chapters,
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


def _version(files: Files) -> str:
    digest = hashlib.sha256()
    for name, file in sorted(files.items()):
        digest.update(name.encode() + b"\0" + file.content + b"\0")
    return digest.hexdigest()[:16]


def _bundle(
    modules: Path, stage: Path, files: Files, pages: Files, version: str
) -> tuple[Files, set[str]]:
    """Return the bundles, and the npm packages that are in them."""
    entries = [f"{name}={source}" for source, name in _BUNDLES.items()]
    command = [
        *("--bundle", "--minify", "--format=iife", "--target=es2022,safari16", "--charset=utf8"),
        *("--loader:.woff2=file", "--asset-names=fonts/[name]", "--legal-comments=none"),
        *("--outdir=bundled", "--metafile=meta.json", "--log-level=error"),
        f"--define:VERSION={json.dumps(version)}",
        f"--define:POLICY={json.dumps(POLICY)}",
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
    listed = json.dumps(["./", *sorted({*files, *pages, *bundled} - {"service-worker.js"})])
    worker = bundled["service-worker.js"].content.replace(b"__FILES__", listed.encode())
    bundled["service-worker.js"] = File(worker)
    inputs = json.loads((stage / "meta.json").read_text(encoding="utf-8"))["inputs"]
    found = {match[1] for path in inputs if (match := re.search(_PACKAGE, path))}
    return bundled, {*found, "pyodide"}


_PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")


def _licences(modules: Path, used: Iterable[str], libraries: Path, commit: Commit) -> bytes:
    """Return the licence of everything that the site holds."""
    texts = {"TinyTorch Layers": commit.files["LICENSE"].content.decode("utf-8")}
    for name in sorted(used):
        folder = modules / "node_modules" / name
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        texts[f"{name} {about['version']} ({about.get('license')})"] = _texts(folder, about)
    for folder in sorted(libraries.glob("*.dist-info")):
        texts[folder.name.removesuffix(".dist-info")] = _texts(folder, {})
    parts = [f"{'=' * 80}\n{name}\n{'=' * 80}\n\n{text.strip()}\n" for name, text in texts.items()]
    return "\n\n".join(parts).encode("utf-8")


def _texts(folder: Path, about: dict[str, object]) -> str:
    found = sorted(
        path for path in folder.rglob("*") if re.match(r"(?i)licen[cs]e|copying", path.name)
    )
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in found if path.is_file()]
    repository = about.get("repository")
    url = repository.get("url") if isinstance(repository, dict) else repository
    return "\n\n".join([*([f"Source: {html.unescape(str(url))}"] if url else []), *texts])
