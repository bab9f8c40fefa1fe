"""What the README shows is what a student sees."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.copies import copy_checkout

ROOT = Path(__file__).resolve().parents[2]
LAYER = "01_layer/layer.py"


def test_the_readme_shows_what_a_grade_prints(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(
        r"^```text\n\$ python3 -m nox -s grade -- ([^\n]*)\n(.*?)^```$", readme, re.M | re.S
    )
    copy_checkout(tmp_path)
    right = (ROOT / "solutions" / LAYER).read_text(encoding="utf-8")
    wrong = right.replace("(x, *args, **kwargs)\n", "(x, *args)\n")
    assert wrong != right
    (tmp_path / "exercises" / LAYER).write_text(wrong, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-P", "-m", "tinytorch.grading", *shown[1].split()],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

    # How a grade is confined, and on which Python, differs between machines.
    circumstances = re.compile(r"^Run .*?every test\.$", re.M | re.S)
    assert circumstances.sub("", done.stdout.rstrip()) == circumstances.sub("", shown[2].rstrip())
