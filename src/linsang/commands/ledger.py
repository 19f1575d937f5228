"""``linsang ledger``: read, label and check the record of decisions."""

from __future__ import annotations

import argparse
import hashlib
import heapq
import sys
from collections import deque
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linsang.store.record import Entry, Period, Question, Wanted
    from linsang.store.sql_ledger import SqlLedger

ABOUT = """\
Read, label and check the ledger: the record of decisions that `linsang screen --record`
writes. What is recorded is superseded, never edited.
"""

EXAMPLES = """\
examples:
  linsang screen listings.parquet --out results.parquet --record ledger.db
  linsang ledger show --ledger ledger.db
  linsang ledger show --ledger ledger.db --unlabelled --limit 50
  linsang ledger label --ledger ledger.db d-1f0c5b2d9a77-0-17 yes
  linsang ledger stats --ledger ledger.db --by taxon --by day
  linsang ledger export --ledger ledger.db > decisions.jsonl

A ledger is a file, or postgresql://USER@HOST/DATABASE; the setting `ledger` saves the option.
docs/ledger.md explains what is kept, and what is not.
"""

QUESTIONS = ("prohibited", "wildlife")
OUTCOMES = ("no_action", "review", "restrict")
DIMENSIONS = ("day", "language", "platform", "policy", "taxon", "rule")
USUAL_DIMENSIONS = ("day", "language", "taxon", "rule")


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions of the command and their options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")

    def action(name: str, summary: str) -> argparse.ArgumentParser:
        own = actions.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + "."
        )
        own.add_argument("--ledger", metavar="LEDGER", help="a file or a URL (default: as set)")
        return own

    def period(own: argparse.ArgumentParser) -> None:
        own.add_argument("--since", type=_day, metavar="DAY", help="from this day on: 2026-11-01")
        own.add_argument("--until", type=_day, metavar="DAY", help="up to this day")

    show = action("show", "show one decision, a listing's history, or the last decisions")
    show.add_argument("id", nargs="?", metavar="ID", help="a decision's id, or a listing's")
    period(show)
    show.add_argument("--outcome", choices=OUTCOMES, help="only these")
    show.add_argument("--standing", action="store_true", help="only what is not superseded")
    show.add_argument(
        "--unlabelled",
        nargs="?",
        const="prohibited",
        choices=QUESTIONS,
        help="only what nobody labelled, in random order: label from the top",
    )
    show.add_argument("--limit", type=int, default=20, metavar="N", help="how many (default: 20)")
    show.add_argument("--json", action="store_true", help="JSON Lines, the seller's words too")
    stats = action("stats", "count decisions, and estimate how much prohibited trade there is")
    stats.add_argument(
        "--by", action="append", choices=DIMENSIONS, help="may be said again (default: four)"
    )
    period(stats)
    stats.add_argument("--json", action="store_true", help="one JSON object")
    export = action("export", "write every decision as JSON Lines, without personal data")
    period(export)
    export.add_argument(
        "--with-listing-ids", action="store_true", help="with the platform's ids of listings"
    )
    label = action("label", "say what is true of the listing that was decided about")
    label.add_argument("id", nargs="?", metavar="ID", help="a decision's id")
    label.add_argument("answer", nargs="?", choices=("yes", "no"), help="yes or no")
    label.add_argument(
        "--from", dest="file", metavar="CSV", help="a file with decision_id and label instead"
    )
    label.add_argument(
        "--about", choices=QUESTIONS, default="prohibited", help="which (default: prohibited)"
    )
    label.add_argument("--by", default="", metavar="WHO", help="the moderator's id, never a name")
    action("verify", "compare what is recorded with the seals of its events")
    action("upgrade", "bring an older ledger's tables to this version")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Carry out the action that was asked for."""
    if settings.ledger is None:
        return _usage(args, "which ledger? Say --ledger LEDGER, or set `ledger`")
    if args.action == "label" and bool(args.file) == bool(args.id and args.answer):
        return _usage(args, "expected ID and yes or no, or --from CSV")
    from linsang.store.sql_ledger import SqlLedger, upgrade

    if args.action == "upgrade":
        return _upgraded(upgrade(settings.ledger))
    with SqlLedger.open(settings.ledger) as ledger:
        return _ACTIONS[args.action](args, settings, ledger)


def _show(args: argparse.Namespace, settings: Settings, ledger: SqlLedger) -> ExitCode:
    if args.id:
        return _show_one(args, settings, ledger)
    from linsang.commands.ledger_pages import entry_line

    shown = 0
    for entry in _listed(args, ledger):
        shown += 1
        _print_json(entry) if args.json else print(entry_line(entry))
    if not shown:
        print("linsang ledger: no such decision", file=sys.stderr)
    return ExitCode.DONE


def _listed(args: argparse.Namespace, ledger: SqlLedger) -> Iterator[Entry]:
    wanted = _wanted(args)
    if wanted.unlabelled is None:
        return ledger.entries(wanted, newest_first=True, limit=args.limit)
    # Whoever labels from the top labels a random sample of each outcome, and tomorrow goes on
    # where it was left.
    return iter(heapq.nsmallest(args.limit, ledger.entries(wanted), key=_shuffled))


def _shuffled(entry: Entry) -> bytes:
    return hashlib.blake2b(entry.decision.id.encode(), digest_size=8).digest()


def _show_one(args: argparse.Namespace, settings: Settings, ledger: SqlLedger) -> ExitCode:
    from linsang.commands.explained import explained
    from linsang.commands.ledger_pages import entry_head
    from linsang.compose import engine
    from linsang.model.decision import DecisionId
    from linsang.model.listing import ListingId
    from linsang.operations.screen import Decided

    one = ledger.find(DecisionId(args.id))
    found = [one] if one else ledger.history(ListingId(args.id))
    if not found:
        print(f"linsang ledger: no decision and no listing {args.id!r}", file=sys.stderr)
        return ExitCode.INPUT
    if args.json:
        for entry in found:
            _print_json(entry)
        return ExitCode.DONE
    judged_by = engine(settings)
    for entry in found:
        print(entry_head(entry))
        record = entry.record
        if record.listing and record.assessment:
            decided = Decided(0, record.listing, record.assessment, record.decision)
            print(explained(decided, judged_by, color=sys.stdout.isatty()))
        else:
            print(f"{entry.decision.outcome}: no words are kept of this listing")
    return ExitCode.DONE


def _stats(args: argparse.Namespace, settings: Settings, ledger: SqlLedger) -> ExitCode:
    from linsang.commands.ledger_pages import stats_json, stats_text
    from linsang.learning.prevalence import prevalence
    from linsang.store.record import Dimension, Question

    period = _period(args)
    dimensions = [Dimension.DAY, *(Dimension(one) for one in args.by or USUAL_DIMENSIONS)]
    tallies = {by: ledger.tally(by, period) for by in dict.fromkeys(dimensions)}
    estimates = {about: prevalence(ledger.strata(about, period)) for about in Question}
    found = {about: one for about, one in estimates.items() if one is not None}
    if args.json:
        _print(stats_json(tallies, found))
    else:
        print(stats_text(ledger.name, tallies, found))
    return ExitCode.DONE


def _export(args: argparse.Namespace, settings: Settings, ledger: SqlLedger) -> ExitCode:
    from linsang.operations.ledger_export import exported
    from linsang.store.record import Wanted

    for entry in ledger.entries(Wanted(period=_period(args))):
        _print(exported(entry, with_listing_ids=args.with_listing_ids))
    return ExitCode.DONE


def _label(args: argparse.Namespace, settings: Settings, ledger: SqlLedger) -> ExitCode:
    from linsang.model.decision import DecisionId
    from linsang.operations.label_file import read_labels
    from linsang.store.record import Label, Question

    about = Question(args.about)
    if args.file:
        labels = read_labels(Path(args.file), about=about, labelled_by=args.by)
    else:
        answer = args.answer == "yes"
        named = DecisionId(args.id)
        labels = [Label(decision_id=named, answer=answer, about=about, labelled_by=args.by)]
    news = ledger.label(labels)
    print(f"{news} labelled" + (f", {len(labels) - news} as before" if news < len(labels) else ""))
    return ExitCode.DONE


def _verify(args: argparse.Namespace, settings: Settings, ledger: SqlLedger) -> ExitCode:
    told = ledger.verify()
    for line in told:
        print(line)
    if told:
        return ExitCode.CHECK_FAILED
    last = deque(ledger.events(), maxlen=1)
    print(f"{ledger.name}: {last[0].number if last else 0:,} events, all as sealed")
    if last:
        print(f"last seal {last[0].seal}")
    return ExitCode.DONE


_ACTIONS = {
    "show": _show,
    "stats": _stats,
    "export": _export,
    "label": _label,
    "verify": _verify,
}


def _upgraded(steps: list[str]) -> ExitCode:
    print(f"upgraded to schema {steps[-1]}" if steps else "nothing to do: the schema is the newest")
    return ExitCode.DONE


def _wanted(args: argparse.Namespace) -> Wanted:
    from linsang.model.decision import Outcome
    from linsang.store.record import Question, Wanted

    question: Question | None = Question(args.unlabelled) if args.unlabelled else None
    return Wanted(
        period=_period(args),
        outcome=Outcome(args.outcome) if args.outcome else None,
        unlabelled=question,
        standing=args.standing,
    )


def _period(args: argparse.Namespace) -> Period:
    from linsang.store.record import Period

    return Period(since=args.since, until=args.until)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-01") from None


def _print_json(entry: Entry) -> None:
    from linsang.commands.ledger_pages import entry_json

    _print(entry_json(entry))


def _print(value: object) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def _usage(args: argparse.Namespace, message: str) -> ExitCode:
    print(f"linsang ledger {args.action}: {message}", file=sys.stderr)
    return ExitCode.USAGE
