"""Words and what may be written in their stead, from a table that lies with the operators."""

from __future__ import annotations

import csv
import functools
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Final

from linsang.redteam.letters import script_of
from linsang.text.normalise import ScriptClass

# Scripts whose words stand apart; elsewhere a word is found inside a row of letters.
_SPACED: Final = frozenset(
    {ScriptClass.LATIN, ScriptClass.CYRILLIC, ScriptClass.ARABIC, ScriptClass.DEVANAGARI}
)
_RELATED: Final = {"zh-Hant": "zh-Hans"}


@dataclass(frozen=True)
class WordTable:
    """What each word may become; the longest word that fits counts, in any case."""

    becomes: dict[str, tuple[str, ...]]

    def replaced(self, phrase: str, random: Random) -> str:
        """*phrase* with each known word replaced.

        >>> WordTable({"tiger": ("🐅",)}).replaced("Tiger, tigerish", Random(0))
        '🐅, tigerish'
        """

        def other(match: re.Match[str]) -> str:
            # "tuſk" matches "tusk" in any case, and lower case leaves its long s.
            return random.choice(self.becomes.get(match[0].lower(), (match[0],)))

        return self._pattern.sub(other, phrase)

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = sorted(self.becomes, key=lambda word: (-len(word), word))
        return re.compile("|".join(map(_pattern_of, words)) or r"(?!)", re.IGNORECASE)


def word_table(name: str, column: str) -> Callable[[str | None], WordTable]:
    """Find the table for a language in a file of this package; of all languages for None.

    The file has the columns *language*, *words* (parted by bars) and *column*.

    >>> word_table("emoji_words.csv", "emoji")("en").becomes["tiger"]
    ('🐅',)
    """

    @functools.cache
    def table_for(language: str | None) -> WordTable:
        related = table_of(_RELATED[language]) if language in _RELATED else {}
        return WordTable(related | table_of(language))

    def table_of(language: str | None) -> dict[str, tuple[str, ...]]:
        becomes: dict[str, list[str]] = defaultdict(list)
        path = resources.files("linsang.redteam") / name
        for row in csv.DictReader(path.read_text("utf-8").splitlines()):
            if language in (None, row["language"]):
                for word in row["words"].split("|"):
                    becomes[word.lower()].append(row[column])
        return {word: tuple(others) for word, others in becomes.items()}

    return table_for


def _pattern_of(word: str) -> str:
    whole = re.escape(word)
    return rf"(?<!\w){whole}(?!\w)" if script_of(word) in _SPACED else whole
