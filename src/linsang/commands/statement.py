"""``linsang statement``: tell a seller why, and the public database what."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings, SettingsError

if TYPE_CHECKING:
    from linsang.operations.statements import Stated

ABOUT = """\
Write the statement of reasons of every decision but no_action: what was found, by which rule
of which law or policy, what it means for the listing, and how to object. Contacts, names and
numbers are masked in everything that is quoted.
"""

EXAMPLES = """\
examples:
  linsang statement results.jsonl --id 4711
  linsang statement results.jsonl --id 4711 --language vi
  linsang statement results.parquet --outcome restrict --format dsa > statements.jsonl
  linsang statement ledger.db --policy coalition+eu --object-at https://market.example/object

Formats: text; json, a line for each with the text in it; dsa, a line for each, as the DSA
Transparency Database takes it. docs/statements.md has the languages and the fields.
"""

_FORMATS = ("text", "json", "dsa")
_OUTCOMES = ("review", "restrict")
_MOST_TOLD = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="result files, or a ledger")
    parser.add_argument(
        "--id", action="append", default=[], metavar="ID", help="only this listing or decision"
    )
    parser.add_argument("--outcome", choices=_OUTCOMES, help="only these decisions")
    parser.add_argument(
        "--language", metavar="TAG", help="write in this language (default: the listing's)"
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    parser.add_argument("--policy", metavar="P", help="the policy that decided (default: as set)")
    parser.add_argument(
        "--on",
        type=_day,
        metavar="DAY",
        help="the day of the decisions (default: as recorded, or today)",
    )
    parser.add_argument(
        "--object-at", metavar="PLACE", help="where to object (default: the platform's form)"
    )


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Write the statements that were asked for, and say for which there is none."""
    from datetime import UTC, datetime

    from linsang.commands.judgements import judgements
    from linsang.compose import policy
    from linsang.operations.statements import Stated, Stating
    from linsang.reference.appendices import Appendices
    from linsang.reference.taxonomy import Taxonomy

    _check_language(args.language)
    taxonomy = Taxonomy.load(layers=settings.reference_layers)
    stating = Stating(
        policy=policy(settings, taxonomy),
        appendices=Appendices.load(taxonomy, layers=settings.reference_layers),
        taxonomy=taxonomy,
        now=datetime.now(UTC),
        on=args.on,
    )
    written = missing = outside = 0
    with judgements(args.sources, None) as source:
        wanted = (
            one
            for one in source.judgements
            if (not args.id or {one.decision_id, one.listing_id, one.reference} & set(args.id))
            and (args.outcome is None or one.outcome == args.outcome)
        )
        for one in stating.state(wanted):
            if not isinstance(one, Stated):
                missing += 1
                if missing <= _MOST_TOLD:
                    print(f"linsang: {one.recorded.listing_id}: {one.why}", file=sys.stderr)
                continue
            text = _written(one, args, settings)
            if text is None:
                outside += 1
                continue
            if written and args.format == "text":
                print("\n" + "-" * 72 + "\n")
            sys.stdout.write(text)
            written += 1
    return _told(args, written, missing, outside)


def _written(one: Stated, args: argparse.Namespace, settings: Settings) -> str | None:
    """One statement in the form that was asked for, or None where none is due."""
    import msgspec

    from linsang.operations.dsa_record import dsa_record, is_due
    from linsang.policy.statement_text import as_text, spoken

    if args.format == "dsa":
        if not is_due(one.statement):
            return None
        posted = one.recorded.posted_at
        record = dsa_record(one.statement, content_date=posted.date() if posted else None)
        return msgspec.json.encode(record).decode("utf-8") + "\n"
    set_to = None if settings.language == "auto" else settings.language
    language = spoken(args.language, set_to, one.statement.content_language)
    text = as_text(one.statement, language, object_at=args.object_at)
    if args.format == "text":
        return text
    values = {"language": language, "text": text, "statement": one.statement}
    return msgspec.json.encode(values, order="deterministic").decode("utf-8") + "\n"


def _told(args: argparse.Namespace, written: int, missing: int, outside: int) -> ExitCode:
    if outside:
        print(
            f"linsang: {outside:,} decisions hold outside the European Economic Area and have "
            "no record",
            file=sys.stderr,
        )
    if missing:
        print(f"linsang: {missing:,} decisions without a statement", file=sys.stderr)
        return ExitCode.CHECK_FAILED
    if not written and not outside:
        which = "such decision" if args.id or args.outcome else "decision but no_action"
        print(f"linsang: no {which}, so nothing to state", file=sys.stderr)
        return ExitCode.CHECK_FAILED if args.id else ExitCode.DONE
    return ExitCode.DONE


def _check_language(tag: str | None) -> None:
    from linsang.policy.statement_text import FALLBACK, spoken, statement_languages

    if tag is not None and spoken(tag) == FALLBACK and tag.partition("-")[0] != FALLBACK:
        raise SettingsError(
            f"--language {tag}: no statements in it; there are {', '.join(statement_languages())}"
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; expected YYYY-MM-DD") from None
