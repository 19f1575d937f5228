"""The words of the trade and of the innocent, by language, as dated and sourced rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from linsang.model.taxon import TaxonId, TradeTerm


class Role(StrEnum):
    """What a term does in a listing."""

    NAME = "name"
    PRODUCT = "product"
    PART = "part"
    LIVE = "live"
    CODE = "code"
    OFFER = "offer"
    CONTACT = "contact"
    CLAIM = "claim"
    DISCLAIMER = "disclaimer"
    MASK = "mask"
    OBJECT = "object"
    NOT_TRADE = "not_trade"
    GEAR = "gear"
    WILD = "wild"
    REAL = "real"
    EVASION = "evasion"


class Hint(StrEnum):
    """How much a term says by itself."""

    ALONE = "alone"
    CONTEXT = "context"
    AMBIGUOUS = "ambiguous"


ANCHORS = frozenset({Role.NAME, Role.PRODUCT, Role.CODE, Role.GEAR})
"""The roles that can make a listing worth a closer look; all others only add to them."""

BODY = frozenset({Role.PART, Role.LIVE, Role.WILD})
"""The roles that make a specimen of a species' name."""

SIGNALS = frozenset({Role.OFFER, Role.CONTACT, Role.REAL, Role.EVASION, Role.CLAIM, Role.CODE})
"""The roles that speak for a trade in the real thing."""

COLUMNS = ("term", "role", "sense", "taxa", "trade_term", "hint", "source", "note")


class LexiconError(ValueError):
    """A row that is no term: says the file, the line, what was found and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word or phrase in one language, and what it says."""

    text: str
    language: str
    role: Role
    sense: str = ""
    taxa: tuple[TaxonId, ...] = ()
    trade_term: TradeTerm | None = None
    hint: Hint = Hint.CONTEXT
    source: str = ""


def read_lexicon(path: Path, language: str | None = None) -> Iterator[Term]:
    """The terms of one lexicon file; its name gives the language unless *language* does.

    A file may name a language for each row in a column `language`.
    """
    for line, row in _rows(path, required=("term", "role")):
        yield term_of(row, where=f"{path.name}:{line}", language=language or path.stem)


def term_of(row: dict[str, str], *, where: str, language: str) -> Term:
    """The term that a row of text describes; *where* names the row in errors.

    >>> term_of({"term": "tiger claw", "role": "product", "hint": "alone"}, where="x:2", language="en").hint
    <Hint.ALONE: 'alone'>
    >>> term_of({"term": "tiger claw", "role": "produkt"}, where="x:2", language="en")
    Traceback (most recent call last):
    linsang.reference.lexicon.LexiconError: x:2: role: 'produkt' is not a role; \
expected one of claim, code, contact, disclaimer, evasion, gear, live, mask, not_trade, object, \
offer, part, product, real, wild
    """
    text = row.get("term", "").strip()
    if not text:
        raise LexiconError(f"{where}: term: empty; expected the words to find")
    if any(ord(char) < 32 for char in text):
        raise LexiconError(f"{where}: term: {text!r} holds a control character; expected words")
    roles = sorted(role.value for role in Role if role is not Role.NAME)
    role, hint = row.get("role", "").strip(), row.get("hint", "").strip() or Hint.CONTEXT.value
    if role not in roles:
        raise LexiconError(
            f"{where}: role: {role!r} is not a role; expected one of {', '.join(roles)}"
        )
    if hint not in {one.value for one in Hint}:
        raise LexiconError(
            f"{where}: hint: {hint!r} is not a hint; expected one of "
            + ", ".join(one.value for one in Hint)
        )
    code = row.get("trade_term", "").strip()
    return Term(
        text=text,
        language=row.get("language", "").strip() or language,
        role=Role(role),
        sense=row.get("sense", "").strip(),
        taxa=tuple(TaxonId(one.strip()) for one in row.get("taxa", "").split(";") if one.strip()),
        trade_term=TradeTerm(code.split(";")[0].strip()) if code else None,
        hint=Hint(hint),
        source=row.get("source", "").strip(),
    )


def read_private(path: Path) -> list[Term]:
    """The terms of a platform's private file, which names a language for each row or none."""
    return list(read_lexicon(path, language="und")) if path.is_file() else []


def read_names(path: Path) -> Iterator[Term]:
    """The vernacular names of one language's file, as terms of the role *name*."""
    for line, row in _rows(path, required=("name", "taxon")):
        name, taxon = row["name"].strip(), row["taxon"].strip()
        if not name or not taxon:
            raise LexiconError(f"{path.name}:{line}: name and taxon must both be given")
        yield Term(
            text=name,
            language=path.stem,
            role=Role.NAME,
            taxa=(TaxonId(taxon),),
            hint=Hint.AMBIGUOUS if row.get("ambiguous", "").strip() == "1" else Hint.ALONE,
            source=row.get("source", "").strip(),
        )


def read_pinyin(path: Path, terms: Iterable[Term]) -> Iterator[Term]:
    """Chinese *terms* as sellers spell them to hide: pinyin, initials, homophones, parts.

    Each row gives a written form of a term that the lexicon has; the form means what the
    term means, as surely as the row's hint says.
    """
    known: dict[str, list[Term]] = {}
    for term in terms:
        if term.language == "zh-Hans":
            known.setdefault(term.text, []).append(term)
    for line, row in _rows(path, required=("form", "term", "hint")):
        if row["hint"] not in {one.value for one in Hint}:
            raise LexiconError(f"{path.name}:{line}: hint: {row['hint']!r} is not a hint")
        for term in known.get(row["term"], ()):
            hint = Hint(row["hint"]) if term.role in ANCHORS else term.hint
            yield replace(term, text=row["form"], hint=hint)


def read_words(path: Path) -> list[str]:
    """The ordinary words that some language shares with a doubtful term of another."""
    return [row["word"] for _, row in _rows(path, required=("word", "language"))]


def _rows(path: Path, *, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            missing = [column for column in required if column not in (reader.fieldnames or ())]
            if missing:
                raise LexiconError(
                    f"{path.name}:1: no column {', '.join(missing)}; found "
                    + ", ".join(reader.fieldnames or ["an empty file"])
                )
            for row in reader:
                line = reader.line_num
                yield line, {key: value or "" for key, value in row.items() if key}
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path.name}:{line}: not UTF-8 (byte {error.start})") from error
    except csv.Error as error:
        raise LexiconError(f"{path.name}:{line}: {error}") from error
