"""TaxonId, Taxon, Appendix, AppendixEntry, TradeTerm: what is traded, and what the treaty says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

TaxonId = NewType("TaxonId", str)
"""The scientific name in small letters with hyphens: ``panthera-tigris``."""

TradeTerm = NewType("TradeTerm", str)
"""A code of the CITES annual-report guidelines: ``LIV``, ``TUS``. ``reference.trade_terms`` has the table."""

# CITES leaves the condition of some entries to words ("finished products packed
# for retail") or to populations smaller than a code can name. ISO 3166 keeps ZZ
# free for its users: an entry limited to it may hold for any specimen.
UNSTATED_POPULATION = "ZZ"


class Appendix(StrEnum):
    """The three lists of CITES; no entry is None, never a fourth member."""

    I = "I"  # noqa: E741 - the treaty's own name
    II = "II"
    III = "III"


class Rank(StrEnum):
    """The ranks the tree uses; *clade* is a named group without a rank."""

    KINGDOM = "kingdom"
    PHYLUM = "phylum"
    SUPERCLASS = "superclass"
    CLASS = "class"
    SUPERORDER = "superorder"
    ORDER = "order"
    SUBORDER = "suborder"
    INFRAORDER = "infraorder"
    CLADE = "clade"
    SUPERFAMILY = "superfamily"
    FAMILY = "family"
    SUBFAMILY = "subfamily"
    TRIBE = "tribe"
    GENUS = "genus"
    SPECIES = "species"
    SUBSPECIES = "subspecies"
    VARIETY = "variety"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxon:
    """One place in the tree of life, under the name that the data use.

    *domesticated* marks forms that the treaty leaves out, such as the dog;
    *extinct* ones are never what somebody means by the name of their group.
    """

    taxon: TaxonId
    scientific_name: str
    rank: Rank
    parent: TaxonId | None
    synonyms: tuple[str, ...] = ()
    domesticated: bool = False
    extinct: bool = False
    source: str = ""
    doubt: str = ""

    @property
    def hybrid(self) -> bool:
        """Whether it is a cross of two taxa, such as the savannah cat."""
        return " x " in self.scientific_name


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendixEntry:
    """One inclusion in an Appendix, or one explicit exclusion: which specimens, since when.

    Empty *trade_terms* means every specimen, and empty *populations* means
    every population, which is how the treaty itself reads when it is silent.
    An *appendix* of None says that these specimens are excluded by name.

    >>> ivory = AppendixEntry(taxon=TaxonId("loxodonta"), appendix=Appendix.I,
    ...                       in_force=date(1990, 1, 18), authority="CITES CoP7")
    >>> ivory.holds_on(date(1989, 12, 31)), ivory.holds_on(date(2026, 1, 1))
    (False, True)
    """

    taxon: TaxonId
    appendix: Appendix | None
    in_force: date | None  # None: in force, and the day is not known
    authority: str  # the instrument that says so
    populations: frozenset[str] = frozenset()  # ISO 3166-1 alpha-2, or ISO 3166-2 for a part
    trade_terms: frozenset[TradeTerm] = frozenset()
    until: date | None = None  # the first day on which it no longer holds
    annotation: str = ""  # "#15", "A11": reference/data/annotations.csv
    certainty: str = ""  # of the Appendix: checked, press, seen 2017, memory ...
    date_basis: str = ""  # of the day
    note: str = ""

    def holds_on(self, on: date) -> bool:
        """Whether the entry is in force on that day; an unknown first day counts as long past."""
        return (self.in_force is None or self.in_force <= on) and (
            self.until is None or on < self.until
        )
