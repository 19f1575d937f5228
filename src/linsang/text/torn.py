"""Words that were torn in two: the head ends one field, the tail begins the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from linsang.text.normalise import FIELD_MARK, ROW_MARK

_MOST: Final = 3
_REACH: Final = 80
_WORD: Final = re.compile(r"\S+")


class Torn(NamedTuple):
    """What may be one word or phrase, where its head stands, and where in *whole* it was torn."""

    start: int
    end: int
    whole: str
    cut: int


def torn_words(plain: str) -> Iterator[Torn]:
    """What folded text with field and row marks has at the joint of a row's first two fields.

    Somebody who tears several words leaves their heads in the order of their tails.

    >>> [one.whole for one in torn_words("old pango\\x1flin claw\\x1e")]
    ['pangolin', 'oldlin', 'pangoclaw', 'oldclaw', 'old pango lin claw']
    """
    row_start = 0
    while row_start < len(plain):
        row_end = plain.find(ROW_MARK, row_start)
        row_end = len(plain) if row_end < 0 else row_end
        joint = plain.find(FIELD_MARK, row_start, row_end)
        if joint >= 0:
            second_end = plain.find(FIELD_MARK, joint + 1, row_end)
            after = plain[joint + 1 : row_end if second_end < 0 else second_end]
            first = max(row_start, joint - _REACH)
            heads = list(_WORD.finditer(plain[first:joint]))[-_MOST:]
            tails = [match[0] for match in _WORD.finditer(after[:_REACH])][:_MOST]
            yield from _at_joint([(first + one.start(), one[0]) for one in heads], tails)
        row_start = row_end + 1


def _at_joint(heads: list[tuple[int, str]], tails: list[str]) -> Iterator[Torn]:
    if not heads or not tails:
        return
    for many in range(1, _MOST + 1):
        for back in range(many, 0, -1):
            place = many - back
            if back <= len(heads) and place < len(tails):
                start, head = heads[-back]
                yield Torn(start, start + len(head), head + tails[place], len(head))
    before = " ".join(head for _, head in heads[-2:])
    start, head = heads[-1]
    yield Torn(start, start + len(head), " ".join([before, *tails[:2]]), len(before))
