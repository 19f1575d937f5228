"""Terms as people write them, on a command line or in a CSV file, checked whole."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from linsang.model.taxon import TaxonId
from linsang.reference.check import SENSES
from linsang.reference.lexicon import Hint, LexiconError, Role, Term, term_of
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.trade_terms import TradeTerms
from linsang.text.normalise import plain_text

COLUMNS: Final = (
    "language", "term", "role", "sense", "taxa", "trade_term", "hint", "source", "note",
)  # fmt: skip
LONGEST_TERM: Final = 200
LONGEST_NOTE: Final = 1000
ROLES: Final = tuple(sorted(role.value for role in Role if role is not Role.NAME))
_NEED_MEANING: Final = (Role.CODE, Role.PRODUCT)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateTerm:
    """One term of the private layer, with what its author noted."""

    term: Term
    note: str = ""

    @property
    def key(self) -> tuple[str, str, Role, str]:
        """What makes it the same term as another: language, folded words, role and sense."""
        return self.term.language, plain_text(self.term.text), self.term.role, self.term.sense

    def row(self) -> dict[str, str]:
        """The term as the file's columns."""
        term = self.term
        return {
            "language": term.language,
            "term": term.text,
            "role": term.role.value,
            "sense": term.sense,
            "taxa": ";".join(term.taxa),
            "trade_term": str(term.trade_term or ""),
            "hint": term.hint.value,
            "source": term.source,
            "note": self.note,
        }

    def __str__(self) -> str:
        term = self.term
        meaning = ", ".join([*term.taxa, *([str(term.trade_term)] if term.trade_term else [])])
        sense = f" {term.sense}" if term.sense else ""
        return (
            f"'{term.text}' ({term.language}, {term.role}{sense}{', ' if meaning else ''}{meaning})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TermProblem:
    """What is wrong with one column of a term, and what is allowed there."""

    column: str
    found: str
    allowed: str
    near: str = ""

    def __str__(self) -> str:
        guess = f"did you mean {self.near!r}? " if self.near else ""
        return f"{self.found}; {guess}expected {self.allowed}"


@dataclass(frozen=True)
class TermReader:
    """Reads terms as people write them; knows the taxa and codes that they may name."""

    taxonomy: Taxonomy
    codes: TradeTerms

    def read(self, row: Mapping[str, str]) -> PrivateTerm | list[TermProblem]:
        """The term that a row describes, or everything that is wrong with it.

        Taxa may be slugs or scientific names, parted by commas or semicolons.

        >>> reader = TermReader(Taxonomy.load(), TradeTerms.load())
        >>> read = reader.read({"term": "stripes", "role": "code", "taxa": "Panthera tigris"})
        >>> print(read)
        'stripes' (und, code, panthera-tigris)
        >>> for problem in reader.read({"term": "stripes", "role": "cod", "trade_term": "bone"}):
        ...     print(problem.column, problem)
        role 'cod' is not a role; did you mean 'code'? expected one of claim, code, ...
        trade_term 'bone' is not a CITES trade term; did you mean 'BON'? expected a code
        """
        cells = {column: row.get(column, "").strip() for column in COLUMNS}
        problems = [*_wrong_words(cells), *_wrong_choices(cells)]
        taxa: list[TaxonId] = []
        for name in re.split(r"[;,]", cells["taxa"]):
            if not name.strip():
                continue
            taxon = self.taxonomy.resolve(name.strip()) or self._named(name.strip())
            if taxon is None:
                problems.append(self._no_taxon(name.strip()))
            else:
                taxa.append(taxon)
        if (code := cells["trade_term"]) and code not in self.codes:
            found = f"{_quoted(code)} is not a CITES trade term"
            named = [str(one.code) for one in self.codes if one.name == code.casefold()]
            near = named or difflib.get_close_matches(
                code.upper(), [str(one.code) for one in self.codes], n=1
            )
            guess = near[0] if near else ""
            problems.append(
                TermProblem(column="trade_term", found=found, allowed="a code", near=guess)
            )
        if cells["role"] in _NEED_MEANING and not cells["taxa"] and not code:
            found = f"a {cells['role']} that stands for nothing"
            problems.append(TermProblem(column="taxa", found=found, allowed="taxa or a trade term"))
        if problems:
            return problems
        cells["taxa"] = ";".join(dict.fromkeys(taxa))
        term = term_of(cells, where="", language="und")
        return PrivateTerm(term=term, note=cells["note"])

    def _named(self, name: str) -> TaxonId | None:
        taxon = self.taxonomy.by_scientific_name(name)
        return taxon.taxon if taxon else None

    def _no_taxon(self, name: str) -> TermProblem:
        called = [
            str(taxon.taxon)
            for taxon in self.taxonomy
            if name.casefold() in (one.casefold() for one in self.taxonomy.names(taxon.taxon, "en"))
        ]
        wanted = name[:60].casefold().replace(" ", "-")
        near = called or difflib.get_close_matches(
            wanted, [str(one.taxon) for one in self.taxonomy if one.taxon[:1] == wanted[:1]], n=1
        )
        return TermProblem(
            column="taxa",
            found=f"{_quoted(name)} is not a taxon of the tree",
            allowed="a slug or a scientific name",
            near=near[0] if near else "",
        )

    def file(self, path: Path, *, name: str | None = None) -> Iterator[tuple[int, PrivateTerm]]:
        """The terms of a CSV file with their lines; raises `LexiconError` with all that is wrong."""
        name = name or str(path)
        problems: list[str] = []
        for line, row in _rows(path, name):
            read = self.read(row)
            if isinstance(read, PrivateTerm):
                yield line, read
            else:
                problems.extend(f"{name}:{line}: {one.column}: {one}" for one in read)
        if problems:
            shown = problems[:50]
            more = [f"... and {len(problems) - 50} more"] if len(problems) > 50 else []
            raise LexiconError("\n".join([*shown, *more]))


def _wrong_words(cells: Mapping[str, str]) -> Iterator[TermProblem]:
    """What no term, source or note may hold."""
    term = cells["term"]
    folded = plain_text(term)
    letters = [char for char in folded if char.isalnum()]
    symbols = [char for char in folded if unicodedata.category(char)[0] == "S"]
    ideographs = [char for char in letters if unicodedata.category(char) == "Lo"]
    if not term:
        yield TermProblem(column="term", found="empty", allowed="the words to find")
    elif not letters and not symbols:
        found = f"{_quoted(term)} has no letter"
        yield TermProblem(column="term", found=found, allowed="the words to find")
    elif len(letters) == 1 and not symbols and not ideographs:
        found = f"{_quoted(term)} is a single letter, which is in every text"
        yield TermProblem(column="term", found=found, allowed="a word or a phrase")
    for column, most in (("term", LONGEST_TERM), ("source", LONGEST_NOTE), ("note", LONGEST_NOTE)):
        text = cells[column]
        if len(text) > most:
            found = f"{len(text)} characters"
            yield TermProblem(column=column, found=found, allowed=f"at most {most}")
        if bad := [char for char in text if unicodedata.category(char) in ("Cc", "Cs")]:
            found = f"the character {bad[0]!a}"
            yield TermProblem(column=column, found=found, allowed="text of one line")


def _wrong_choices(cells: Mapping[str, str]) -> Iterator[TermProblem]:
    """Roles, senses, hints and languages that there are not."""
    role, sense, hint, language = (cells[key] for key in ("role", "sense", "hint", "language"))
    if role not in ROLES:
        yield _no_choice("role", role, ROLES)
    elif allowed := SENSES.get(Role(role), ()):
        if sense not in allowed:
            yield _no_choice("sense", sense, allowed, f" of {role}")
    elif sense:
        found = f"{_quoted(sense)} is given"
        yield TermProblem(column="sense", found=found, allowed=f"none: a {role} has no senses")
    if hint and hint not in {one.value for one in Hint}:
        yield _no_choice("hint", hint, [one.value for one in Hint])
    if language and not _LANGUAGE.fullmatch(language):
        found = f"{_quoted(language)} is not a language tag"
        yield TermProblem(column="language", found=found, allowed="one such as 'en' or 'zh-Hans'")


def _no_choice(column: str, found: str, allowed: Sequence[str], of: str = "") -> TermProblem:
    near = difflib.get_close_matches(found[:40], allowed, n=1)
    said = f"{_quoted(found)} is not a {column}{of}" if found else f"no {column}{of}"
    guess = near[0] if near else ""
    return TermProblem(
        column=column, found=said, allowed=f"one of {', '.join(allowed)}", near=guess
    )


def _quoted(text: str) -> str:
    shown = repr(text) if text.isprintable() else ascii(text)
    return shown if len(shown) <= 62 else f"{shown[:60]}…"


def _rows(path: Path, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by column, with the line in which each begins."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = error.object[error.start]
        raise LexiconError(
            f"{name}:{line}: byte 0x{byte:02x} is not UTF-8; save it as UTF-8"
        ) from None
    first = text.partition("\n")[0]
    # Where commas are decimal points, spreadsheets write semicolons between columns.
    reader = csv.reader(
        io.StringIO(text, newline=""),
        strict=True,
        delimiter=";" if ";" in first and "," not in first else ",",
    )
    try:
        header = [column.strip().casefold() for column in next(reader, [])]
        _check_header(header, name)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(header):
                    raise LexiconError(
                        f"{name}:{line}: {len(cells)} cells; expected {len(header)}:"
                        ' a cell with a comma stands in quotes: "a, b"'
                    )
                yield line, dict(zip(header, cells, strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        raise LexiconError(f"{name}:{reader.line_num}: {error}; expected CSV") from None


def _check_header(header: Sequence[str], name: str) -> None:
    allowed = f"expected term, role and any of {', '.join(COLUMNS)}"
    for column in header:
        if column not in COLUMNS:
            near = difflib.get_close_matches(column, COLUMNS, n=1)
            guess = f"did you mean '{near[0]}'? " if near else ""
            raise LexiconError(f"{name}:1: no column is called {_quoted(column)}; {guess}{allowed}")
        if header.count(column) > 1:
            raise LexiconError(f"{name}:1: two columns are called '{column}'; {allowed}")
    if missing := [column for column in ("term", "role") if column not in header]:
        found = "the file is empty" if not header else f"no column {', '.join(missing)}"
        raise LexiconError(f"{name}:1: {found}; {allowed}")
