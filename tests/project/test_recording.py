"""What the recording of the watcher shows is what the graded tests say."""

import html
import re
from pathlib import Path

from tinytorch.grading.given import catalogue

ROOT = Path(__file__).resolve().parents[2]


def test_the_recording_shows_titles_and_points_of_the_catalogue():
    picture = (ROOT / "exercises" / "watch.svg").read_text(encoding="utf-8")
    lines = re.findall(r"<text [^>]*>(.*)</text>", picture)
    screens = html.unescape(re.sub(r"<[^>]*>", "", "\n".join(lines)))
    unwrapped = re.sub(r"\n  (?=\S)", " ", screens)

    worth = r"\((?:1 test, )?(\d+) points?\)"
    shown = re.findall(rf"^.*?: (.+?)\.? {worth}$", unwrapped, re.M)

    assert len(shown) == len(re.findall(worth, screens)) > 0
    titles = {(test.title.rstrip("."), str(test.points)) for test in catalogue.read(ROOT)}
    assert set(shown) <= titles, "python -m tests.recording makes it anew"
