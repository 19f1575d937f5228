"""Two speeds, one answer: what is compiled finds exactly what is plain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ANY_TEXT

from linsang.reference.compiled import CompiledView
from linsang.text.consonants import consonant_table
from linsang.text.normalise import ROW_MARK, code_points, fold_tables
from linsang.text.passes import PLAIN, compiled

LETTERS = "abтиก่า虎骨牙한국トハاب १2 -.'🐅"
TEXTS = st.one_of(st.text(LETTERS, max_size=60), ANY_TEXT)
PATTERNS = st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=12, unique=True)


@pytest.fixture(scope="module")
def fast(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("kernels"))


def rows_of(texts: list[str]) -> str:
    return "".join(text.replace(ROW_MARK, " ") + ROW_MARK for text in texts)


@given(st.lists(TEXTS, max_size=5))
def test_folding_is_the_same(fast, texts):
    """
    Both speeds fold to the same letters, from the same places.
    """
    codes = code_points(rows_of(texts))
    pairs = [(PLAIN.fold_plain(codes), fast.fold_plain(codes))]
    for table in (fold_tables().skeleton, consonant_table()):
        pairs.append((PLAIN.squeeze(codes, table), fast.squeeze(codes, table)))

    for slow, quick in pairs:
        assert slow[0].tolist() == quick[0].tolist()
        assert slow[1].tolist() == quick[1].tolist()


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_the_same_rows_look_disguised(fast, texts):
    """
    Both speeds suspect the same rows of a disguise.
    """
    codes = code_points(rows_of(texts))
    folded, _ = PLAIN.fold_plain(codes)

    slow = PLAIN.disguised_rows(codes, folded, len(texts))

    assert slow.tolist() == fast.disguised_rows(codes, folded, len(texts)).tolist()


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_the_same_language_is_guessed(fast, texts):
    """
    Both speeds guess the same language for each row.
    """
    codes = code_points(rows_of(texts))

    slow = PLAIN.guess_languages(codes, len(texts))

    assert slow.tolist() == fast.guess_languages(codes, len(texts)).tolist()


@given(PATTERNS, TEXTS, st.booleans(), st.integers(0, 2**12 - 1))
def test_the_same_words_are_found(fast, patterns, text, whole_words, choice):
    """
    Both speeds find the same words in the same order, whichever of them are wanted.
    """
    patterns = sorted(patterns)
    view = CompiledView.of(
        patterns, [[]] * len(patterns), [0] * len(patterns),
        whole_words=whole_words, ordinary_text="",
    )  # fmt: skip
    wanted = np.array([bool(choice >> number & 1) for number in range(len(patterns))])
    codes = code_points(text + "".join(patterns[:3]) + text)

    slow, quick = (one.searcher(view, wanted).find(codes) for one in (PLAIN, fast))

    for column in ("start", "end", "pattern"):
        assert getattr(slow, column).tolist() == getattr(quick, column).tolist()


def test_more_words_than_there_is_room_for_are_all_found(fast):
    """
    A text that is nothing but words of the trade is searched to its end.
    """
    patterns = ["a", "a a", "a a a", "牙", "牙牙"]
    view = CompiledView.of(patterns, [[]] * 5, [0] * 5, whole_words=True, ordinary_text="")
    codes = code_points("a " * 500 + "牙" * 500)
    everything = np.ones(5, dtype=bool)

    slow, quick = (one.searcher(view, everything).find(codes) for one in (PLAIN, fast))

    assert len(slow) == 500 + 499 + 498 + 500 + 499
    assert slow.start.tolist() == quick.start.tolist()
    assert slow.end.tolist() == quick.end.tolist()
