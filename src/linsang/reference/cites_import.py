"""The official Checklist of CITES Species, as anybody may download it, made into a dated layer.

The download is UNEP-WCMC's and its terms are its own: a platform imports its
copy, and none is shipped. The layer is a folder with ``taxa.csv``,
``appendices.csv`` and ``layer.toml``; ``Taxonomy.load`` and ``Appendices.load``
take it as one of their *layers*, where it counts for a taxon only if its day is
later than the shipped entries that decide for the taxon, and if it says
something else.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, cast

from linsang.model.taxon import UNSTATED_POPULATION, Appendix, TaxonId
from linsang.reference.appendices import COLUMNS as ENTRY_COLUMNS
from linsang.reference.rows import Problem, ReferenceDataError
from linsang.reference.taxonomy import slug

TAXON_COLUMNS = (
    "taxon", "scientific_name", "rank", "parent", "synonyms",
    "domesticated", "extinct", "source", "doubt",
)  # fmt: skip
_NEEDED = (
    "Kingdom", "Order", "Family", "Genus", "FullName", "RankName",
    "CurrentListing", "FullAnnotationEnglish",
)  # fmt: skip
_HIGHER = ("Kingdom", "Phylum", "Class", "Order", "Family", "Genus")
_RANKS = ("kingdom", "phylum", "class", "order", "family", "subfamily", "genus", "species",
          "subspecies", "variety")  # fmt: skip
_BELOW_GENUS = ("species", "subspecies", "variety")
_LISTINGS = ("I", "II", "III", "NC")
# "Appendix II: except the populations of ..." limits an entry; "Appendix II:" alone does not.
_HEADING = re.compile(r"Appendix\s+(I{1,3})\s*:\s*", re.IGNORECASE)
_LIMITED = re.compile(r"\b(populations?|only|except|excludes?)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# "Uncia uncia (Schreber, 1775), Felis irbis Ehrenberg, 1830": the names in front of the authors.
_SYNONYM = re.compile(r"(?:^|,\s*)([A-Z][a-z-]+ [a-z-]{3,}(?: [a-z-]{3,})?)(?=[ ,]|$)")
_MOST_PROBLEMS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """What came of an import: counts, the file's digest, and each row that was left out."""

    dated: date
    sha256: str
    rows: int
    taxa: int
    entries: int
    left_out: int
    problems: tuple[Problem, ...]  # the first thousand


def import_cites(path: Path, *, out: Path, dated: date) -> ImportSummary:
    """Make the Checklist CSV at *path*, plain or gzip, into a layer folder at *out*.

    *dated* is the day of the download, which is the day the layer speaks for.
    A row that cannot be read is reported with its line and left out; a file
    that is no Checklist at all is an error.
    """
    problems: list[Problem] = []
    taxa: dict[TaxonId, tuple[str, ...]] = {}
    counts = {"rows": 0, "entries": 0, "left_out": 0}
    out.mkdir(parents=True, exist_ok=True)
    with (out / "appendices.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(ENTRY_COLUMNS)
        for line, row in _rows(path, problems):
            counts["rows"] += 1
            try:
                taxon = _place(row, taxa, dated)
                for entry in _entries(taxon, row, dated):
                    writer.writerow(entry)
                    counts["entries"] += 1
            except _RowError as error:
                counts["left_out"] += 1
                if len(problems) < _MOST_PROBLEMS:
                    problems.append(
                        Problem(file=path.name, line=line, found=error.found, allowed=error.allowed)
                    )
    with (out / "taxa.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(TAXON_COLUMNS)
        writer.writerows(taxa.values())
    summary = ImportSummary(
        dated=dated, sha256=_digest(path), rows=counts["rows"], taxa=len(taxa),
        entries=counts["entries"], left_out=counts["left_out"], problems=tuple(problems),
    )  # fmt: skip
    _write_layer(out, path, summary)
    return summary


class _RowError(Exception):
    def __init__(self, found: str, allowed: str) -> None:
        super().__init__(found)
        self.found, self.allowed = found, allowed


def _rows(path: Path, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line; a broken end of the file is a problem, not a crash."""
    with _open(path) as file:
        # One wrong byte spoils one name, not the import.
        reader = csv.reader(_lines(file))
        header: list[str] = []
        try:
            header = [name.strip() for name in next(reader, [])]
            missing = [name for name in _NEEDED if name not in header]
            if missing:
                raise ReferenceDataError(
                    [
                        Problem(
                            file=path.name,
                            line=1,
                            found=f"no column {', '.join(missing)}",
                            allowed="the header of the Checklist of CITES Species (CSV)",
                        )
                    ]
                )
            for cells in reader:
                if cells:
                    cells.extend([""] * (len(header) - len(cells)))
                    yield reader.line_num, dict(zip(header, cells, strict=False))
        except (OSError, EOFError, zlib.error, csv.Error) as error:
            if not header:
                raise ReferenceDataError(
                    [
                        Problem(
                            file=path.name, line=0, found=str(error), allowed="CSV, plain or gzip"
                        )
                    ]
                ) from error
            problems.append(
                Problem(
                    file=path.name,
                    line=reader.line_num + 1,
                    found=f"the file breaks off: {error}",
                    allowed="the whole file",
                )
            )


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path, "rb")) if zipped else path.open("rb")


def _lines(file: IO[bytes]) -> Iterator[str]:
    for number, line in enumerate(file):
        text = line.decode("utf-8", errors="replace").replace("\x00", "")
        yield text.removeprefix("\ufeff") if number == 0 else text


def _place(row: dict[str, str], taxa: dict[TaxonId, tuple[str, ...]], dated: date) -> TaxonId:
    """Put the row's taxon, and every group above it that is new, into *taxa*."""
    name, rank = row["FullName"].strip(), row["RankName"].strip().lower()
    taxon = slug(name)
    if not taxon:
        raise _RowError(f"FullName '{name}'", "a scientific name")
    if rank not in _RANKS:
        raise _RowError(f"RankName '{rank.upper()}'", ", ".join(each.upper() for each in _RANKS))
    parent = TaxonId("")
    source = f"Checklist of CITES Species, {dated}"
    for column in _HIGHER:
        group = slug(row.get(column, ""))
        if not group or group == taxon:
            continue
        taxa.setdefault(
            group,
            (group, row[column].strip(), column.lower(), parent, "", "0", "0", source, ""),
        )
        parent = group
    if rank in ("subspecies", "variety") and (species := slug(" ".join(name.split()[:2]))):
        taxa.setdefault(
            species,
            (species, " ".join(name.split()[:2]), "species", parent, "", "0", "0", source, ""),
        )
        parent = species
    if not parent and rank != "kingdom":
        raise _RowError("no Kingdom", "the groups above the taxon")
    synonyms = dict.fromkeys(_SYNONYM.findall(row.get("SynonymsWithAuthors", "")))
    synonyms.pop(name, None)
    taxa[taxon] = (taxon, name, rank, parent, ";".join(synonyms), "0", "0", source, "")
    return taxon


def _entries(taxon: TaxonId, row: dict[str, str], dated: date) -> Iterator[tuple[str, ...]]:
    """Read the listing as entries; what a split leaves to words holds for an unstated population."""
    listing = row["CurrentListing"].strip()
    words = _TAG.sub("", row["FullAnnotationEnglish"])
    if not listing:
        return
    listings = listing.split("/")
    if unknown := [each for each in listings if each not in _LISTINGS]:
        raise _RowError(
            f"CurrentListing '{unknown[0]}'", ", ".join(_LISTINGS) + ", or several: I/II"
        )
    if row["RankName"].strip().lower() not in _BELOW_GENUS:
        # A group's column sums up what is below it; its own entry is in its words.
        listings = [
            each for each in (m.upper() for m in _HEADING.findall(words)) if each in listings
        ]
        if not listings and listing in Appendix.__members__ and not words.strip():
            listings = [listing]
    elif len(listings) > 1 and not words.strip():
        return  # the sum of what is below: the subspecies have rows of their own
    elif len(listings) > 1 and "NC" in listings and not _LIMITED.search(words):
        listings.remove("NC")
    note = " ".join(words.split())[:300] if len(listings) > 1 else ""
    for number, each in enumerate(dict.fromkeys(listings), start=1):
        open_ended = number < len(listings)
        yield (
            taxon, "none" if each == "NC" else each, "", "",
            UNSTATED_POPULATION if open_ended else "", "",
            row.get("#AnnotationSymbol", "").strip(), f"Checklist of CITES Species, {dated}",
            "imported", f"in force on {dated}, first day not in the source", note,
        )  # fmt: skip


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_layer(out: Path, path: Path, summary: ImportSummary) -> None:
    lines = (
        f"name = {json.dumps(f'checklist-{summary.dated}')}",
        f"date = {summary.dated.isoformat()}",
        f"source = {json.dumps(path.name)}",
        f'sha256 = "{summary.sha256}"',
        f"rows = {summary.rows}",
        f"taxa = {summary.taxa}",
        f"entries = {summary.entries}",
        f"left_out = {summary.left_out}",
    )
    (out / "layer.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
