"""``linsang screen``: every listing in files, or in a stream."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

ABOUT = """\
Decide about every listing in files. One row in, one row out, in order; a row that is no
listing goes to RESULTS.rejected.jsonl with its file, line and reason, and the run goes on.
Reads JSON Lines, CSV and Parquet, plain or .gz or .zst, files, folders and globs.
"""

EXAMPLES = """\
examples:
  linsang screen listings.parquet --out results.parquet
  linsang screen export/ more.csv.gz --out results.jsonl --workers 2
  linsang screen items.csv --map title=name --map id=sku --out results.jsonl
  tail -f new.jsonl | linsang screen - > decisions.jsonl

columns: id (required), title, description, price, currency, category, brand, condition,
url, seller_id, platform, language, ships_from, ships_to, posted_at, images, tags.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders, globs, or -")
    parser.add_argument(
        "--out", metavar="RESULTS", help=".jsonl, .jsonl.gz, .jsonl.zst or .parquet"
    )
    parser.add_argument(
        "--policy", metavar="P", help="a policy's name or file (default: coalition)"
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="read our column from theirs: --map title=name",
    )
    parser.add_argument(
        "--carry",
        action="append",
        default=[],
        metavar="COLUMN",
        help="carry an input column through",
    )
    parser.add_argument("--workers", metavar="N", help="processes (default: 1)")
    parser.add_argument("--quiet", action="store_true", help="no progress, no summary")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Screen the inputs into the output."""
    from linsang.batch import ScreeningRun
    from linsang.commands.progress import Progress

    if args.inputs == ["-"]:
        from linsang.stream import screen_stream

        return screen_stream(sys.stdin.buffer, sys.stdout.buffer, settings, column_map(args.map))
    if "-" in args.inputs:
        return _usage("- stands alone: pipe one stream, or name files")
    if not args.out:
        return _usage("--out RESULTS is missing: where shall the results go?")
    shown = Progress(quiet=args.quiet)
    job = ScreeningRun(
        inputs=tuple(args.inputs),
        out=Path(args.out),
        settings=settings,
        column_map=column_map(args.map),
        carry=(*settings.carry, *args.carry),
    )
    summary = job.run(on_progress=shown.update)
    shown.finish(summary)
    if summary.rejected:
        return ExitCode.ROWS_REJECTED
    if summary.lost_rows:
        return ExitCode.INPUT
    return ExitCode.INCOMPLETE if summary.incomplete else ExitCode.DONE


def column_map(said: list[str]) -> dict[str, str]:
    """``title=name`` pairs: our column, then theirs."""
    from linsang.plugins import COLUMNS
    from linsang.settings import SettingsError

    pairs: dict[str, str] = {}
    for pair in said:
        ours, equals, theirs = pair.partition("=")
        if not equals or ours not in COLUMNS or not theirs:
            raise SettingsError(
                f"--map {pair}: expected OURS=THEIRS with one of our columns: {', '.join(COLUMNS)}"
            )
        pairs[ours] = theirs
    return pairs


def _usage(message: str) -> ExitCode:
    print(f"linsang screen: {message}", file=sys.stderr)
    return ExitCode.USAGE
