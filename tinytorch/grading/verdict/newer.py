"""What needs a newer Python than the one that grades, or an older one: told by name."""

from __future__ import annotations

import re
import sys

from tinytorch.grading.verdict.file.findings import Finding

Version = tuple[int, int]

#: Version, pattern in the line or in what Python says of it, name of what the version brought.
_SYNTAX: tuple[tuple[Version, str, str], ...] = (
    ((3, 12), r"^\s*type\s+\w+\s*(\[.*\])?\s*=", "a type statement"),
    ((3, 12), r"^\s*(async\s+)?(def|class)\s+\w+\s*\[", "a list of type parameters in brackets"),
    ((3, 12), r"\b[rR]?[fF][rR]?(?P<q>[\"'])(?:(?!(?P=q)).)*\{(?:(?!(?P=q)|\}).)*(?P=q)[^}]*\}",
     "an f-string with its own quotes inside {}"),
    ((3, 12), "^f-string expression part cannot include", "such an f-string"),
    ((3, 14), "^multiple exception types must be", "except A, B without parentheses"),
    ((3, 14), r"(?<![\w\"'])[rR]?[tT][rR]?[\"']", "a t-string"),
)  # fmt: skip

#: What a version has brought, and what it has no longer.
_NAMES: dict[Version, str] = {
    (3, 12): "typing.override typing.TypeAliasType itertools.batched math.sumprod"
    " types.get_original_bases collections.abc.Buffer random.binomialvariate"
    " inspect.BufferFlags sys.monitoring",
    (3, 13): "typing.ReadOnly typing.TypeIs typing.NoDefault typing.get_protocol_members math.fma"
    " warnings.deprecated copy.replace types.CapsuleType statistics.kde os.process_cpu_count",
    (3, 14): "annotationlib compression string.templatelib concurrent.interpreters"
    " functools.Placeholder",
}
_GONE: dict[Version, str] = {
    (3, 12): "asynchat asyncore distutils imp smtpd",
    (3, 13): "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap nntplib pipes sndhdr"
    " telnetlib",
}

_UNKNOWN = re.compile(
    r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'"
    r"|module '(?P<of>[\w.]+)' has no attribute '(?P<attribute>\w+)'"
    r"|No module named '(?P<alone>[\w.]+)'"
)


def of_syntax(message: str, line: str, running: Version = sys.version_info[:2]) -> Finding | None:
    """Return which newer Python reads a line that this one cannot read."""
    for version, pattern, what in _SYNTAX:
        if running < version and (re.search(pattern, message) or re.search(pattern, line)):
            return _needs(version, what, running)
    return None


def of_name(message: str, running: Version = sys.version_info[:2]) -> Finding | None:
    """Return which Python has a module, or a name of a module, that this one has not."""
    match = _UNKNOWN.search(message)
    if match is None:
        return None
    name = match["alone"] or ".".join(filter(None, (match["module"], match["name"])))
    name = name or f"{match['of']}.{match['attribute']}"
    for version, names in _NAMES.items():
        if running < version and name in names.split():
            return _needs(version, name, running)
    for version, names in _GONE.items():
        if running >= version and name.partition(".")[0] in names.split():
            advice = f"Python has no {name} any more, since {_shown(version)}: do without it."
            return Finding(advice, f"{name} is imported, which Python has no longer")
    return None


def _needs(version: Version, what: str, running: Version) -> Finding:
    advice = (
        f"Python {_shown(version)} brought {what}, and this is Python {_shown(running)}: say it in"
        " the older way."
    )
    return Finding(advice, f"{what} needs Python {_shown(version)}")


def _shown(version: Version) -> str:
    return ".".join(map(str, version))
