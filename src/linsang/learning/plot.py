"""Two plots as inline SVG: no script, no font, no file from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from linsang.learning.reliability import Reliability

_SIDE: Final = 320
_MARGIN: Final = 48
_LARGEST_DOT: Final = 9.0
_SMALLEST_DOT: Final = 3.0
_MOST_CURVE_POINTS: Final = 400


def reliability_plot(reliability: Reliability) -> str:
    """Each bin's mean score against the share that was positive, with its interval."""
    most = max((one.positive.total for one in reliability.bins), default=1)
    marks = []
    for one in reliability.bins:
        low, high = one.positive.interval()
        x = _x(one.mean_score)
        radius = max(_SMALLEST_DOT, _LARGEST_DOT * (one.positive.total / most) ** 0.5)
        marks.append(f'<line class="interval" x1="{x}" x2="{x}" y1="{_y(low)}" y2="{_y(high)}"/>')
        marks.append(
            f'<circle class="dot" cx="{x}" cy="{_y(one.positive.value or 0.0)}" r="{radius:.1f}">'
            f"<title>score {one.mean_score:.2f}, positive {one.positive}</title></circle>"
        )
    diagonal = f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    return _square(
        "Calibration plot: the share of listings that are positive against their score",
        "score",
        "share positive",
        [diagonal, *marks],
    )


def precision_recall_plot(
    curve: Sequence[tuple[float, float]], *, here: tuple[float, float] | None
) -> str:
    """Precision against recall over all thresholds, with a mark at the threshold in use."""
    step = max(1, len(curve) // _MOST_CURVE_POINTS)
    shown = [*curve[::step], *curve[-1:]]
    points = " ".join(f"{_x(recall)},{_y(precision)}" for recall, precision in shown)
    marks = [f'<polyline class="curve" points="{points}"/>']
    if here is not None:
        marks.append(
            f'<circle class="dot" cx="{_x(here[0])}" cy="{_y(here[1])}" r="6">'
            f"<title>recall {here[0]:.2f}, precision {here[1]:.2f}</title></circle>"
        )
    return _square("Precision against recall over all thresholds", "recall", "precision", marks)


def _square(title: str, below: str, beside: str, marks: Sequence[str]) -> str:
    """A square from 0 to 1 both ways, with lines at each fifth."""
    end = _SIDE + 2 * _MARGIN
    grid = []
    for fifth in range(6):
        at = fifth / 5
        grid.append(
            f'<line class="grid" x1="{_x(at)}" x2="{_x(at)}" y1="{_y(0)}" y2="{_y(1)}"/>'
            f'<line class="grid" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(at)}" y2="{_y(at)}"/>'
            f'<text x="{_x(at)}" y="{_SIDE + _MARGIN + 18}" text-anchor="middle">{at:g}</text>'
            f'<text x="{_MARGIN - 8}" y="{_y(at)}" dy="4" text-anchor="end">{at:g}</text>'
        )
    middle = _MARGIN + _SIDE / 2
    turned = f"rotate(-90 14 {middle:g})"
    names = [
        f'<text x="{middle:g}" y="{end - 8}" text-anchor="middle">{escape(below)}</text>',
        f'<text x="14" y="{middle:g}" text-anchor="middle" transform="{turned}">{escape(beside)}</text>',
    ]
    return "\n".join(
        [
            f'<svg viewBox="0 0 {end} {end}" width="{end}" height="{end}" role="img">',
            f"<title>{escape(title)}</title>",
            *grid,
            *names,
            *marks,
            "</svg>",
        ]
    )


def _x(value: float) -> str:
    return f"{_MARGIN + value * _SIDE:.1f}"


def _y(value: float) -> str:
    return f"{_MARGIN + (1 - value) * _SIDE:.1f}"
