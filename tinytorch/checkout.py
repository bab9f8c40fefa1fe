"""Where this checkout lies: the one place that counts how deep a module is."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
