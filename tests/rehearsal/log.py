"""What GitHub reads from the log of a step: workflow commands, until they are stopped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_COMMAND = re.compile(r"^\s*::(?P<name>[\w-]+)(?: (?P<properties>.*?))?::(?P<data>.*)$")
_OLD_COMMAND = re.compile(r"##\[(?P<name>[\w-]+)(?: (?P<properties>.*?))?\](?P<data>.*)$")
_KINDS = ("error", "warning", "notice")

#: GitHub drops the others of a kind that a step prints.
_MOST = 10


@dataclass(frozen=True)
class Annotation:
    """A message beside a line of code, or about the whole run."""

    kind: str
    message: str
    properties: dict[str, str] = field(default_factory=dict)


def annotations(log: str) -> list[Annotation]:
    """Return the annotations of a step, as many as GitHub shows."""
    found = list(_annotations(log))
    return [
        each
        for kind in _KINDS
        for each in [annotation for annotation in found if annotation.kind == kind][:_MOST]
    ]


def _annotations(log: str) -> Iterator[Annotation]:
    token = None
    for line in log.splitlines():
        command = _COMMAND.match(line) or _OLD_COMMAND.search(line)
        if command is None:
            continue
        name = command["name"]
        if token is not None:
            token = None if name == token else token
        elif name == "stop-commands":
            token = command["data"]
        elif name in _KINDS:
            pairs = (pair.partition("=") for pair in (command["properties"] or "").split(","))
            properties = {key.strip(): _unescaped(value) for key, _, value in pairs if key}
            yield Annotation(name, _unescaped(command["data"]), properties)


def _unescaped(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(escape, character)
    return text.replace("%25", "%")
