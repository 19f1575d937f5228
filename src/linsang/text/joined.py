"""Words that were run together, as in hashtags: "tigerbonewine", "#BuyIvory"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from linsang.text.normalise import ScriptClass, fold_tables

_LONGEST_TOKEN: Final = 48
_LONGEST_WORD: Final = 18
_MOST_PIECES: Final = 6
_CAMEL: Final = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")
_SPACED: Final = frozenset(
    {
        ScriptClass.LATIN,
        ScriptClass.CYRILLIC,
        ScriptClass.GREEK,
        ScriptClass.ARABIC,
        ScriptClass.DEVANAGARI,
        ScriptClass.HANGUL,
    }
)


def camel_apart(text: str) -> str:
    """Part what capitals part.

    >>> camel_apart("BuyTigerSkin"), camel_apart("IVORY")
    ('Buy Tiger Skin', 'IVORY')
    """
    return _CAMEL.sub(" ", text)


class JoinedWords:
    """Splits one long word into known words, where it can be split without rest.

    Every known word has a cost; short ones cost more, because chance puts them anywhere.

    >>> joined = JoinedWords(["tiger", "bone", "wine", "win"])
    >>> joined.split("tigerbonewine"), joined.split("tigerish")
    (('tiger', 'bone', 'wine'), None)
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._costs: Mapping[str, float] = {
            word: 1.0 if len(word) > 3 else 2.0
            for word in words
            if 2 < len(word) <= _LONGEST_WORD
            and ScriptClass(int(fold_tables().classes[ord(word[0])])) in _SPACED
        }
        self._longest = max(map(len, self._costs), default=0)

    def __contains__(self, word: object) -> bool:
        return word in self._costs

    def split(self, token: str) -> tuple[str, ...] | None:
        """The cheapest way to read *token* as known words, or None; itself is no answer."""
        length = len(token)
        if not 6 <= length <= _LONGEST_TOKEN:
            return None
        # best[n]: the cheapest reading of the first n letters, as its cost and last word's start.
        best: list[tuple[float, int] | None] = [(0.0, 0), *[None] * length]
        for end in range(3, length + 1):
            for start in range(max(0, end - self._longest), end - 2):
                before = best[start]
                if before is None or (start == 0 and end == length):
                    continue
                cost = self._costs.get(token[start:end])
                if cost is None:
                    continue
                total = before[0] + cost
                known = best[end]
                if known is None or total < known[0]:
                    best[end] = (total, start)
        if best[length] is None:
            return None
        pieces: list[str] = []
        end = length
        while end:
            place = best[end]
            assert place is not None
            pieces.append(token[place[1] : end])
            end = place[1]
        return tuple(reversed(pieces)) if len(pieces) <= _MOST_PIECES else None
