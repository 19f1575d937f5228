"""An evaluation as one HTML page that holds all it shows."""

from __future__ import annotations

from html import escape
from typing import Final

from linsang.learning.evaluate import Evaluation
from linsang.learning.evaluation_tables import (
    INTERVALS,
    calibration_table,
    facts,
    measures_tables,
    reviews_table,
    thresholds_table,
)
from linsang.learning.plot import precision_recall_plot, reliability_plot
from linsang.learning.report_table import ReportTable

_STYLE: Final = """\
:root { color-scheme: light dark; --line: #8886; --ink: #1a5fb4; }
@media (prefers-color-scheme: dark) { :root { --ink: #8ab8ff; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child { text-align: left; }
.wide { overflow-x: auto; }
.here { font-weight: bold; }
svg { max-width: 100%; height: auto; }
svg text { font-size: 12px; fill: currentColor; }
.grid { stroke: var(--line); }
.ideal { stroke: currentColor; stroke-dasharray: 4 4; }
.interval, .curve { stroke: var(--ink); stroke-width: 2; fill: none; }
.dot { fill: var(--ink); }
"""
_CALIBRATION: Final = (
    "Where scores are true to their word, dots lie on the dashed line. The larger the dot, the "
    "more listings; the bar is its interval."
)


def as_page(evaluation: Evaluation) -> str:
    """The page: no script, font or picture from elsewhere; what came from the input is escaped."""
    name, point = evaluation.measured.value, evaluation.whole.point
    recall, precision = point.recall.value, point.precision.value
    here = None if recall is None or precision is None else (recall, precision)
    sections = [_section(one) for one in measures_tables(evaluation)]
    sections.append(
        _section(
            thresholds_table(evaluation), plot=precision_recall_plot(evaluation.curve, here=here)
        )
    )
    if reviews := reviews_table(evaluation):
        sections.append(_section(reviews))
    if reliability := evaluation.reliability:
        plot = f"<p>{_CALIBRATION}</p>\n{reliability_plot(reliability)}"
        sections.append(_section(calibration_table(reliability), plot=plot))
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>Linsang: {name} against labels</title>",
            f"<style>\n{_STYLE}</style>",
            f"<h1>How well <em>{name}</em> agrees with labels</h1>",
            *(f"<p>{escape(fact)}</p>" for fact in facts(evaluation)),
            *sections,
            f"<p>{INTERVALS}</p>",
            "</html>",
            "",
        ]
    )


def _section(table: ReportTable, *, plot: str = "") -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
    rows = [
        ('<tr class="here">' if place == table.marked else "<tr>")
        + "".join(f"<td>{escape(cell)}</td>" for cell in row)
        + "</tr>"
        for place, row in enumerate(table.rows)
    ]
    parts = [
        f"<h2>{escape(table.title[:1].upper() + table.title[1:])}</h2>",
        plot,
        '<div class="wide"><table>',
        f"<tr>{head}</tr>",
        *rows,
        "</table></div>",
        f"<p>{escape(table.note)}</p>" if table.note else "",
    ]
    return "\n".join(part for part in parts if part)
