"""Which Appendix covers this specimen, on this day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from pathlib import Path

from linsang.model.taxon import (
    UNSTATED_POPULATION,
    Appendix,
    AppendixEntry,
    TaxonId,
    TradeTerm,
)
from linsang.reference.layers import Entries, Layer, lay_over
from linsang.reference.rows import DATA, Problem, Row, parse_day, raise_if, read_rows
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.trade_terms import TradeTerms

COLUMNS = (
    "taxon", "appendix", "in_force", "until", "populations", "trade_terms",
    "annotation", "authority", "certainty", "date_basis", "note",
)  # fmt: skip
_APPENDICES: dict[str, Appendix | None] = {each.value: each for each in Appendix}
_APPENDICES["none"] = None
_POPULATION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_LARGEST_MEMO = 100_000

Readings = frozenset[Appendix | None]


class _Fit(Enum):
    NO = 0
    PERHAPS = 1
    SURELY = 2


class Appendices:
    """The entries of the Appendices, and what they say about one offer.

    >>> appendices = Appendices.load(Taxonomy.load())
    >>> today = date(2026, 6, 1)
    >>> sorted(appendices.readings("panthera-tigris", on=today))
    [<Appendix.I: 'I'>]
    >>> appendices.readings("melopsittacus-undulatus", on=today)
    frozenset({None})
    """

    def __init__(self, taxonomy: Taxonomy, entries: Iterable[AppendixEntry]) -> None:
        self.taxonomy = taxonomy
        grouped: dict[TaxonId, list[AppendixEntry]] = {}
        for entry in entries:
            grouped.setdefault(taxonomy.get(entry.taxon).taxon, []).append(entry)
        self._entries: Entries = {taxon: tuple(found) for taxon, found in grouped.items()}
        self._below: dict[TaxonId, tuple[TaxonId, ...]] = {}
        self._memo: dict[tuple[str, date, str | None, TradeTerm | None, bool], Readings] = {}

    @classmethod
    def load(
        cls, taxonomy: Taxonomy, directory: Path = DATA, *, layers: Iterable[Path] = ()
    ) -> Appendices:
        """Read ``appendices.csv`` of *directory* and lay the dated *layers* over it, in order.

        The tree must have been loaded with the same layers.
        """
        terms = TradeTerms.load(
            directory / "trade_terms.csv"
            if (directory / "trade_terms.csv").is_file()
            else DATA / "trade_terms.csv"
        )
        entries = _read(directory, taxonomy, terms)
        folders = tuple(layers)
        if folders:
            dated = Layer.load(directory).dated
            for folder in folders:
                layer = Layer.load(folder)
                entries = lay_over(
                    entries, _read(folder, taxonomy, terms),
                    taxonomy=taxonomy, below_dated=dated, above_dated=layer.dated,
                )  # fmt: skip
                dated = max(dated, layer.dated)
        return cls(taxonomy, (entry for found in entries.values() for entry in found))

    def __iter__(self) -> Iterator[AppendixEntry]:
        return (entry for found in self._entries.values() for entry in found)

    def __len__(self) -> int:
        return sum(len(found) for found in self._entries.values())

    def readings(
        self,
        taxon: str,
        *,
        on: date,
        population: str | None = None,
        trade_term: TradeTerm | None = None,
        below: bool = True,
    ) -> Readings:
        """Every Appendix that is left open for such a specimen; None is *not listed*.

        The entries of a taxon are asked in their order, and the first that
        surely holds decides; one that holds for some populations or specimens
        only, where the offer does not say which, leaves its Appendix open and
        the question too. What no entry of the taxon decides, its parent's
        entries do. A group is also everything in it: "parrot" is I, II and None; without
        *below*, only what holds for the whole group is read.
        """
        key = (taxon, on, population, trade_term, below)
        found = self._memo.get(key)
        if found is None:
            found = frozenset(self._open(taxon, on, population, trade_term, below))
            if len(self._memo) >= _LARGEST_MEMO:
                self._memo.clear()
            self._memo[key] = found
        return found

    def entries(
        self,
        taxon: str,
        *,
        on: date,
        population: str | None = None,
        trade_term: TradeTerm | None = None,
    ) -> tuple[AppendixEntry, ...]:
        """The entries that hold or may hold for the taxon itself, the deciding ones first.

        They carry their authority, certainty and days, so that an answer can
        say how sure it is. Entries of taxa below a group are not among them.
        """
        return tuple(
            entry
            for entry, fit in self._upward(
                self.taxonomy.get(taxon).taxon, on, population, trade_term
            )
        )

    def next_change(self, taxon: str, *, on: date) -> date | None:
        """The next day on which an entry for the taxon, above or below it, begins or ends."""
        known = self.taxonomy.get(taxon).taxon
        days = (
            day
            for each in (known, *self.taxonomy.ancestors(known), *self._listed_below(known))
            for entry in self._entries.get(each, ())
            for day in (entry.in_force, entry.until)
            if day is not None and day > on
        )
        return min(days, default=None)

    def _open(
        self,
        taxon: str,
        on: date,
        population: str | None,
        trade_term: TradeTerm | None,
        below: bool,
    ) -> set[Appendix | None]:
        known = self.taxonomy.get(taxon).taxon
        if self.taxonomy.is_domesticated(known):
            return {None}
        found: set[Appendix | None] = set()
        for each in (known, *(self._listed_below(known) if below else ())):
            decided = False
            for entry, fit in self._upward(each, on, population, trade_term):
                found.add(entry.appendix)
                decided = fit is _Fit.SURELY
            if not decided:
                found.add(None)
        return found

    def _upward(
        self, taxon: TaxonId, on: date, population: str | None, trade_term: TradeTerm | None
    ) -> Iterator[tuple[AppendixEntry, _Fit]]:
        """The entries from the taxon towards the root, down to the first that surely holds."""
        if self.taxonomy.is_domesticated(taxon):
            return
        for each in (taxon, *self.taxonomy.ancestors(taxon)):
            for entry in self._entries.get(each, ()):
                if not entry.holds_on(on):
                    continue
                fit = _fit(entry, population, trade_term)
                if fit is not _Fit.NO:
                    yield entry, fit
                if fit is _Fit.SURELY:
                    return

    def _listed_below(self, taxon: TaxonId) -> tuple[TaxonId, ...]:
        """The taxa under it that have entries of their own and that its name may mean."""
        found = self._below.get(taxon)
        if found is None:
            found = self._below[taxon] = tuple(
                each
                for each in self.taxonomy.descendants(taxon)
                if each in self._entries and self._meant_by_group(each)
            )
        return found

    def _meant_by_group(self, taxon: TaxonId) -> bool:
        # Who offers an elephant does not mean a mammoth, nor by a wild cat the
        # house cat or its crosses.
        lineage = (taxon, *self.taxonomy.ancestors(taxon))
        return not any(
            each.extinct or each.domesticated or each.hybrid
            for each in map(self.taxonomy.get, lineage)
        )


def _fit(entry: AppendixEntry, population: str | None, trade_term: TradeTerm | None) -> _Fit:
    place = _population_fit(entry.populations, population)
    if not entry.trade_terms:
        return place
    if trade_term is None:
        return _Fit.NO if place is _Fit.NO else _Fit.PERHAPS
    return place if trade_term in entry.trade_terms else _Fit.NO


def _population_fit(populations: frozenset[str], population: str | None) -> _Fit:
    if not populations or population in populations:
        return _Fit.SURELY
    if population is None or UNSTATED_POPULATION in populations:
        return _Fit.PERHAPS
    # "PH" is asked and "PH-PLW" is listed: some of that country's animals are meant.
    if any(each.startswith(f"{population}-") for each in populations):
        return _Fit.PERHAPS
    return _Fit.SURELY if population.partition("-")[0] in populations else _Fit.NO


def _read(directory: Path, taxonomy: Taxonomy, terms: TradeTerms) -> Entries:
    problems: list[Problem] = []
    found: dict[TaxonId, list[AppendixEntry]] = {}
    for row in read_rows(directory / "appendices.csv", COLUMNS, problems):
        if row["taxon"] in taxonomy.homonyms and directory != DATA:
            continue  # in that layer the name is another kingdom's
        entry = parse_entry(row, taxonomy, terms, problems)
        if entry is not None:
            found.setdefault(entry.taxon, []).append(entry)
    raise_if(problems)
    return {taxon: tuple(entries) for taxon, entries in found.items()}


def parse_entry(
    row: Row, taxonomy: Taxonomy, terms: TradeTerms, problems: list[Problem]
) -> AppendixEntry | None:
    """Read one row of ``appendices.csv``; what is wrong with it goes to *problems*."""
    before = len(problems)
    taxon = taxonomy.resolve(row["taxon"])
    if taxon is None:
        problems.append(row.problem(f"taxon '{row['taxon']}'", "a taxon of taxa.csv"))
    if row["appendix"] not in _APPENDICES:
        problems.append(row.problem(f"appendix '{row['appendix']}'", ", ".join(_APPENDICES)))
    if not row["authority"]:
        problems.append(row.problem("no authority", "the instrument that says so"))
    populations = row.several("populations")
    for each in populations:
        if not _POPULATION.fullmatch(each):
            problems.append(row.problem(f"population '{each}'", "ISO 3166 codes: BW or PH-PLW"))
    trade_terms = row.several("trade_terms")
    for each in trade_terms:
        if each not in terms:
            problems.append(row.problem(f"trade term '{each}'", "a code of trade_terms.csv"))
    in_force, until = (parse_day(row, column, problems) for column in ("in_force", "until"))
    if in_force and until and until <= in_force:
        problems.append(row.problem(f"until {until}", f"a day after {in_force}"))
    if taxon is None or len(problems) > before:
        return None
    return AppendixEntry(
        taxon=taxon,
        appendix=_APPENDICES[row["appendix"]],
        in_force=in_force,
        authority=row["authority"],
        populations=frozenset(populations),
        trade_terms=frozenset(TradeTerm(each) for each in trade_terms),
        until=until,
        annotation=row["annotation"],
        certainty=row["certainty"],
        date_basis=row["date_basis"],
        note=row["note"],
    )
