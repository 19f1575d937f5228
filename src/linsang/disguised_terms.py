"""Terms of the trade that were written so as not to be read, or not to be spelt right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from linsang.reference.lexicon import Hint, Role
from linsang.reference.vocabulary import Patterns, Vocabulary
from linsang.text.consonants import at_word_edges, consonant_table, is_near
from linsang.text.disguise import is_disguise, may_stand_alone
from linsang.text.matcher import Hits
from linsang.text.normalise import (
    CodePoints,
    Indices,
    drawn_out,
    fold_tables,
    text_of,
)
from linsang.text.pinyin import is_spelt_out, stretches, syllables


def disguised_terms(
    codes: CodePoints, folded: CodePoints, origin: Indices, vocabulary: Vocabulary
) -> Iterator[tuple[Patterns, Hits]]:
    """The terms that only show when disguise is taken off, and the view they are patterns of.

    *folded* is the plain view of *codes*, or some rows of it, and *origin* the way back; the
    hits are places in *folded*.
    """
    yield vocabulary.skeleton, _dressed_up(codes, folded, origin, vocabulary)
    yield vocabulary.plain, _played_with(folded, vocabulary)
    yield vocabulary.plain, _spelt_out(folded, vocabulary)


def _dressed_up(
    codes: CodePoints, folded: CodePoints, origin: Indices, vocabulary: Vocabulary
) -> Hits:
    """Terms in look-alike letters, set apart, or with signs between their letters."""
    skeleton, back = vocabulary.passes.squeeze(folded, fold_tables().skeleton)
    view = vocabulary.skeleton
    found = view.find(skeleton)
    if not len(found):
        return found
    found = Hits(back[found.start], drawn_out(folded, back[found.end - 1] + 1), found.pattern)
    found = found.where(may_stand_alone(folded, found))
    text = text_of(folded) if len(found) else ""
    keep = []
    for start, end, pattern in found.lines():
        term = view.meanings(pattern, vocabulary)[0]
        loose = term.role is not Role.NAME and term.hint is not Hint.AMBIGUOUS
        keep.append(is_disguise(text, start, end, codes, origin, phrase=term.text, loose=loose))
    return found.where(np.array(keep, dtype=bool))


def _played_with(folded: CodePoints, vocabulary: Vocabulary) -> Hits:
    """Terms that are misspelt, transcribed, starred or without their vowels."""
    heard, back = vocabulary.passes.squeeze(folded, consonant_table())
    found = at_word_edges(folded, vocabulary.consonants.find(heard), back)
    text = text_of(folded)
    lines = [
        (start, end, place)
        for start, end, pattern in found.lines()
        for place in _meant_by(text[start:end], pattern, vocabulary)
    ]
    return Hits(*np.array(lines, dtype=np.int64).reshape(-1, 3).T)


def _meant_by(written: str, pattern: int, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The terms with these consonants that *written* was meant for; remembered, as words recur."""
    view = vocabulary.consonants
    meant = view.near.get((pattern, written))
    if meant is None:
        if len(view.near) >= _MOST_REMEMBERED:
            view.near.clear()
        spellings = vocabulary.spellings(view, pattern)
        near = tuple(place for place, spelling in spellings if is_near(written, spelling))
        meant = () if near and vocabulary.knows(written) else near
        view.near[pattern, written] = meant
    return meant


_MOST_REMEMBERED: Final = 1 << 16


def _spelt_out(folded: CodePoints, vocabulary: Vocabulary) -> Hits:
    """Chinese terms by their sound: in pinyin, bopomofo, initials or homophones."""
    lines = []
    text = ""
    for begin, stop in stretches(folded):
        text = text or text_of(folded)
        sounds, starts, ends = syllables(text[begin:stop])
        found = vocabulary.sounds.find(sounds)
        for first, after, pattern in found.lines():
            start, end = begin + int(starts[first]), begin + int(ends[after - 1])
            lines += [
                (start, end, place)
                for place, spelling in vocabulary.spellings(vocabulary.sounds, pattern)
                if is_spelt_out(text[start:end], spelling) and _apart(text, start, end)
            ]
    return Hits(*np.array(lines, dtype=np.int64).reshape(-1, 3).T)


def _apart(text: str, start: int, end: int) -> bool:
    """Whether no Latin word goes on before or after: "南style" is no 南s."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not any(
        side.isascii() and side.isalnum() and edge.isascii()
        for side, edge in ((before, text[start]), (after, text[end - 1]))
    )
