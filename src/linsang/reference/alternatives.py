"""What a searcher is told: the law, the harm, where to report, and lawful things instead."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from linsang.model.taxon import TaxonId, TradeTerm
from linsang.reference.rows import DATA, Problem, Row, raise_if, read_rows
from linsang.reference.taxonomy import Taxonomy

FALLBACK: Final = "en"
# Who reads one of these reads the other, more or less; before English, at any rate.
_NEXT_BEST: Final = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant", "zh": "zh-Hans", "ms": "id"}
GROUP_COLUMNS: Final = ("taxon", "trade_terms", "group", "heavily_poached", "source")
ALTERNATIVE_COLUMNS: Final = ("group", "alternative", "source")
_SENTENCES: Final = ("law", "law_traps", "report")


class Group(StrEnum):
    """The kinds of wildlife that a message speaks about in its own way."""

    IVORY = "ivory"
    RHINO_HORN = "rhino_horn"
    BIG_CATS = "big_cats"
    PANGOLINS = "pangolins"
    BEARS = "bears"
    LIVE_BIRDS = "live_birds"
    BIRDS = "birds"
    MAMMALS = "mammals"
    REPTILES = "reptiles"
    TURTLES = "turtles"
    SHARKS = "sharks"
    CORALS = "corals"
    PLANTS = "plants"
    TIMBER = "timber"
    TRAPS = "traps"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Told:
    """A message in one language; *message* ends with *report* unless that is replaced."""

    language: str
    law: str
    harm: str
    report: str
    alternatives: tuple[str, ...]

    def message(self, report: str | None = None) -> str:
        """Three sentences: what the law says, what the trade does, where to report.

        >>> Told("en", "Law.", "Harm.", "Report.", ()).message("Call 123.")
        'Law. Harm. Call 123.'
        """
        space = "" if self.language in ("ja", "zh-Hans", "zh-Hant") else " "
        return space.join((self.law, self.harm, report or self.report))


@dataclass(frozen=True, slots=True)
class _GroupRow:
    taxon: TaxonId | None
    trade_terms: frozenset[TradeTerm]
    group: Group
    heavily_poached: bool


class Alternatives:
    """The messages of every language, and which group a specimen belongs to."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        rows: tuple[_GroupRow, ...],
        alternatives: Mapping[Group, tuple[str, ...]],
        directory: Path,
    ) -> None:
        self._taxonomy = taxonomy
        self._rows = rows
        self._alternatives = alternatives
        self._directory = directory
        self.languages: Final = tuple(sorted(path.stem for path in directory.glob("*.toml")))

    @classmethod
    def load(cls, taxonomy: Taxonomy, directory: Path = DATA) -> Alternatives:
        """The shipped messages; whatever is wrong in them is told by file and line.

        >>> alternatives = Alternatives.load(Taxonomy.load())
        >>> group = alternatives.group_of(TaxonId("loxodonta-africana"), TradeTerm("TUS"))
        >>> alternatives.tell(group, "en").alternatives[0]
        'carvings of tagua nut ("vegetable ivory")'
        """
        problems: list[Problem] = []
        rows = tuple(
            made
            for row in read_rows(directory / "species_groups.csv", GROUP_COLUMNS, problems)
            if (made := _group_row(row, taxonomy, problems))
        )
        alternatives: dict[Group, tuple[str, ...]] = {}
        for row in read_rows(directory / "alternatives.csv", ALTERNATIVE_COLUMNS, problems):
            if group := _group(row, problems):
                if not row["source"].strip():
                    problems.append(row.problem("no source", "where the alternative is known from"))
                alternatives[group] = (*alternatives.get(group, ()), row["alternative"])
        raise_if(problems)
        return cls(taxonomy, rows, alternatives, directory / "messages")

    def group_of(self, taxon: TaxonId | None, trade_term: TradeTerm | None) -> Group:
        """The group of a specimen: the first row that holds decides."""
        lineage = frozenset((taxon, *self._taxonomy.ancestors(taxon))) if taxon else frozenset()
        for row in self._rows:
            if row.taxon is not None and row.taxon not in lineage:
                continue
            if not row.trade_terms or trade_term in row.trade_terms:
                return row.group
        return Group.OTHER

    def heavily_poached(self, taxon: TaxonId) -> bool:
        """Whether even the bare name of a species is worth a banner."""
        lineage = frozenset((taxon, *self._taxonomy.ancestors(taxon)))
        return any(row.heavily_poached and row.taxon in lineage for row in self._rows)

    def tell(self, group: Group, *languages: str | None) -> Told:
        """The message for a group in the first of *languages* that there is, else in English."""
        known = [tag for one in languages if (tag := self._spoken(one))]
        language = known[0] if known else FALLBACK
        text = self._texts(language)
        return Told(
            language=language,
            law=text["law_traps" if group is Group.TRAPS else "law"],
            harm=text[f"harm.{group}"],
            report=text["report"],
            alternatives=tuple(
                text[f"alternatives.{key}"] for key in self._alternatives.get(group, ())
            ),
        )

    def _spoken(self, tag: str | None) -> str | None:
        """The language that there are messages in: the tag's own or the nearest to it."""
        if not tag:
            return None
        base = tag.partition("-")[0]
        return next(
            (
                one
                for one in (tag, _NEXT_BEST.get(tag), base, _NEXT_BEST.get(base))
                if one in self.languages
            ),
            None,
        )

    @functools.cached_property
    def _read(self) -> dict[str, dict[str, str]]:
        return {}

    def _texts(self, language: str) -> dict[str, str]:
        if language not in self._read:
            self._read[language] = self._checked(self._directory / f"{language}.toml")
        return self._read[language]

    def _checked(self, path: Path) -> dict[str, str]:
        """A language's texts by key; one that is missing is an error, not an empty sentence."""
        name = f"messages/{path.name}"
        try:
            raw = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problem = Problem(file=name, line=0, found=str(error), allowed="a TOML file")
            raise_if([problem])
            raise
        flat = {key: raw.get(key, "") for key in _SENTENCES}
        flat |= {f"harm.{group}": raw.get("harm", {}).get(group.value, "") for group in Group}
        keys = dict.fromkeys(key for many in self._alternatives.values() for key in many)
        flat |= {f"alternatives.{key}": raw.get("alternatives", {}).get(key, "") for key in keys}
        raise_if(
            Problem(file=name, line=0, found=f"no text for {key}", allowed="a sentence or phrase")
            for key, text in flat.items()
            if not isinstance(text, str) or not text.strip()
        )
        return flat


def _group(row: Row, problems: list[Problem]) -> Group | None:
    try:
        return Group(row["group"])
    except ValueError:
        groups = ", ".join(group.value for group in Group)
        problems.append(row.problem(f"group '{row['group']}'", f"one of {groups}"))
        return None


def _group_row(row: Row, taxonomy: Taxonomy, problems: list[Problem]) -> _GroupRow | None:
    taxon = taxonomy.resolve(row["taxon"]) if row["taxon"] else None
    if row["taxon"] and taxon is None:
        problems.append(row.problem(f"taxon '{row['taxon']}'", "a slug of taxa.csv"))
        return None
    if row["heavily_poached"] not in ("0", "1"):
        problems.append(row.problem(f"heavily_poached '{row['heavily_poached']}'", "0 or 1"))
        return None
    group = _group(row, problems)
    terms = frozenset(TradeTerm(code) for code in row.several("trade_terms"))
    return _GroupRow(taxon, terms, group, row["heavily_poached"] == "1") if group else None
