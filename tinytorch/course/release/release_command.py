"""The command line of a release: reads the commit, writes the products, says where they are."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tinytorch.checkout import ROOT
from tinytorch.course.release import checkout, products
from tinytorch.course.site import build, packages
from tinytorch.course.site.site_command import PACKAGES, UPLOAD
from tinytorch.grading import command_line, messages
from tinytorch.grading.given import protected
from tinytorch.grading.model import GradingError
from tinytorch.grading.text import one_line

SLUG = "tinytorch-layers"

INTERRUPTED = "Stopped; the release is not complete: make it again."

EPILOG = """\
OUT/template/                         the students' repository, without the solutions
OUT/classroom50/autograders/NAME/     the autograder of an assignment in Classroom 50
OUT/gradescope.zip                    the autograder of an assignment in Gradescope
OUT/site/                             the course as a page that grades in the browser
OUT/gitlab/.gitlab-ci.yml             what GitLab needs beside the template
OUT/codio.zip                         what a project in Codio needs
OUT/manifest.json                     the commit, and the SHA-256 of every file

solutions/README.md says how each is handed out. A release into the same folder takes the place
of the earlier one and leaves everything else there alone, such as a repository in OUT/template.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the release, and return the exit code: 0 made, 2 not made."""
    return command_line.run(lambda: _main(arguments), interrupted=INTERRUPTED)


def _main(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    commit = checkout.read(ROOT, allow_dirty=options.allow_dirty)
    site = {} if options.without_site else _site(commit, options.upload)
    earlier = protected.history(options.out / "template" / protected.MANIFEST)
    files = products.build(commit, options.name, site, earlier=earlier, workflow=options.workflow)
    _replace(files, options.out)
    print(f"Released commit {commit.name[:10]}, {len(files)} files, to {options.out}")
    return command_line.DONE


def _site(commit: checkout.Commit, upload: str) -> products.Files:
    """Return the site, or nothing where what it is made with cannot be had."""
    try:
        return build.build(commit, PACKAGES, upload=upload)
    except packages.Unavailable as error:
        print(f"The release has no site. {one_line(str(error), ' ')}", file=sys.stderr)
        return {}


def _parser() -> argparse.ArgumentParser:
    description = "Make what students and services receive, from the commit checked out."
    parser = command_line.parser(messages.nox("release --"), description, EPILOG)
    add = parser.add_argument
    default = ROOT / "build" / "release"
    add("out", nargs="?", type=Path, default=default, metavar="OUT", help="build/release")
    add("--name", default=SLUG, help=f"the assignment's short name in Classroom 50: {SLUG}")
    add(
        "--without-site",
        action="store_true",
        help="leave the page out; so it is where Node.js or a download is missing",
    )
    add("--upload", **UPLOAD)
    add("--workflow", metavar="FILE", help="another name for the template's classroom.yml")
    add("--allow-dirty", action="store_true", help="pass over changes that are not committed")
    return parser


def _replace(files: products.Files, folder: Path) -> None:
    """Write the release, and remove the files of an earlier one that it has no more."""
    with products.replacing(folder, products.MANIFEST):
        for name in _earlier(folder):
            if name not in files:
                (folder / name).unlink(missing_ok=True)
        products.write(files, folder)


def _earlier(folder: Path) -> Iterator[str]:
    """Return the files that the manifest of an earlier release lists."""
    path = folder / products.MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["schema"] != products.SCHEMA:
            raise ValueError(manifest["schema"])
        names = [str(name) for name in manifest["files"]]
    except FileNotFoundError:
        return
    except (ValueError, TypeError, KeyError):
        raise GradingError(f"{path} is not that of a release: name another folder.") from None
    root = folder.resolve()
    yield from (name for name in names if (root / name).resolve().is_relative_to(root))
