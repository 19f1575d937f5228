"""The options of the commands that read labelled listings, and the rows that answer them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from linsang.commands.options import add_map, add_policy, column_map
from linsang.model.exit_code import ExitCode
from linsang.settings import Settings, SettingsError

if TYPE_CHECKING:
    import pyarrow as pa

    from linsang.learning.labelled import LabelledListings
    from linsang.learning.measured import Measured
    from linsang.model.listing import Rejected
    from linsang.operations.screen import Screening
    from linsang.plugins import ListingBatch


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the inputs, their labels, and what is compared with them."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders or globs")
    parser.add_argument(
        "--label", required=True, metavar="COLUMN", help="the column with the labels"
    )
    parser.add_argument(
        "--positive",
        required=True,
        action="append",
        metavar="VALUE",
        help="the label of what should be found; may be said again for more",
    )
    parser.add_argument(
        "--negative",
        action="append",
        default=[],
        metavar="VALUE",
        help="allow no labels but these and the positive ones",
    )
    parser.add_argument(
        "--score",
        choices=("prohibited", "wildlife", "outcome"),
        help="what is compared with the labels",
    )
    parser.add_argument(
        "--threshold",
        metavar="T",
        help="found from here on: 0 to 1 for a score, review or restrict for the outcome",
    )
    add_policy(parser)
    add_map(parser)


def labelled_inputs(
    args: argparse.Namespace, settings: Settings, *, group_by: Sequence[str] = ()
) -> LabelledListings:
    """The listings that the options name."""
    from linsang.learning.labelled import LabelledListings

    return LabelledListings(
        args.inputs,
        label=args.label,
        positive=args.positive,
        negative=args.negative,
        group_by=group_by,
        column_map=column_map(args.map),
        batch_rows=settings.batch_rows,
    )


def found_from(args: argparse.Namespace, measured: Measured) -> float:
    """The threshold that was said, or the usual one."""
    if args.threshold is None:
        return measured.usual_threshold
    try:
        return measured.threshold(args.threshold)
    except ValueError as error:
        raise SettingsError(f"--threshold: {error}") from None


def results(screening: Screening, batch: ListingBatch) -> pa.RecordBatch:
    """The rows of results for a batch, as `linsang screen` writes them."""
    from linsang.operations.result_rows import result_rows

    return result_rows(
        screening.screen(batch),
        reference_version=screening.engine.reference_version,
        policy_version=screening.policy.label,
        taxonomy=screening.engine.taxonomy,
    )


def told(listings: LabelledListings, rejected: Sequence[Rejected]) -> ExitCode:
    """Say on standard error what could not be read, and give the exit code for it."""
    for problem in listings.problems:
        print(f"linsang: {problem}", file=sys.stderr)
    for one in rejected:
        line = f" line {one.line}:" if one.line else ""
        print(f"linsang: {one.file}:{line} {one.reason}; found {one.found}", file=sys.stderr)
    if rejected:
        return ExitCode.ROWS_REJECTED
    if any(problem.lost_rows for problem in listings.problems):
        return ExitCode.INPUT
    return ExitCode.DONE


def write(path: Path, text: str) -> None:
    """Write a report under its name; raises OutputError where it cannot be written."""
    from linsang.connectors.problems import OutputError

    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        found = error.strerror or str(error)
        raise OutputError(str(path), found, mend="name a file that can be written") from None
