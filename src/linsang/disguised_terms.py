"""Terms of the trade that were written so as not to be read, or not to be spelt right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.reference.compilation import Weight
from linsang.reference.lexicon import Hint, Role
from linsang.reference.vocabulary import Patterns, Vocabulary
from linsang.text.consonants import at_word_edges, consonant_table, is_near
from linsang.text.disguise import is_disguise, may_stand_alone, without_regular_signs
from linsang.text.matcher import Hits
from linsang.text.normalise import (
    ROW_MARK,
    CodePoints,
    Indices,
    ScriptClass,
    code_points,
    drawn_out,
    fold_tables,
    text_of,
)
from linsang.text.pinyin import is_spelt_out, stretches, syllables
from linsang.text.played_with import is_meant
from linsang.text.torn import Torn, torn_words


def disguised_terms(
    codes: CodePoints, folded: CodePoints, origin: Indices, vocabulary: Vocabulary
) -> Iterator[tuple[Patterns, Hits]]:
    """The terms that only show when disguise is taken off, and the view they are patterns of.

    *folded* is the plain view of *codes*, or some rows of it, and *origin* the way back; the
    hits are places in *folded*.
    """
    yield from signed_terms(codes, folded, origin, vocabulary)
    yield vocabulary.plain, heard_alike(folded, vocabulary)
    yield vocabulary.plain, torn_apart(folded, vocabulary)
    yield vocabulary.plain, interrupted(folded, vocabulary)


def signed_terms(
    codes: CodePoints, folded: CodePoints, origin: Indices, vocabulary: Vocabulary
) -> Iterator[tuple[Patterns, Hits]]:
    """Those of `disguised_terms` that only a row with a sign of disguise can hold."""
    yield vocabulary.skeleton, _dressed_up(codes, folded, origin, vocabulary)
    yield vocabulary.plain, _played_with(folded, vocabulary)
    yield vocabulary.plain, _spelt_out(folded, vocabulary)


def _dressed_up(
    codes: CodePoints, folded: CodePoints, origin: Indices, vocabulary: Vocabulary
) -> Hits:
    """Terms in look-alike letters, set apart, or with signs between their letters."""
    folded = without_regular_signs(folded)
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


def heard_alike(folded: CodePoints, vocabulary: Vocabulary) -> Hits:
    """Names and products that were misspelt, turned round, left bare or typed by their sound.

    They show no sign of disguise, so it is for the caller to say which rows to listen to.
    """
    starts, ends = vocabulary.passes.heard_words(folded, vocabulary.alike.lookup)
    lines = [
        (start, end, place)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        for place in _meant_to_be_heard(text_of(folded[start:end]), vocabulary)
    ]
    found = Hits(*np.array(lines, dtype=np.int64).reshape(-1, 3).T)
    sure = (vocabulary.plain.bits[found.pattern] & np.uint8(Weight.STRONG)) != 0
    if sure.all():
        return found
    return found.where(sure | _beside_a_body(folded, found, vocabulary))


def _meant_to_be_heard(word: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The terms that *word* was meant for; remembered, as words recur."""
    alike = vocabulary.alike
    meant = alike.meant.get(word)
    if meant is None:
        if len(alike.meant) >= _MOST_REMEMBERED:
            alike.meant.clear()
        near = () if alike.spells(word) else sorted(alike.candidates(word))
        meant = alike.meant[word] = tuple(
            place for place in near if is_meant(word, vocabulary.plain.text(place))
        )
    return meant


def _beside_a_body(folded: CodePoints, found: Hits, vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """Which of *found* have a part or a sign of life beside them, in the same row."""
    words = vocabulary.plain.find(folded)
    bodies = words.where((vocabulary.plain.bits[words.pattern] & np.uint8(Weight.BODY)) != 0)
    starts, ends = np.sort(bodies.start), np.sort(bodies.end)
    marks = np.concatenate([[-1], np.flatnonzero(folded == ord(ROW_MARK)), [len(folded)]])
    row = np.searchsorted(marks, found.start)
    # A word's end is the place after it, so that before the row is its first letter's.
    first = np.maximum(found.start - _NEARBY, marks[row - 1] + 1)
    last = np.minimum(found.end + _NEARBY, marks[row])
    before = np.searchsorted(ends, found.start, "right") > np.searchsorted(ends, first, "right")
    after = np.searchsorted(starts, last) > np.searchsorted(starts, found.end)
    beside: NDArray[np.bool_] = before | after
    return beside


_NEARBY: Final = 40


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


def torn_apart(folded: CodePoints, vocabulary: Vocabulary) -> Hits:
    """Terms that begin at the end of one field and go on in the next; what is quoted is the head."""
    torn = list(torn_words(text_of(folded)))
    pieces = code_points("".join(one.whole + ROW_MARK for one in torn))
    lengths = np.array([len(one.whole) + 1 for one in torn], dtype=np.int64)
    begins = np.concatenate([[0], np.cumsum(lengths)])
    lines = []
    for start, end, place in vocabulary.plain.find(pieces).lines():
        number = int(np.searchsorted(begins, start, side="right")) - 1
        one, own = torn[number], int(begins[number])
        if start - own < one.cut < end - own and _is_whole_again(
            one, end - start, place, vocabulary
        ):
            lines.append((one.start, one.end, place))
    return Hits(*np.array(lines, dtype=np.int64).reshape(-1, 3).T)


def _is_whole_again(one: Torn, length: int, place: int, vocabulary: Vocabulary) -> bool:
    """Whether a term found across the joint is one: no chance, and no two words of their own."""
    if not vocabulary.plain.bits[place] & np.uint8(Weight.STRONG | Weight.NAME):
        return False
    meanings = vocabulary.plain.meanings(place, vocabulary)
    if not any(term.role in (Role.NAME, Role.PRODUCT) for term in meanings):
        return False
    if " " in one.whole:
        return bool(vocabulary.plain.bits[place] & np.uint8(Weight.STRONG))
    head, tail = one.whole[: one.cut], one.whole[one.cut :]
    if vocabulary.alike.spells(head) and vocabulary.alike.spells(tail):
        return False
    return length >= _LEAST_WHOLE[one.whole[0].isascii()]


_LEAST_WHOLE: Final = {True: 6, False: 2}


def interrupted(folded: CodePoints, vocabulary: Vocabulary) -> Hits:
    """Terms inside which an ordinary object stands: 石沙发斛, "hyacinth sofa macaw".

    Where words are spaced, only names are read so: a "tiger phone skin" is of no tiger.
    """
    words = vocabulary.plain.find(folded)
    objects = words.where(_objects(words, vocabulary))
    if not len(objects):
        return objects
    kept = np.ones(len(folded) + 1, dtype=bool)
    for start, end, _ in objects.lines():
        spaced = folded[start - 1] == _SPACE and folded[end : end + 1] == _SPACE
        kept[start : end + bool(spaced)] = False
    back = np.flatnonzero(kept[:-1])
    found = vocabulary.plain.find(folded[back])
    across = back[found.end - 1] - back[found.start] > found.end - 1 - found.start
    found = found.where(across)
    sure = (vocabulary.plain.bits[found.pattern] & np.uint8(Weight.STRONG)) != 0
    names = [
        any(
            term.role is Role.NAME or (term.role is Role.PRODUCT and not _is_spaced(term.text))
            for term in vocabulary.plain.meanings(place, vocabulary)
        )
        for place in found.pattern.tolist()
    ]
    found = found.where(sure & np.array(names, dtype=bool))
    return Hits(back[found.start], back[found.end - 1] + 1, found.pattern)


_SPACE: Final = ord(" ")


def _objects(words: Hits, vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """Which of *words* are names of ordinary objects and nothing else."""
    patterns, again = np.unique(words.pattern, return_inverse=True)
    only = [
        all(term.role is Role.OBJECT for term in vocabulary.plain.meanings(place, vocabulary))
        for place in patterns.tolist()
    ]
    objects: NDArray[np.bool_] = np.array(only, dtype=bool)[again]
    return objects


def _is_spaced(text: str) -> bool:
    return fold_tables().class_of[ord(text[0])] not in _UNSPACED


_UNSPACED: Final = frozenset(
    {ScriptClass.HAN, ScriptClass.HIRAGANA, ScriptClass.KATAKANA, ScriptClass.THAI}
)
