"""Drawings for the pages: inline SVG that can be read without colour and at any width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

#: How a share is drawn: each kind has a colour and a pattern of its own; see page.css. Hatched is
#: what failed, dotted what never came to an end, and nothing else on any page.
PATTERNS = Markup("""\
<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>
<pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><rect class="failed" width="6" height="6"/>
<rect class="line" width="2" height="6"/></pattern>
<pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse">
<rect class="other" width="6" height="6"/><circle class="line" cx="3" cy="3" r="1.4"/></pattern>
</defs></svg>""")

_SEGMENT = Markup('<rect class="{}" x="{:.3f}%" width="{:.3f}%" height="100%"/>')
_BAR = Markup('<svg class="bar" aria-hidden="true">{}</svg>')
_COLUMN = Markup(
    '<rect class="passed" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>'
    '<text x="{:.1f}" y="{:.1f}">{}</text><text class="tick" x="{:.1f}" y="{}">{}</text>'
)
_COLUMNS = Markup(
    '<svg class="columns" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">{3}'
    '<line x1="0" x2="{0}" y1="{4}" y2="{4}"/><text class="axis" x="{5}" y="{6}">{7}</text></svg>'
)


def bar(parts: Iterable[tuple[str, int]], total: int) -> Markup:
    """Return a bar of shares; each part is a kind (passed, failed, ...) and a count."""
    segments, left = [], 0.0
    for kind, count in parts:
        width = 100 * count / total if total else 0.0
        if count:
            segments.append(_SEGMENT.format(kind, left, width))
        left += width
    return _BAR.format(Markup("").join(segments))


WIDTH, HEIGHT, TOP, BOTTOM = 520, 220, 26, 44


def columns(counts: Sequence[int], labels: Sequence[str], title: str, axis: str) -> Markup:
    """Return a column chart with the number above each column."""
    most = max(counts, default=0) or 1
    step, base = WIDTH / len(counts), HEIGHT - BOTTOM
    drawn = []
    for number, (count, label) in enumerate(zip(counts, labels, strict=True)):
        high = (base - TOP) * count / most
        x, y, middle = number * step, base - high, (number + 0.5) * step
        drawn.append(
            _COLUMN.format(x + 3, y, step - 6, high, middle, y - 6, count, middle, base + 17, label)
        )
    shown = Markup("").join(drawn)
    return _COLUMNS.format(WIDTH, HEIGHT, title, shown, base, WIDTH / 2, HEIGHT - 6, axis)
