"""The zip for Gradescope installs what it needs, and grades, where there is only Python and pip."""

import json
import os
import shutil
import subprocess
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.mark.parametrize("submission", ["full"], indirect=True)
def test_the_image_builds_and_grades(release: Path, submission: Path, tmp_path: Path) -> None:
    autograder = tmp_path / "autograder"
    with zipfile.ZipFile(release / "gradescope.zip") as archive:
        archive.extractall(autograder / "source")
    (autograder / "results").mkdir()
    shutil.copytree(submission, autograder / "submission")
    shutil.copy(autograder / "source" / "run_autograder", autograder)
    # What an image has, too; without pip, the script would install it in this system.
    venv.create(tmp_path / "image", with_pip=True)
    environment = {
        **os.environ,
        "AUTOGRADER": str(autograder),
        "PATH": os.pathsep.join([str(tmp_path / "image" / "bin"), os.environ["PATH"]]),
        "PYTHONPATH": "",
    }

    for script in ("source/setup.sh", "run_autograder"):
        command = ["bash", str(autograder / script)]
        assert subprocess.run(command, env=environment, check=False).returncode == 0

    results = json.loads((autograder / "results/results.json").read_text(encoding="utf-8"))
    assert results["score"] == 100
