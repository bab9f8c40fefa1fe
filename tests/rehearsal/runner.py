"""Runs a job of a workflow as GitHub's runner does, without containers or a service.

Its steps run in their order, with their conditions, environment, working folder and shell, and
with the files through which a step speaks to the job. An action that only fetches or sets
something up is replaced by its effect; one that is not known here is an error.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.rehearsal.expressions import fill, holds
from tests.rehearsal.log import Annotation, annotations
from tests.release.making import git

#: What a step inherits of this machine: how to reach programs and the package index.
_INHERITED = re.compile(r"PATH|HOME|LANG|TMPDIR|UV_.*|PIP_.*|SSL_.*|.*_proxy|.*_PROXY")

#: Where jobs find the environments of those before them, if anywhere.
INSTALLED: Path | None = None

_FILES = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")


@dataclass
class Step:
    """A step that ran, or was skipped."""

    name: str
    outcome: str  #: success, failure or skipped
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    annotations: list[Annotation] = field(default_factory=list)


class Job:
    """One run of a workflow's job for a push.

    Parameters
    ----------
    workflow : Path
    repositories : dict of str to Path
        What can be fetched, by its name on GitHub; the first one was pushed to.
    folder : Path
        Where workspace, temporary files and artifacts go.
    variables : dict of str to str
        The repository's Actions variables.
    name : str
        The job.
    """

    def __init__(
        self,
        workflow: Path,
        repositories: dict[str, Path],
        folder: Path,
        variables: dict[str, str],
        name: str = "grade",
    ) -> None:
        self.document = yaml.safe_load(workflow.read_text(encoding="utf-8"))
        self.job = self.document["jobs"][name]
        self.repositories = repositories
        self.workspace, self.temp = folder / "workspace", folder / "temp"
        self.artifacts, self.summary = folder / "artifacts", ""
        self.path, self.exported = "", {}
        self.steps: list[Step] = []
        repository, pushed = next(iter(repositories.items()))
        self.contexts: dict[str, Any] = {
            "github": {
                "repository": repository,
                "run_id": "1",
                "token": "secret",
                "ref": "refs/heads/main",
                "sha": git(pushed, "rev-parse", "HEAD").decode("ascii").strip(),
                "workflow": self.document["name"],
            },
            "runner": {"os": "Linux", "temp": str(self.temp)},
            "vars": variables,
            "steps": {},
            "env": {},
        }
        for each in (self.workspace, self.temp, self.artifacts):
            each.mkdir(parents=True)

    def run(self) -> str:
        """Run every step; return the job's conclusion, success or failure."""
        self.contexts["env"] = self._filled(self.document.get("env", {}))
        self.contexts["env"] |= self._filled(self.job.get("env", {}))
        for definition in self.job["steps"]:
            self._step(definition)
        return self.conclusion

    def __getitem__(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    @property
    def conclusion(self) -> str:
        """How it ended: success or failure."""
        return "failure" if self._failed() else "success"

    @property
    def annotations(self) -> list[Annotation]:
        """Everything that GitHub shows beside the code and on the page of the run."""
        return [annotation for step in self.steps for annotation in step.annotations]

    def _failed(self) -> bool:
        return any(step.outcome == "failure" for step in self.steps)

    def _filled(self, values: dict[str, Any], contexts: Any = None) -> dict[str, str]:
        return {name: fill(str(value), contexts or self.contexts) for name, value in values.items()}

    def _step(self, definition: dict[str, Any]) -> None:
        functions = {
            "success": lambda: not self._failed(),
            "failure": self._failed,
            "cancelled": lambda: False,
            "always": lambda: True,
        }
        # A step's condition sees its own environment.
        environment = self.contexts["env"] | self._filled(definition.get("env", {}))
        contexts = self.contexts | {"env": environment}
        step = Step(definition["name"], "skipped")
        if holds(str(definition.get("if", "success()")), contexts, functions):
            if "uses" in definition:
                self._use(definition, contexts, step)
            else:
                self._shell(definition, contexts, step)
        self.steps.append(step)
        if "id" in definition:
            known = {"outputs": step.outputs, "outcome": step.outcome}
            self.contexts["steps"][definition["id"]] = known

    def _use(self, definition: dict[str, Any], contexts: dict[str, Any], step: Step) -> None:
        action, _, reference = definition["uses"].partition("@")
        if not re.fullmatch("[0-9a-f]{40}", reference):
            raise ValueError(f"{action} is not pinned to a commit")
        inputs = self._filled(definition.get("with", {}), contexts)
        effects: dict[str, Callable[[dict[str, str]], None]] = {
            "actions/checkout": self._check_out,
            "astral-sh/setup-uv": self._set_up,
            "actions/upload-artifact": self._keep,
        }
        effects[action](inputs)
        step.outcome = "success"

    def _check_out(self, inputs: dict[str, str]) -> None:
        wanted = inputs.get("repository", self.contexts["github"]["repository"])
        source = str(self.repositories[wanted])
        git(self.workspace, "clone", "--quiet", "--depth=1", f"file://{source}", inputs["path"])

    def _set_up(self, inputs: dict[str, str]) -> None:
        if inputs["enable-cache"] != "False":
            raise ValueError("a cache that other workflows can write to decides what grades")
        # Any Python will do here; the version that the workflow asks for may not be at hand.
        self.exported["UV_PYTHON"] = sys.executable
        for checkout in self.workspace.iterdir() if INSTALLED else ():
            (checkout / ".nox").symlink_to(INSTALLED, target_is_directory=True)

    def _keep(self, inputs: dict[str, str]) -> None:
        if Path(inputs["path"]).is_dir():
            shutil.copytree(inputs["path"], self.artifacts, dirs_exist_ok=True)
        elif inputs.get("if-no-files-found") != "ignore":
            raise ValueError(f"{inputs['path']} is not there to keep")

    def _shell(self, definition: dict[str, Any], contexts: dict[str, Any], step: Step) -> None:
        if "shell" in definition:
            raise ValueError("a shell of its own is not rehearsed")
        script = self.temp / "script.sh"
        script.write_text(fill(definition["run"], contexts), encoding="utf-8")
        files = {name: self.temp / f"{name}_{len(self.steps)}" for name in _FILES}
        for path in files.values():
            path.touch()
        where = fill(definition.get("working-directory", "."), contexts)
        done = subprocess.run(
            ["bash", "-e", str(script)],
            cwd=self.workspace / where,
            env=self._environment(contexts) | {name: str(path) for name, path in files.items()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=60 * definition.get("timeout-minutes", self.job["timeout-minutes"]),
            check=False,
        )
        step.outcome = "failure" if done.returncode else "success"
        step.log, step.annotations = done.stdout, annotations(done.stdout)
        step.outputs = _assignments(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))
        self.exported |= _assignments(files["GITHUB_ENV"].read_text(encoding="utf-8"))
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")

    def _environment(self, contexts: dict[str, Any]) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if _INHERITED.fullmatch(name)
        }
        # Where this Python lies, there is uv; no Python that happens to be active may be found.
        inherited["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), inherited["PATH"]])
        github = {f"GITHUB_{name.upper()}": value for name, value in contexts["github"].items()}
        runner = {f"RUNNER_{name.upper()}": value for name, value in contexts["runner"].items()}
        own = {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace)}
        return inherited | github | runner | own | self.exported | contexts["env"]


def _assignments(text: str) -> dict[str, str]:
    """Return what a step wrote, ``name=value`` a line; the form with a delimiter is not used."""
    lines = [line for line in text.splitlines() if line]
    if odd := [line for line in lines if not re.match(r"[\w-]+=", line)]:
        raise ValueError(f"GitHub refuses these lines: {odd}")
    return dict(line.split("=", 1) for line in lines)
