"""``linsang screen``: every listing in files, or in a stream."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from linsang.commands.options import add_map, add_policy, add_shards, column_map
from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from linsang.batch.inputs import WatchedFolder

ABOUT = """\
Decide about every listing in files. One row in, one row out, in order; a row that is no
listing goes to RESULTS.rejected.jsonl with its file, line and reason, and the run goes on.
Reads JSON Lines, CSV and Parquet, plain or .gz or .zst, files, folders and globs.
A run that was stopped, however it was, goes on where it was when the same is said again.
"""

EXAMPLES = """\
examples:
  linsang screen listings.parquet --out results.parquet
  linsang screen export/ more.csv.gz --out results.jsonl --workers 2
  linsang screen items.csv --map title=name --map id=sku --out results.jsonl
  linsang screen listings.parquet --out results.parquet --record ledger.db
  linsang screen archive/ --out screened/ --workers 2
  linsang screen listings.jsonl --images all --image-root photos/ --out results.jsonl
  linsang screen --watch incoming/ --out screened/
  linsang screen 's3://archive/in/*.parquet' --out s3://archive/screened/
  linsang screen --status screened/
  tail -f new.jsonl | linsang screen - > decisions.jsonl

columns: id (required), title, description, price, currency, category, brand, condition,
url, seller_id, platform, language, ships_from, ships_to, posted_at, images, tags.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="files, folders, globs, or -")
    parser.add_argument(
        "--out",
        metavar="RESULTS",
        help=".jsonl, .jsonl.gz, .jsonl.zst or .parquet; or a folder/ of shards",
    )
    add_shards(parser)
    parser.add_argument(
        "--watch", metavar="FOLDER", help="screen the files that come into FOLDER, each once"
    )
    parser.add_argument(
        "--status", metavar="RESULTS", help="say how far a run is, as JSON, and do nothing"
    )
    add_policy(parser)
    add_map(parser)
    parser.add_argument(
        "--carry",
        action="append",
        default=[],
        metavar="COLUMN",
        help="carry an input column through",
    )
    parser.add_argument(
        "--images",
        choices=("off", "auto", "all"),
        help="look at pictures: none (default), as the words ask for it, or all",
    )
    parser.add_argument(
        "--image-root", metavar="FOLDER", help="where paths in the column images start"
    )
    parser.add_argument(
        "--image-model", metavar="M", help="what sees: default, imagenet, or a model's folder"
    )
    parser.add_argument(
        "--record",
        dest="ledger",
        metavar="LEDGER",
        help="record decisions in a file, or a database by its URL",
    )
    parser.add_argument(
        "--audit-rate",
        metavar="SHARE",
        help="of the listings let go, the share to look at and record (default: 0.01)",
    )
    parser.add_argument("--workers", metavar="N", help="processes (default: 1)")
    parser.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="where the workers are: on this machine (default), or on a Ray cluster",
    )
    parser.add_argument(
        "--ray-address", metavar="HOST:PORT", help="the cluster; left out, one of this machine"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress, no summary")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Screen the inputs into the output."""
    from linsang.batch import ScreeningRun
    from linsang.commands.progress import Progress

    if args.status:
        return _status(args.status, settings)
    if slip := _slip(args):
        return _usage(slip)
    if args.inputs == ["-"]:
        from linsang.stream import screen_stream

        return screen_stream(sys.stdin.buffer, sys.stdout.buffer, settings, column_map(args.map))
    shown = Progress(quiet=args.quiet)
    job = ScreeningRun(
        inputs=tuple(args.inputs),
        watched=_watched(args.watch, settings),
        out=args.out,
        kind=args.format,
        fresh=args.fresh,
        engine=args.engine,
        ray_address=args.ray_address,
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


def _slip(args: argparse.Namespace) -> str | None:
    """What is wrong with how inputs and outputs are named together."""
    if args.watch and args.inputs:
        return "--watch takes what comes into its folder, and no INPUT beside it"
    if not args.inputs and not args.watch:
        return "INPUT is missing: files, folders, globs, or - for a stream"
    if args.inputs == ["-"]:
        return None
    if "-" in args.inputs:
        return "- stands alone: pipe one stream, or name files"
    if not args.out:
        return "--out RESULTS is missing: where shall the results go?"
    if args.watch and not (args.out.endswith("/") or Path(args.out).is_dir()):
        return "--watch writes into a folder: let --out end in a slash"
    return None


def _watched(folder: str | None, settings: Settings) -> WatchedFolder | None:
    from linsang.batch.inputs import WatchedFolder
    from linsang.connectors.places import place_of

    return WatchedFolder(place_of(folder, settings.s3_endpoint)) if folder else None


def _status(out: str, settings: Settings) -> ExitCode:
    """Print how far the run into *out* is."""
    import json

    from linsang.batch.status import status_of

    status = status_of(out, settings)
    print(json.dumps({"out": out, "whole": True} if status is None else status.as_dict()))
    return ExitCode.DONE


def _usage(message: str) -> ExitCode:
    print(f"linsang screen: {message}", file=sys.stderr)
    return ExitCode.USAGE
