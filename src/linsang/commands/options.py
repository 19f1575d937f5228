"""Options that several commands share, said and read in one way."""

from __future__ import annotations

import argparse


def add_policy(parser: argparse.ArgumentParser) -> None:
    """``--policy``, of the commands that decide."""
    parser.add_argument(
        "--policy", metavar="P", help="a policy's name or file (default: coalition)"
    )


def add_map(parser: argparse.ArgumentParser) -> None:
    """``--map``, of the commands that read listings; `column_map` reads what was said."""
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="read our column from theirs: --map title=name",
    )


def add_shards(parser: argparse.ArgumentParser) -> None:
    """``--format`` and ``--fresh``, of the commands that write results and can be taken up."""
    parser.add_argument(
        "--format",
        choices=("parquet", "jsonl", "jsonl.gz", "jsonl.zst"),
        default="parquet",
        help="what shards in a folder are written as (default: parquet)",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="start anew, whatever an earlier run did"
    )


def column_map(said: list[str]) -> dict[str, str]:
    """``title=name`` pairs: our column, then theirs.

    >>> column_map(["title=name"])
    {'title': 'name'}
    """
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
