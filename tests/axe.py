"""Asks axe, which looks for what keeps people out of a page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tinytorch.course.site import packages
from tinytorch.course.site.site_command import PACKAGES

_LOCKS = ("package.json", "package-lock.json")


def violations(page: Page, *but: str) -> list[str]:
    """Return what axe finds on a page, but for what some selectors name."""
    site = Path(packages.__file__)
    own = {name: packages.File(site.with_name(name).read_bytes()) for name in _LOCKS}
    axe = packages.npm(own, PACKAGES) / "node_modules" / "axe-core" / "axe.min.js"
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("but => axe.run({exclude: but})", list(but))["violations"]
    return [f"{each['id']}: {node['html'][:150]}" for each in found for node in each["nodes"]]
