"""Measures the project's figures and compares them with the baseline: ``nox -s bench``.

``-- --only layers`` measures one group; ``-- --accept`` makes what is measured the baseline.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.bench import figures
from tests.bench.measure import ROOT
from tests.bench.page import page

BASELINE = Path(__file__).with_name("baseline.json")
OUT = ROOT / "build" / "bench"
GROUPS = {
    "layers": figures.layers,
    "imports": figures.imports,
    "grading": figures.grading,
    "classes": figures.classes,
    "watching": figures.watching,
    "page": page,
}
WORSE = 1.25  #: from which a ratio is marked: below it, one run differs from the next by as much


def main() -> None:
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument("--only", choices=GROUPS, action="append", help="measure this group")
    parser.add_argument("--accept", action="store_true", help="keep the figures as the baseline")
    options = parser.parse_args()
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.is_file() else {}
    lines = ["| Figure | Ratio | Baseline | Measured |", "| --- | ---: | ---: | --- |"]
    measured = {}
    print(*lines, sep="\n", flush=True)
    for name in options.only or GROUPS:
        for figure in GROUPS[name]():
            measured[figure.name] = round(figure.ratio, 3)
            known = baseline.get(figure.name)
            mark = " (worse)" if known and figure.ratio > WORSE * known else ""
            before = "new" if known is None else f"{known:.2f}{mark}"
            row = f"| {figure.name} | {figure.ratio:.2f} | {before} | {figure.measured} |"
            lines.append(row)
            print(row, flush=True)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "README.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
    if options.accept:
        text = json.dumps({**baseline, **measured}, indent=2) + "\n"
        BASELINE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
