"""``linsang redteam``: what slips through when sellers disguise their words."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linsang.commands import labelled_inputs
from linsang.model.exit_code import ExitCode
from linsang.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linsang.learning.labelled import LabelledBatch
    from linsang.learning.measured import Measured
    from linsang.learning.recall_kept import RecallKept
    from linsang.model.listing import Rejected
    from linsang.operations.screen import Screening
    from linsang.plugins import ListingBatch
    from linsang.redteam.disguises import Disguise, Offer
    from linsang.redteam.ways import Way

ABOUT = """\
Take every positive listing that is found as it is, disguise the words that the decision
rested on in every way that traffickers use, screen it again, and report how much of the
recall is kept: by way, by language, and apart for the ways that no training text may use.
What slipped through is listed.
"""

EXAMPLES = """\
examples:
  linsang redteam labelled.csv --label verdict --positive upheld
  linsang redteam labelled.csv --label verdict --positive upheld --survivors survivors.jsonl
  linsang redteam labelled.jsonl --label real --positive 1 --way pinyin --way homophones
  linsang redteam labelled.csv --label verdict --positive upheld --whole-text --seed 3

docs/redteam.md explains every way, the scripts that it applies to, and its source.
"""

_SHOWN_WIDTH = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    labelled_inputs.configure(parser)
    parser.set_defaults(score="outcome")
    parser.add_argument(
        "--way", action="append", default=[], metavar="WAY", help="only this way; may be said again"
    )
    parser.add_argument(
        "--whole-text", action="store_true", help="disguise all words, not only those that matter"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="N",
        help="another seed, other disguises (default: 1)",
    )
    parser.add_argument("--json", action="store_true", help="JSON instead of tables")
    parser.add_argument(
        "--survivors", metavar="FILE", help="write all that slipped through, as JSON Lines"
    )
    parser.add_argument(
        "--show", type=int, default=20, metavar="N", help="survivors to print (default: 20)"
    )


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Screen, disguise, screen again and report."""
    from linsang.compose import compose
    from linsang.learning.measured import Measured
    from linsang.learning.recall_kept import RecallKept

    measured, ways = Measured(args.score), _ways(args.way)
    threshold = labelled_inputs.found_from(args, measured)
    listings = labelled_inputs.labelled_inputs(args, settings, group_by=["language"])
    listings.checked(both_sides=False)
    attack = _Attack(compose(settings), measured, threshold, args.seed, args.whole_text)
    kept = RecallKept(ways=ways)
    rejected: list[Rejected] = []
    for labelled in listings.batches():
        attack.run(labelled, kept)
        rejected += labelled.batch.rejected
    if args.survivors:
        rows = [json.dumps(row, ensure_ascii=False) + "\n" for row in kept.survivor_rows()]
        labelled_inputs.write(Path(args.survivors), "".join(rows))
    if args.json:
        print(json.dumps(kept.as_json(), indent=1, ensure_ascii=False))
    else:
        sys.stdout.write(as_text(kept, measured.shown(threshold), most_survivors=args.show))
    return labelled_inputs.told(listings, rejected)


def as_text(kept: RecallKept, found_at: str, *, most_survivors: int) -> str:
    """The report for a terminal."""
    from linsang.learning.recall_kept import tables

    head = [
        f"found undisguised, at {found_at}: {kept.recall} of the positives",
        "Those are disguised; of each disguise is said how many are still found.",
    ]
    if kept.wordless:
        head.append(f"{kept.wordless:,} of them have no words to disguise in title or description")
    parts = ["\n".join(head), *(one.as_text() for one in tables(kept))]
    if survivors := kept.survivors[: max(0, most_survivors)]:
        counted = f"{len(kept.survivors):,} slipped through"
        more = len(kept.survivors) - len(survivors)
        lines = [f"{counted}, {more:,} more than shown" if more else counted]
        lines += [f"  {_survivor(one)}" for one in survivors]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


class _Attack:
    """Screens labelled listings as they are and in every disguise."""

    def __init__(
        self,
        screening: Screening,
        measured: Measured,
        threshold: float,
        seed: int,
        whole_text: bool,
    ) -> None:
        self._screening, self._measured, self._threshold = screening, measured, threshold
        self._seed, self._whole_text = seed, whole_text

    def run(self, labelled: LabelledBatch, kept: RecallKept) -> None:
        """Disguise the positives of one batch and count what is still found."""
        from linsang.redteam.disguises import disguises

        rows = labelled.positive.nonzero()[0].tolist()
        if not rows:
            return
        table = labelled.batch.table.take(rows)
        plain = _with_texts(table, table["title"].to_pylist(), table["description"].to_pylist())
        languages = [labelled.groups["language"][row] for row in rows]
        places, offers = self._found_offers(plain, languages, kept)
        hidden = [
            (place, disguise)
            for place, offer in zip(places, offers, strict=True)
            for disguise in disguises(offer, seed=self._seed, ways=kept.ways)
        ]
        if not hidden:
            return
        disguised = _with_texts(
            plain.table.take([place for place, _ in hidden]),
            [one.title for _, one in hidden],
            [one.description for _, one in hidden],
        )
        found, _ = self._screened(disguised)
        for (_, disguise), still_found in zip(hidden, found, strict=True):
            kept.add(disguise, found=still_found)

    def _found_offers(
        self, plain: ListingBatch, languages: Sequence[str], kept: RecallKept
    ) -> tuple[list[int], list[Offer]]:
        """The listings that are found as they are, by place, with their words that matter."""
        from linsang.redteam.disguises import Offer

        places, offers = [], []
        found, findings = self._screened(plain)
        for place, row in enumerate(plain.table.to_pylist()):
            kept.undisguised[found[place]] += 1
            if not found[place]:
                continue
            offer = Offer.of(
                row,
                findings[place],
                language=languages[place],
                whole_text=self._whole_text,
            )
            if offer.spans:
                places.append(place)
                offers.append(offer)
            else:
                kept.wordless += 1
        return places, offers

    def _screened(self, batch: ListingBatch) -> tuple[list[bool], list[list[dict[str, Any]]]]:
        rows = labelled_inputs.results(self._screening, batch)
        found = self._measured.numbers(rows) >= self._threshold
        return found.tolist(), rows.column("findings").to_pylist()


def _with_texts(table: Any, titles: Sequence[str], descriptions: Sequence[str]) -> ListingBatch:
    """The rows of *table* with other texts, and without tags: who hides a word does not tag it."""
    import pyarrow as pa

    from linsang.plugins import ListingBatch, listing_table

    columns = {name: table[name] for name in table.schema.names if name != "tags"}
    columns["title"] = pa.array(titles, pa.string())
    columns["description"] = pa.array(descriptions, pa.string())
    return ListingBatch(table=listing_table(columns), file="", first_row=0)


def _ways(named: Sequence[str]) -> tuple[Way, ...]:
    from linsang.redteam.ways import WAYS

    allowed = [way.name for way in WAYS]
    if unknown := sorted(set(named) - set(allowed)):
        raise SettingsError(f"--way {unknown[0]}: no such way; allowed: {', '.join(allowed)}")
    return tuple(way for way in WAYS if not named or way.name in named)


def _survivor(one: Disguise) -> str:
    """A disguise on one line, its line breaks and invisible characters made visible."""
    from linsang.connectors.problems import shown

    text = f"{one.title} | {one.description}" if one.description else one.title
    where = f"{one.way.name} {one.offer.language or ''}".strip()
    return f"{where} {one.offer.id}: {shown(text, _SHOWN_WIDTH)}"
