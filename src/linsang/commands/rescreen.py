"""``linsang rescreen``: earlier results as they are today, with as little reading as will do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from linsang.commands.options import add_map, add_shards, column_map
from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from linsang.operations.rescreened import Renewal
    from linsang.policy.rules import Policy

ABOUT = """\
Bring earlier results up to date after a change of policy, lexicon or model. A listing is
decided again from what was found in it wherever that is enough; its text is read again only
where the change can touch it, and each reason is told. What cannot have changed stays as it
is. The earlier results are not touched; nothing is recorded in a ledger.
"""

EXAMPLES = """\
examples:
  linsang rescreen results.parquet --plan
  linsang rescreen results.parquet --policy our-policy.yaml --out today.parquet
  linsang rescreen screened/ --policy coalition+gb --out screened-gb/
  linsang rescreen results.parquet --input listings.parquet --out today.parquet

Where every listing has to be read, `linsang screen` does the same with more workers.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "results", nargs="+", metavar="RESULTS", help="what `linsang screen --out` wrote"
    )
    parser.add_argument("--out", metavar="RESULTS", help="where the results of today go")
    parser.add_argument(
        "--plan", action="store_true", help="say what would be done and why, and do nothing"
    )
    parser.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="INPUT",
        help="the files that were screened, in their order; read where that is needed",
    )
    parser.add_argument(
        "--policy", metavar="P", help="the policy of today, by name or file (default: as set)"
    )
    parser.add_argument(
        "--old",
        metavar="P",
        help="the policy of then, if it is neither shipped nor still under its name",
    )
    add_map(parser)
    add_shards(parser)
    parser.add_argument("--json", action="store_true", help="what was done, as one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Plan, or write the results of today."""
    from linsang.batch.renewal import RenewalRun, TextsNeededError
    from linsang.commands.progress import Progress

    if not args.out and not args.plan:
        print(
            "linsang rescreen: --out RESULTS is missing; or say --plan to see what would be done",
            file=sys.stderr,
        )
        return ExitCode.USAGE
    job = RenewalRun(
        results=tuple(args.results),
        settings=settings,
        old_policy=_old_policies(args.old, settings),
        out=args.out or "",
        inputs=tuple(args.input),
        column_map=column_map(args.map),
        kind=args.format,
        fresh=args.fresh,
    )
    shown = Progress(quiet=False)
    try:
        told = job.plan() if args.plan else job.run(on_progress=lambda done: shown.count(done.rows))
    except TextsNeededError as error:
        print(as_text(error.renewal, planned=True), end="")
        print(f"linsang: {error}", file=sys.stderr)
        return ExitCode.INPUT
    finally:
        shown.end()
    if args.json:
        import json

        print(json.dumps(as_json(told)))
    else:
        print(as_text(told, planned=args.plan), end="")
    return ExitCode.DONE


def as_text(told: Renewal, *, planned: bool) -> str:
    """What is, or would be, done with how many listings, and why.

    >>> from linsang.operations.rescreened import Renewal
    >>> print(as_text(Renewal(rows=5, decided=2), planned=True), end="")
    5 listings: 3 stay as they are, 2 to decide again from what was found, 0 to read again
    no text has to be read: what was found is enough
    """
    if planned:
        decided, read = "to decide again from what was found", "to read again"
    else:
        decided, read = "decided again from what was found", "read again"
    counts = f"{told.kept:,} stay as they are, {told.decided:,} {decided}, {told.read:,} {read}"
    lines = [f"{told.rows:,} listings: {counts}"]
    for reason, count in sorted(told.reasons.items(), key=lambda one: -one[1]):
        lines.append(f"read: {count:,} of {reason.scope}, since {reason.why}")
    if not told.read:
        lines.append("no text has to be read: what was found is enough")
    if not planned:
        lines.append(f"{told.changed:,} come out otherwise than they did")
    return "\n".join(lines) + "\n"


def as_json(told: Renewal) -> dict[str, Any]:
    """The same for machines."""
    return {
        "rows": told.rows,
        "kept": told.kept,
        "decided_again": told.decided,
        "read_again": told.read,
        "changed": told.changed,
        "reasons": [
            {"scope": one.scope.value, "why": one.why, "rows": count}
            for one, count in told.reasons.items()
        ],
    }


def _old_policies(named: str | None, settings: Settings) -> Callable[[str], Policy | None]:
    """What finds the policy of a label, among those that can still be loaded."""
    import dataclasses

    from linsang.compose import policy
    from linsang.policy.load import PolicyError
    from linsang.reference.taxonomy import Taxonomy

    taxonomy = Taxonomy.load(layers=settings.reference_layers)

    def loaded(name: str) -> Policy:
        return policy(dataclasses.replace(settings, policy=name), taxonomy)

    given = loaded(named) if named else None

    def found(label: str) -> Policy | None:
        if given is not None and given.label == label:
            return given
        name = "+".join(part.partition("@")[0] for part in label.split("+"))
        try:
            old = loaded(name)
        except PolicyError:
            return None
        return old if old.label == label else None

    return found
