"""Words that say what a searcher is after: to buy, to keep, to learn, or an everyday thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from linsang.reference.rows import DATA, Problem, raise_if, read_rows
from linsang.text.matcher import Matcher
from linsang.text.normalise import (
    accented_text,
    code_points,
    fold_plain,
    plain_texts,
    text_of,
)

_LAST_LATIN: Final = 0x1EFF
COLUMNS = ("kind", "language", "terms")


class Aim(StrEnum):
    """What a word says about a search.

    *brand* is a species' name that more often means something else: "jaguar", "python".
    *small* words say nothing: they only leave nothing unexplained.
    """

    BUYING = "buying"
    KEEPING = "keeping"
    ASKING = "asking"
    THING = "thing"
    BRAND = "brand"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word found in a folded query, and the languages that it may belong to."""

    aim: Aim
    text: str
    at: int
    until: int
    languages: tuple[str, ...]


class QueryWords:
    """The words of searching, in many languages, ready to be looked for.

    Latin letters must bear the word's own accents, or none: *bán* is no English *ban*.

    >>> words = QueryWords([(Aim.BUYING, "vi", ["bán"]), (Aim.ASKING, "en", ["ban"])])
    >>> [[found.aim.value for found in words.find(text)] for text in ("Bán", "ban", "bạn")]
    [['buying'], ['asking', 'buying'], []]
    """

    def __init__(self, rows: Iterable[tuple[Aim, str, Iterable[str]]]) -> None:
        languages: dict[tuple[str, Aim, str], set[str]] = {}
        for aim, language, terms in rows:
            written = list(terms)
            for text, accented in zip(
                plain_texts(written), map(accented_text, written), strict=True
            ):
                languages.setdefault((text, aim, accented), set()).add(language)
        self._meanings: dict[str, list[_Meaning]] = {}
        for (text, aim, accented), spoken in sorted(languages.items()):
            self._meanings.setdefault(text, []).append(
                _Meaning(aim, accented, tuple(sorted(spoken)))
            )
        self._patterns = list(self._meanings)
        self._matcher = Matcher(self._patterns)

    @classmethod
    def load(cls, directory: Path = DATA) -> QueryWords:
        """The shipped words; a bad row is an error that names file and line.

        >>> {word.aim.value for word in QueryWords.load().find("купить недорого")}
        {'buying'}
        """
        problems: list[Problem] = []
        aims = {aim.value: aim for aim in Aim}
        rows = []
        for row in read_rows(directory / "query_words.csv", COLUMNS, problems):
            if row["kind"] not in aims:
                problems.append(row.problem(f"kind '{row['kind']}'", f"one of {', '.join(aims)}"))
            elif not row.several("terms"):
                problems.append(row.problem("no terms", "words separated by semicolons"))
            else:
                rows.append((aims[row["kind"]], row["language"], row.several("terms")))
        raise_if(problems)
        return cls(rows)

    def words(self) -> frozenset[str]:
        """Every single word of them, folded."""
        return frozenset(word for text in self._patterns for word in text.split())

    def find(self, text: str) -> tuple[QueryWord, ...]:
        """The words in a query as it was typed, in reading order of its plain view."""
        folded, origin = fold_plain(code_points(text))
        hits = self._matcher.find(folded)
        found: dict[tuple[int, int, Aim], set[str]] = {}
        for start, end, number in zip(
            hits.start.tolist(), hits.end.tolist(), hits.pattern.tolist(), strict=True
        ):
            quote = text[int(origin[start]) : int(origin[end - 1]) + 1]
            for meaning in self._meanings[self._patterns[number]]:
                if meaning.spelt_as(quote):
                    found.setdefault((start, end, meaning.aim), set()).update(meaning.languages)
        plain = text_of(folded)
        return tuple(
            QueryWord(aim, plain[at:until], at, until, tuple(sorted(languages)))
            for (at, until, aim), languages in sorted(
                found.items(), key=lambda item: (item[0][0], -item[0][1], item[0][2])
            )
        )


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One sense of a folded pattern, with the accents that it is written with."""

    aim: Aim
    accented: str
    languages: tuple[str, ...]

    def spelt_as(self, quote: str) -> bool:
        if quote.isascii() or ord(quote[0]) > _LAST_LATIN:
            return True
        return accented_text(" ".join(quote.split())) == self.accented
