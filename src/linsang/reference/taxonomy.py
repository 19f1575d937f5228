"""Which taxon is this, what is it under, and what do people call it."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from linsang.model.taxon import Rank, Taxon, TaxonId
from linsang.reference.rows import DATA, Problem, Row, raise_if, read_rows

COLUMNS = ("taxon", "scientific_name", "rank", "parent", "synonyms", "domesticated", "source")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# "Felidae spp." names the family, and "Boa c. ssp." says nothing more than its species.
_OPEN_ENDING = re.compile(r"\s+(spp|sp|ssp|subspp)\.?$", re.IGNORECASE)
_LARGEST_MEMO = 100_000
_RANKS = {rank.value: rank for rank in Rank}


def slug(scientific_name: str) -> TaxonId:
    """Turn a scientific name into the identifier that the data use.

    >>> slug("Panthera tigris"), slug("Felidae spp."), slug("Hylocereus × undatus")
    ('panthera-tigris', 'felidae', 'hylocereus-x-undatus')
    """
    name = _OPEN_ENDING.sub("", scientific_name.strip().replace("×", "x"))
    return TaxonId(_NOT_IN_SLUG.sub("-", name.lower()).strip("-"))


class UnknownTaxonError(LookupError):
    """A taxon that the tree does not have; the message names the nearest ones."""


class Taxonomy:
    """The tree of life as far as trade needs it, with every name that leads into it.

    A synonym leads to the taxon that took it in, so data written with either
    name speak about the same taxon.

    >>> tree = Taxonomy.load()
    >>> tree.get("panthera-tigris").scientific_name
    'Panthera tigris'
    >>> tree.resolve("uncia-uncia"), tree.is_under("panthera-tigris", "felidae")
    ('panthera-uncia', True)
    """

    def __init__(
        self,
        taxa: Iterable[Taxon],
        *,
        names: Path | None = None,
        homonyms: frozenset[TaxonId] = frozenset(),
    ) -> None:
        # Names that a layer uses for something else, such as the lizard Dracaena.
        self.homonyms = homonyms
        self._taxa = {taxon.taxon: taxon for taxon in taxa}
        self._names_directory = names
        self._names: dict[str, Mapping[TaxonId, tuple[str, ...]]] = {}
        self._children: dict[TaxonId, list[TaxonId]] = {}
        self._aliases: dict[TaxonId, TaxonId] = {}
        for taxon in self._taxa.values():
            if taxon.parent is not None:
                self._children.setdefault(taxon.parent, []).append(taxon.taxon)
            for synonym in taxon.synonyms:
                self._aliases.setdefault(slug(synonym), taxon.taxon)
        # Both are asked for each finding, and a tree does not change.
        self._ancestors: dict[TaxonId, tuple[TaxonId, ...]] = {}
        self._domesticated: dict[str, bool] = {}
        self._under: dict[tuple[str, str], bool] = {}

    @classmethod
    def load(cls, directory: Path = DATA, *, layers: Iterable[Path] = ()) -> Taxonomy:
        """Read ``taxa.csv`` of *directory*, then those of the *layers*, which only add.

        A layer's row for a taxon that is known already, under this name or as
        a synonym, is passed over: the shipped place in the tree stays.
        """
        problems: list[Problem] = []
        taxa: dict[TaxonId, Taxon] = {}
        aliases: dict[TaxonId, TaxonId] = {}
        homonyms: set[TaxonId] = set()
        for folder in (directory, *layers):
            rows = _read_folder(folder, problems)
            read = {taxon: parsed for taxon, (parsed, _) in rows.items()}
            if taxa:
                homonyms |= _other_kingdoms(read, taxa, aliases)
            for taxon in read.values():
                if taxon.taxon not in taxa and taxon.taxon not in aliases:
                    taxa[taxon.taxon] = _under_known(taxon, read, taxa, aliases, homonyms)
            for taxon in read.values():
                if taxon.taxon in taxa:
                    for synonym in taxon.synonyms:
                        aliases.setdefault(slug(synonym), taxon.taxon)
            problems.extend(tree_problems(taxa, {taxon: row for taxon, (_, row) in rows.items()}))
        raise_if(problems)
        return cls(taxa.values(), names=directory / "names", homonyms=frozenset(homonyms))

    def __contains__(self, taxon: object) -> bool:
        return taxon in self._taxa

    def __iter__(self) -> Iterator[Taxon]:
        return iter(self._taxa.values())

    def __len__(self) -> int:
        return len(self._taxa)

    def resolve(self, taxon: str) -> TaxonId | None:
        """Lead a slug, a synonym's slug too, to the taxon of the tree; None where there is none."""
        known = TaxonId(taxon)
        return known if known in self._taxa else self._aliases.get(known)

    def get(self, taxon: str) -> Taxon:
        """Find a taxon by its slug or a synonym's; an unknown one is an error with a hint."""
        if (known := self.resolve(taxon)) is not None:
            return self._taxa[known]
        near = difflib.get_close_matches(taxon, self._taxa, n=3)
        hint = f"; near it: {', '.join(near)}" if near else ""
        raise UnknownTaxonError(f"'{taxon}' is not a taxon of the tree{hint}")

    def by_scientific_name(self, name: str) -> Taxon | None:
        """Find a taxon by its scientific name as written, synonyms and "spp." included.

        >>> Taxonomy.load().by_scientific_name("Manis tricuspis").taxon
        'phataginus-tricuspis'
        """
        known = self.resolve(slug(name))
        return None if known is None else self._taxa[known]

    def ancestors(self, taxon: str) -> tuple[TaxonId, ...]:
        """Everything the taxon is under, nearest first, itself not included."""
        current = self.get(taxon)
        known = self._ancestors.get(current.taxon)
        if known is None:
            path: list[TaxonId] = []
            parent = current.parent
            while parent is not None:
                path.append(parent)
                parent = self._taxa[parent].parent
            known = self._ancestors[current.taxon] = tuple(path)
        return known

    def descendants(self, taxon: str) -> tuple[TaxonId, ...]:
        """Everything under the taxon, itself not included, each group before its members."""
        found: list[TaxonId] = []
        waiting = list(reversed(self._children.get(self.get(taxon).taxon, ())))
        while waiting:
            child = waiting.pop()
            found.append(child)
            waiting.extend(reversed(self._children.get(child, ())))
        return tuple(found)

    def is_under(self, taxon: str, group: str) -> bool:
        """Whether the taxon is the group or under it; a taxon is under itself."""
        key = (taxon, group)
        found = self._under.get(key)
        if found is None:
            wanted, known = self.get(group).taxon, self.get(taxon).taxon
            if len(self._under) >= _LARGEST_MEMO:
                self._under.clear()
            found = self._under[key] = known == wanted or wanted in self.ancestors(known)
        return found

    def is_domesticated(self, taxon: str) -> bool:
        """Whether the taxon is a domesticated form, or under one."""
        found = self._domesticated.get(taxon)
        if found is None:
            known = self.get(taxon).taxon
            lineage = (known, *self.ancestors(known))
            found = self._domesticated[known] = any(self._taxa[up].domesticated for up in lineage)
        return found

    def names(self, taxon: str, language: str) -> tuple[str, ...]:
        """What people call the taxon in that language, in the order of the data.

        A language without a file has no names; a file that cannot be read is an error.
        """
        if language not in self._names:
            self._names[language] = self._read_names(language)
        return self._names[language].get(self.get(taxon).taxon, ())

    def _read_names(self, language: str) -> Mapping[TaxonId, tuple[str, ...]]:
        path = self._names_directory / f"{language}.csv" if self._names_directory else None
        if path is None or not path.is_file():
            return {}
        problems: list[Problem] = []
        found: dict[TaxonId, list[str]] = {}
        for row in read_rows(path, ("name", "taxon"), problems, name=f"names/{path.name}"):
            taxon = self.resolve(row["taxon"])
            if taxon is not None:
                found.setdefault(taxon, []).append(row["name"])
        raise_if(problems)
        return {taxon: tuple(dict.fromkeys(names)) for taxon, names in found.items()}


def parse_taxon(row: Row, problems: list[Problem]) -> Taxon | None:
    """Read one row of ``taxa.csv``; what is wrong with it goes to *problems*."""
    before = len(problems)
    if not _SLUG.fullmatch(row["taxon"]):
        problems.append(
            row.problem(f"taxon '{row['taxon']}'", "small letters and hyphens: panthera-tigris")
        )
    if not row["scientific_name"]:
        problems.append(row.problem("no scientific_name", "the name in Latin"))
    if row["rank"] not in _RANKS:
        problems.append(row.problem(f"rank '{row['rank']}'", ", ".join(_RANKS)))
    for column in ("domesticated", "extinct"):
        if row[column] not in ("", "0", "1"):
            problems.append(row.problem(f"{column} '{row[column]}'", "0 or 1"))
    if len(problems) > before:
        return None
    return Taxon(
        taxon=TaxonId(row["taxon"]),
        scientific_name=row["scientific_name"],
        rank=_RANKS[row["rank"]],
        parent=TaxonId(row["parent"]) if row["parent"] else None,
        synonyms=row.several("synonyms"),
        domesticated=row["domesticated"] == "1",
        extinct=row["extinct"] == "1",
        source=row["source"],
        doubt=row["doubt"],
    )


def tree_problems(taxa: Mapping[TaxonId, Taxon], rows: Mapping[TaxonId, Row]) -> list[Problem]:
    """Find parents that do not exist, and taxa that come round to themselves."""
    problems: list[Problem] = []
    safe: set[TaxonId] = set()
    for taxon, row in rows.items():
        path: list[TaxonId] = []
        current: TaxonId | None = taxon
        while current is not None and current not in safe and current in taxa:
            if current in path:
                problems.append(
                    row.problem(f"'{current}' is under itself", "a tree without circles")
                )
                break
            path.append(current)
            parent = taxa[current].parent
            if parent is not None and parent not in taxa and current == taxon:
                problems.append(row.problem(f"parent '{parent}'", "a taxon of the same tree"))
            current = parent
        safe.update(path)
    return problems


def _read_folder(folder: Path, problems: list[Problem]) -> dict[TaxonId, tuple[Taxon, Row]]:
    found: dict[TaxonId, tuple[Taxon, Row]] = {}
    for row in read_rows(folder / "taxa.csv", COLUMNS, problems):
        taxon = parse_taxon(row, problems)
        if taxon is None:
            continue
        if taxon.taxon in found:
            line = found[taxon.taxon][1].line
            problems.append(
                row.problem(f"taxon '{taxon.taxon}' as in line {line}", "each taxon once")
            )
            continue
        found[taxon.taxon] = taxon, row
    return found


def _root(taxon: TaxonId, taxa: Mapping[TaxonId, Taxon]) -> TaxonId:
    seen: set[TaxonId] = set()
    while taxon in taxa and taxon not in seen and (parent := taxa[taxon].parent) is not None:
        seen.add(taxon)
        taxon = parent
    return taxon


def _other_kingdoms(
    read: Mapping[TaxonId, Taxon],
    taxa: Mapping[TaxonId, Taxon],
    aliases: Mapping[TaxonId, TaxonId],
) -> set[TaxonId]:
    return {
        taxon
        for taxon in read
        if (known := taxon if taxon in taxa else aliases.get(taxon)) is not None
        and _root(taxon, read) != _root(known, taxa)
    }


def _under_known(
    taxon: Taxon,
    read: Mapping[TaxonId, Taxon],
    taxa: Mapping[TaxonId, Taxon],
    aliases: Mapping[TaxonId, TaxonId],
    homonyms: set[TaxonId],
) -> Taxon:
    """Put a layer's parent into the names of the tree."""
    parent = taxon.parent
    while parent in homonyms and parent in read:
        parent = read[parent].parent
    if parent is not None and parent not in taxa and parent in aliases:
        parent = aliases[parent]
    return taxon if parent == taxon.parent else dataclasses.replace(taxon, parent=parent)
