"""Dated layers of listings: which of two sources speaks for a taxon."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from linsang.model.taxon import Appendix, AppendixEntry, TaxonId
from linsang.reference.rows import Problem, ReferenceDataError
from linsang.reference.taxonomy import Taxonomy

Entries = dict[TaxonId, tuple[AppendixEntry, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What ``layer.toml`` says about a folder of reference data."""

    name: str
    dated: date  # the day on which the source stood as it was read
    source: str
    digest: str = ""  # of the file it was read from

    @classmethod
    def load(cls, directory: Path) -> Layer:
        """Read ``layer.toml``; what is missing is said with the file's name."""
        path = directory / "layer.toml"
        try:
            found = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ReferenceDataError(
                [Problem(file=str(path), line=0, found=str(error), allowed="TOML with a date")]
            ) from error
        dated = found.get("date")
        if type(dated) is not date:
            raise ReferenceDataError(
                [
                    Problem(
                        file=str(path), line=0, found=f"date {dated!r}", allowed="date = 2026-03-06"
                    )
                ]
            )
        return cls(
            name=str(found.get("name", directory.name)),
            dated=dated,
            source=str(found.get("source", "")),
            digest=str(found.get("sha256", "")),
        )


def lay_over(
    below: Entries,
    above: Mapping[TaxonId, Sequence[AppendixEntry]],
    *,
    taxonomy: Taxonomy,
    below_dated: date,
    above_dated: date,
) -> Entries:
    """Put a layer on top of what there is; a taxon at a time, the later word counts.

    What is below stays where it says the same, because it may say it in more
    detail, and where one of the entries that decide for the taxon is younger
    than the layer. An entry without a day is as old as the data it stands in.
    Otherwise the layer speaks from its date on, and what was below before it.
    """
    merged = dict(below)
    for taxon, entries in above.items():
        deciding = [
            entry for each in (taxon, *taxonomy.ancestors(taxon)) for entry in below.get(each, ())
        ]
        if _says(taxon, below, taxonomy, above_dated) == _listed(
            {entry.appendix for entry in entries}
        ):
            continue
        if any(_newest_day(entry, below_dated) >= above_dated for entry in deciding):
            continue
        if deciding:
            ended = (_ended(entry, above_dated) for entry in below.get(taxon, ()))
            begun = (
                dataclasses.replace(entry, in_force=entry.in_force or above_dated)
                for entry in entries
            )
            merged[taxon] = (*ended, *begun)
        else:
            merged[taxon] = tuple(entries)
    return merged


def _says(
    taxon: TaxonId, entries: Entries, taxonomy: Taxonomy, on: date
) -> frozenset[Appendix | None]:
    """The Appendices that may hold for the taxon on that day, wherever and in whatever form."""
    named: set[Appendix | None] = set()
    for each in (taxon, *taxonomy.ancestors(taxon)):
        for entry in entries.get(each, ()):
            if entry.holds_on(on):
                named.add(entry.appendix)
                if not entry.populations and not entry.trade_terms:
                    return _listed(named)
    return _listed(named)


def _listed(named: set[Appendix | None]) -> frozenset[Appendix | None]:
    # What is left out of a listing is where our entries are finer than any
    # download: only a taxon that is not listed at all is None here.
    return frozenset(named - {None}) or frozenset({None})


def _newest_day(entry: AppendixEntry, otherwise: date) -> date:
    return max(entry.in_force or otherwise, entry.until or date.min)


def _ended(entry: AppendixEntry, on: date) -> AppendixEntry:
    until = on if entry.until is None else min(entry.until, on)
    return dataclasses.replace(entry, until=until)
