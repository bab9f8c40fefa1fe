"""Drawings for the class page: inline SVG that can be read without colour and at any width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: How a share is drawn: each kind has a colour and a pattern of its own; see page.css.
PATTERNS = """\
<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>
<pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><rect class="failed" width="6" height="6"/>
<rect class="line" width="2" height="6"/></pattern>
<pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse">
<rect class="other" width="6" height="6"/><circle class="line" cx="3" cy="3" r="1.4"/></pattern>
</defs></svg>"""


def bar(parts: Iterable[tuple[str, int]], total: int) -> str:
    """Return a bar of shares; each part is a kind (passed, failed, none, other) and a count."""
    segments, left = [], 0.0
    for kind, count in parts:
        width = 100 * count / total if total else 0.0
        if count:
            segments.append(
                f'<rect class="{kind}" x="{left:.3f}%" width="{width:.3f}%" height="100%"/>'
            )
        left += width
    return f'<svg class="bar" aria-hidden="true">{"".join(segments)}</svg>'


WIDTH, HEIGHT, TOP, BOTTOM = 520, 220, 26, 44


def columns(counts: Sequence[int], labels: Sequence[str], title: str, axis: str) -> str:
    """Return a column chart with the number above each column."""
    most = max(counts, default=0) or 1
    step = WIDTH / len(counts)
    room = HEIGHT - TOP - BOTTOM
    drawn = []
    for number, (count, label) in enumerate(zip(counts, labels, strict=True)):
        high = room * count / most
        x, y = number * step, TOP + room - high
        middle = x + step / 2
        drawn.append(
            f'<rect class="passed" x="{x + 3:.1f}" y="{y:.1f}" width="{step - 6:.1f}" '
            f'height="{high:.1f}" rx="2"/>'
            f'<text x="{middle:.1f}" y="{y - 6:.1f}">{count}</text>'
            f'<text class="tick" x="{middle:.1f}" y="{TOP + room + 17}">{label}</text>'
        )
    base = TOP + room
    return (
        f'<svg class="columns" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f'{"".join(drawn)}<line x1="0" x2="{WIDTH}" y1="{base}" y2="{base}"/>'
        f'<text class="axis" x="{WIDTH / 2}" y="{HEIGHT - 6}">{axis}</text></svg>'
    )
