"""Words one slip away from a known one: "pangolen", "elehpant"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

_SHORTEST: Final = 7
_LONGEST: Final = 20


class Misspelt:
    """Finds the known words that one slip of the finger turns into a given one.

    A slip drops, adds, changes or swaps one letter, never the first. Short words have too
    many neighbours to say anything.

    >>> words = Misspelt(["pangolin", "elephant", "ivory"])
    >>> [words.near(token) for token in ("pangolen", "elehpant", "ivry", "pangolin")]
    [('pangolin',), ('elephant',), (), ()]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if len(word) >= _SHORTEST)
        self._letters = "".join(sorted({letter for word in self._words for letter in word}))

    def near(self, token: str, *, most: int = 2) -> tuple[str, ...]:
        """At most *most* known words one slip from *token*, in the order of the slips."""
        if not _SHORTEST <= len(token) <= _LONGEST or token in self._words:
            return ()
        letters = [one for one in self._letters if _alike(one, token[0])]
        found = (slip for slip in _slips(token, letters) if slip in self._words)
        return tuple(islice(dict.fromkeys(found), most))


def _alike(letter: str, other: str) -> bool:
    """Whether two letters may belong to one alphabet: slips stay on one keyboard."""
    return ord(letter) >> 8 == ord(other) >> 8


def _slips(token: str, letters: list[str]) -> Iterator[str]:
    for place in range(1, len(token)):
        head, tail = token[:place], token[place:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield head + tail[1:]
        for letter in letters:
            yield head + letter + tail[1:]
            yield head + letter + tail
    for letter in letters:
        yield token + letter
