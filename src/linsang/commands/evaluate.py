"""``linsang evaluate``: how well scores and decisions agree with labels."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from linsang.commands import labelled_inputs
from linsang.model.exit_code import ExitCode
from linsang.settings import Settings, SettingsError

if TYPE_CHECKING:
    from linsang.learning.review_budget import Traffic
    from linsang.model.listing import Rejected

ABOUT = """\
Screen labelled listings and say how well the answer agrees with the labels: precision,
recall, F1, average precision, calibration, and which thresholds fit so many reviews a day;
for all listings and for each group, with counts and intervals.
"""

EXAMPLES = """\
examples:
  linsang evaluate labelled.csv --label verdict --positive upheld
  linsang evaluate labelled.csv --label verdict --positive upheld --group-by language --html report.html
  linsang evaluate labelled.jsonl --label real --positive 1 --score wildlife --threshold 0.7
  linsang evaluate sample.parquet --label verdict --positive upheld \\
      --reviews-per-day 200 --listings-per-day 50000 --prevalence 0.001

Columns are those of `linsang screen`; docs/evaluate.md explains every figure.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    labelled_inputs.configure(parser)
    parser.set_defaults(score="prohibited")
    parser.add_argument(
        "--group-by",
        action="append",
        default=[],
        metavar="COLUMN",
        help="figures for each value of a column; may be said again",
    )
    parser.add_argument(
        "--reviews-per-day", type=float, metavar="N", help="propose thresholds for N reviews a day"
    )
    parser.add_argument(
        "--listings-per-day", type=int, metavar="M", help="of how many listings a day"
    )
    parser.add_argument(
        "--prevalence",
        type=float,
        metavar="SHARE",
        help="the share of the traffic that is positive (default: as in the file)",
    )
    parser.add_argument("--json", action="store_true", help="JSON instead of tables")
    parser.add_argument("--html", metavar="FILE", help="write the report as one page, too")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Screen, compare and report."""
    from linsang.compose import compose
    from linsang.learning.evaluate import Basis, Judged, evaluated
    from linsang.learning.evaluation_page import as_page
    from linsang.learning.evaluation_text import as_text
    from linsang.learning.measured import Measured

    measured = Measured(args.score)
    threshold, traffic = labelled_inputs.found_from(args, measured), _traffic(args)
    listings = labelled_inputs.labelled_inputs(args, settings, group_by=args.group_by)
    labels = listings.checked(both_sides=True)
    screening = compose(settings)
    judged = Judged()
    rejected: list[Rejected] = []
    for labelled in listings.batches():
        rows = labelled_inputs.results(screening, labelled.batch)
        judged.add(measured.numbers(rows), labelled.positive, labelled.groups)
        rejected += labelled.batch.rejected
    evaluation = evaluated(
        judged,
        measured,
        threshold=threshold,
        reviews_per_day=args.reviews_per_day,
        traffic=traffic,
        basis=Basis(
            labels=labels,
            positive=tuple(args.positive),
            versions={
                "policy": screening.policy.label,
                "reference": screening.engine.reference_version,
            },
            rejected_rows=len(rejected),
        ),
    )
    if args.html:
        labelled_inputs.write(Path(args.html), as_page(evaluation))
    if args.json:
        print(json.dumps(evaluation.as_json(), indent=1, ensure_ascii=False))
    else:
        sys.stdout.write(as_text(evaluation))
    return labelled_inputs.told(listings, rejected)


def _traffic(args: argparse.Namespace) -> Traffic | None:
    """The day's listings, if thresholds are asked for."""
    from linsang.learning.review_budget import Traffic

    reviews, day, prevalence = args.reviews_per_day, args.listings_per_day, args.prevalence
    if reviews is None and day is None and prevalence is None:
        return None
    if reviews is None or day is None:
        raise SettingsError("--reviews-per-day N and --listings-per-day M go together: say both")
    if not reviews > 0 or day < 1:
        raise SettingsError("--reviews-per-day and --listings-per-day: expected more than 0")
    if prevalence is not None and not 0 < prevalence < 1:
        raise SettingsError(
            f"--prevalence {prevalence:g}: expected a share between 0 and 1, such as 0.001"
        )
    return Traffic(listings_per_day=day, prevalence=prevalence)
