"""The command line of the site: builds it, writes it, and shows it here where that is asked."""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tinytorch.checkout import ROOT
from tinytorch.course.release import checkout, products
from tinytorch.course.site import build
from tinytorch.grading import command_line, messages
from tinytorch.grading.model import GradingError

PACKAGES = ROOT / "build" / "packages"
MARK = "exercises.html"  #: a folder that holds it is that of a site

TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}

#: How a command line takes the page where students upload their files.
UPLOAD: dict[str, Any] = {
    "default": os.environ.get("TINYTORCH_UPLOAD", ""),
    "metavar": "URL",
    "help": "where students upload their files; {name} stands for their name there",
}

INTERRUPTED = "Stopped."

EPILOG = """\
OUT holds static files: any web server shows them, GitHub Pages among them.
TINYTORCH_PYODIDE names a folder that holds NumPy's build for the browser; without it, that is
fetched from the release of Pyodide. solutions/README.md says how a class gets the page.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site, and return the exit code: 0 built, 2 not built."""
    return command_line.run(lambda: _main(arguments), interrupted=INTERRUPTED)


def _main(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    commit = checkout.read(ROOT, allow_dirty=options.allow_dirty)
    files = build.build(commit, PACKAGES, upload=options.upload)
    replace(files, options.out)
    size = sum(len(file.content) for file in files.values()) / 1e6
    print(f"Built the site of commit {commit.name[:10]}, {size:.1f} MB, in {options.out}")
    if options.serve is not None:
        _serve(options.out, options.serve)
    return command_line.DONE


def _parser() -> argparse.ArgumentParser:
    description = "Build the course as a page that grades in the browser."
    parser = command_line.parser(messages.nox("site --"), description, EPILOG)
    add = parser.add_argument
    default = ROOT / "build" / "site"
    add("out", nargs="?", type=Path, default=default, metavar="OUT", help="build/site")
    add("--upload", **UPLOAD)
    add("--serve", nargs="?", type=int, const=8000, metavar="PORT", help="then show it here: 8000")
    add("--allow-dirty", action="store_true", help="pass over changes that are not committed")
    return parser


def replace(files: products.Files, folder: Path) -> None:
    """Write the site in the place of an earlier one."""
    with products.replacing(folder, MARK):
        if folder.exists():
            shutil.rmtree(folder)
        products.write(files, folder)


def _serve(folder: Path, port: int) -> None:
    handler = functools.partial(Handler, directory=str(folder))
    try:
        server = Server(("127.0.0.1", port), handler)
    except OSError as error:
        raise GradingError(f"Port {port} is taken ({error.strerror}): name another one.") from None
    with server:
        print(f"Open http://localhost:{server.server_port}/ (Ctrl-C ends it)", flush=True)
        server.serve_forever()


class Server(http.server.ThreadingHTTPServer):
    """Says nothing of browsers that hang up, as they do when a page is left."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print what went wrong, unless it is that."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site's files, quietly, and never an old one."""

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the type of a file; the system's own table may know others, or none."""
        return TYPES.get(Path(path).suffix) or super().guess_type(path)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""
