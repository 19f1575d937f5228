"""The stretches of a text that an operator rewrites, and what every operator looks like.

A listing's title and description are one text here, parted by `FIELD_MARK`, so that an
operator may move words from one to the other. Spans are pairs of code-point offsets into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Final, Protocol

from linsang.text.normalise import FIELD_MARK

Spans = Sequence[tuple[int, int]]

_WORD: Final = re.compile(rf"[^\s\W{FIELD_MARK}](?:[^\s{FIELD_MARK}]*[^\s\W{FIELD_MARK}])?\w*")


class Operator(Protocol):
    """A way to disguise: rewrites *spans* of *text*, and leaves the rest as it was.

    The same arguments and the same state of *random* give the same text. Where the operator
    has nothing to work on (another script, no such word) the text comes back unchanged.
    *language* is a BCP 47 tag, or None where nobody knows.
    """

    def __call__(
        self, text: str, spans: Spans, random: Random, language: str | None = None
    ) -> str: ...


def rewritten(text: str, spans: Spans, rewrite: Callable[[str], str]) -> str:
    """*text* with *rewrite* applied to each of *spans*; those that overlap count as one.

    >>> rewritten("real tiger claw", [(5, 10), (5, 15)], str.upper)
    'real TIGER CLAW'
    """
    parts: list[str] = []
    done = 0
    for start, end in merged(spans):
        parts += [text[done:start], rewrite(text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """*spans* in their order, with those that overlap or touch put together.

    >>> merged([(5, 10), (0, 2), (8, 12)])
    [(0, 2), (5, 12)]
    """
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif start < end:
            out.append((start, end))
    return out


def every_word(text: str) -> list[tuple[int, int]]:
    """The spans of all words of *text*: what to disguise for who disguises everything.

    >>> every_word("Tiger claw,\\x1freal!")
    [(0, 5), (6, 10), (12, 16)]
    """
    return [match.span() for match in _WORD.finditer(text)]


def by_words(phrase: str, rewrite: Callable[[str], str]) -> str:
    """*phrase* with each of its words rewritten, and the spaces between them kept.

    >>> by_words("tiger  claw", lambda word: word[::-1])
    'regit  walc'
    """
    return re.sub(r"\S+", lambda match: rewrite(match[0]), phrase)
