"""``python -m tests.classroom.picture``: draw the class page, as the guide shows it.

A class is made and graded; the top of its page becomes a picture, for bright and for dark screens.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from tests.classroom import generate
from tests.classroom.references import ROOT
from tinytorch.course.classroom import class_command

COUNT, SEED = "120", "1"
PICTURES = {"class-report.png": (), "class-report-dark.png": ("--force-dark-mode",)}


def main() -> None:
    """Grade a class, and draw its page with the Chromium of this machine."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        generate.main(folder, COUNT, SEED)
        graded = [place / "submissions", "--roster", place / "roster.csv", "--out", place / "out"]
        class_command.main([*map(str, graded), "--seed", SEED])
        for name, options in PICTURES.items():
            draw(place / "out" / "report.html", ROOT / "solutions" / name, *options)


def draw(page: Path, picture: Path, *options: str) -> None:
    """Draw the top of a page."""
    command = [
        shutil.which("chromium") or "google-chrome", "--headless", "--disable-gpu",
        "--hide-scrollbars", "--window-size=1040,1420", f"--screenshot={picture}", *options,
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--no-sandbox")
    subprocess.run([*command, page.as_uri()], check=True, stderr=subprocess.DEVNULL)
    with Image.open(picture) as drawn:
        drawn.quantize(64).save(picture, optimize=True)


if __name__ == "__main__":
    main()
