"""What the product knows of a phrase or a name, since when, on whose word and how surely."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from linsang.commands.found_terms import FoundTerm, found_terms
from linsang.engine import Engine
from linsang.model.taxon import Appendix, AppendixEntry, Taxon, TaxonId, TradeTerm
from linsang.reference.lexicon import Role
from linsang.reference.rows import DATA
from linsang.reference.trade_terms import TradeTerms

_MOST_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTaxon:
    """One taxon: its place in the tree, its names, and what the treaty says of it on a day."""

    taxon: Taxon
    lineage: tuple[Taxon, ...]
    names: dict[str, tuple[str, ...]]
    readings: tuple[str, ...]
    by_trade_term: dict[str, tuple[str, ...]]
    entries: tuple[AppendixEntry, ...]
    next_change: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that is known of a phrase."""

    phrase: str
    on: date
    version: str
    terms: tuple[FoundTerm, ...]
    taxa: tuple[KnownTaxon, ...]
    trade_terms: tuple[TradeTerm, ...]

    def __bool__(self) -> bool:
        return bool(self.terms or self.taxa or self.trade_terms)


def known_of(phrase: str, engine: Engine, codes: TradeTerms, *, on: date, private: Path) -> Known:
    """Look up a phrase, a scientific name, a slug or a trade term's code."""
    terms = tuple(
        one
        for one in found_terms(phrase, engine.vocabulary, private)
        if (one.counts and one.term.role is not Role.MASK) or one.quote == phrase
    )
    named: dict[TaxonId, None] = {}
    slug = engine.taxonomy.resolve(phrase.strip())
    latin = engine.taxonomy.by_scientific_name(phrase)
    for direct in (slug, latin.taxon if latin else None):
        if direct:
            named.setdefault(direct)
    for one in terms:
        for taxon in one.term.taxa:
            named.setdefault(engine.taxonomy.get(taxon).taxon)
    found = dict.fromkeys(one.term.trade_term for one in terms if one.term.trade_term)
    if phrase.strip() in codes:
        found.setdefault(TradeTerm(phrase.strip()))
    return Known(
        phrase=phrase,
        on=on,
        version=engine.reference_version,
        terms=terms,
        taxa=tuple(_taxon(taxon, engine, tuple(found), on) for taxon in named),
        trade_terms=tuple(found),
    )


def nearest_names(phrase: str, engine: Engine) -> list[str]:
    """What somebody may have meant who wrote a name that nobody knows."""
    wanted = phrase.strip().casefold()[:60]
    names = {taxon.scientific_name.casefold(): taxon.scientific_name for taxon in engine.taxonomy}
    for taxon in engine.taxonomy:
        for name in engine.taxonomy.names(taxon.taxon, "en"):
            names.setdefault(name.casefold(), name)
    return [names[one] for one in difflib.get_close_matches(wanted, names, n=3)]


def as_lines(known: Known, codes: TradeTerms) -> list[str]:
    """What a person reads."""
    lines = [f"“{known.phrase}” on {known.on}, reference {known.version}"]
    if known.terms:
        lines.append("terms found")
        lines += [f"  {one}" for one in known.terms]
    for code in known.trade_terms:
        row = codes.get(code)
        legacy = "" if row.current else f" [legacy; now {' or '.join(row.replaced_by)}]"
        lines.append(f"trade term {code}: {row.name}{legacy}. {row.explanation}")
        lines.append(f"  {row.source} [{row.certainty}]")
    for one in known.taxa:
        lines += _taxon_lines(one, known.on)
    return lines


def as_json(known: Known, codes: TradeTerms) -> dict[str, Any]:
    """What a program reads."""
    return {
        "phrase": known.phrase,
        "on": known.on.isoformat(),
        "reference_version": known.version,
        "terms": [one.as_json() for one in known.terms],
        "trade_terms": [
            {
                "code": code,
                "name": (row := codes.get(code)).name,
                "explanation": row.explanation,
                "current": row.current,
                "replaced_by": list(row.replaced_by),
                "source": row.source,
                "certainty": row.certainty,
            }
            for code in known.trade_terms
        ],
        "taxa": [_taxon_json(one) for one in known.taxa],
    }


def _taxon(taxon: TaxonId, engine: Engine, codes: tuple[TradeTerm, ...], on: date) -> KnownTaxon:
    tree, law = engine.taxonomy, engine.appendices
    languages = sorted(path.stem for path in (DATA / "names").glob("*.csv"))
    names = {language: tree.names(taxon, language) for language in languages}
    return KnownTaxon(
        taxon=tree.get(taxon),
        lineage=tuple(tree.get(each) for each in tree.ancestors(taxon)),
        names={language: found for language, found in names.items() if found},
        readings=_readings(law.readings(taxon, on=on)),
        by_trade_term={
            str(code): _readings(law.readings(taxon, on=on, trade_term=code)) for code in codes
        },
        entries=law.entries(taxon, on=on),
        next_change=law.next_change(taxon, on=on),
    )


def _readings(found: frozenset[Appendix | None]) -> tuple[str, ...]:
    return (*sorted(one.value for one in found if one), *(["not listed"] if None in found else []))


def _spoken(readings: tuple[str, ...]) -> str:
    return " or ".join(
        one if one == "not listed" else f"Appendix {one}" for one in readings
    ) or "not in the Appendices"  # fmt: skip


def _taxon_lines(one: KnownTaxon, on: date) -> list[str]:
    taxon = one.taxon
    marks = [
        word
        for word, holds in (
            ("domesticated", taxon.domesticated),
            ("extinct", taxon.extinct),
            ("a cross", taxon.hybrid),
        )
        if holds
    ]
    lines = [
        f"{taxon.scientific_name}, {taxon.rank} ({taxon.taxon})"
        + (f": {', '.join(marks)}" if marks else "")
    ]
    if taxon.synonyms:
        lines.append(f"  synonyms   {', '.join(taxon.synonyms)}")
    lines.append(f"  under      {', '.join(above.scientific_name for above in one.lineage)}")
    lines.append(f"  source     {taxon.source}" + (f" [{taxon.doubt}]" if taxon.doubt else ""))
    lines.append(f"  on {on}   {_spoken(one.readings)}")
    for code, readings in one.by_trade_term.items():
        if readings != one.readings:
            lines.append(f"    as {code}   {_spoken(readings)}")
    for entry in one.entries:
        lines += [f"    {text}" for text in _entry_lines(entry)]
    change = f"{one.next_change}" if one.next_change else "none is known"
    lines.append(f"  next change   {change}")
    lines.append("  names")
    for language, names in one.names.items():
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        lines.append(f"    {language:8} {', '.join(names[:_MOST_NAMES])}{more}")
    return lines


def _entry_lines(entry: AppendixEntry) -> list[str]:
    listed = f"Appendix {entry.appendix}" if entry.appendix else "not listed"
    since = f"since {entry.in_force}" if entry.in_force else "day unknown"
    until = f" until {entry.until}" if entry.until else ""
    basis = f" ({entry.date_basis})" if entry.date_basis else ""
    sure = entry.certainty or "certainty not said"
    lines = [f"{listed} as {entry.taxon}, {since}{until}{basis}; {entry.authority} [{sure}]"]
    if entry.populations:
        lines.append(f"  populations {', '.join(sorted(entry.populations))}")
    if entry.trade_terms:
        lines.append(f"  only as {', '.join(sorted(entry.trade_terms))}")
    if entry.annotation:
        lines.append(f"  annotation {entry.annotation}")
    if entry.note:
        lines.append(f"  {entry.note}")
    return lines


def _taxon_json(one: KnownTaxon) -> dict[str, Any]:
    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    taxon = one.taxon
    return {
        "taxon": taxon.taxon,
        "scientific_name": taxon.scientific_name,
        "rank": taxon.rank.value,
        "synonyms": list(taxon.synonyms),
        "domesticated": taxon.domesticated,
        "extinct": taxon.extinct,
        "source": taxon.source,
        "doubt": taxon.doubt,
        "lineage": [
            {"taxon": up.taxon, "scientific_name": up.scientific_name, "rank": up.rank.value}
            for up in one.lineage
        ],
        "names": {language: list(names) for language, names in one.names.items()},
        "readings": list(one.readings),
        "readings_by_trade_term": {code: list(each) for code, each in one.by_trade_term.items()},
        "entries": [
            {
                "taxon": entry.taxon,
                "appendix": entry.appendix.value if entry.appendix else None,
                "in_force": day(entry.in_force),
                "until": day(entry.until),
                "date_basis": entry.date_basis,
                "authority": entry.authority,
                "certainty": entry.certainty,
                "populations": sorted(entry.populations),
                "trade_terms": sorted(entry.trade_terms),
                "annotation": entry.annotation,
                "note": entry.note,
            }
            for entry in one.entries
        ],
        "next_change": day(one.next_change),
    }
