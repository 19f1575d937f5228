"""What letters weigh: the same sums at both speeds, and the words that show why."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ANY_TEXT

from linsang.text import score, score_kernel
from linsang.text.normalise import FIELD_MARK, ROW_MARK, code_points, plain_text
from linsang.text.score import BUCKET_BITS, gram_buckets, gram_sums, telling_spans

WEIGHTS = np.random.default_rng(1).integers(-32767, 32767, (2**BUCKET_BITS, 2)).astype(np.int16)
WORDS = st.lists(
    st.sampled_from([" ", "\x1f", "a", "b1", "虎", "@", "http", "htt", "{{", "{", "🐯", "…", "-"]),
    max_size=20,
).map("".join)
ROWS = st.lists(st.one_of(WORDS, ANY_TEXT), max_size=6)


def levels(*rows: str) -> list[list[float]]:
    """What the letters of each row weigh."""
    codes = code_points("".join(row + ROW_MARK for row in rows))
    found: list[list[float]] = gram_sums(codes, len(rows), WEIGHTS).levels.tolist()
    return found


@given(ROWS)
def test_both_speeds_give_the_same_sums(texts):
    """
    What is compiled sums exactly what is plain.
    """
    rows = [text.replace(ROW_MARK, " ") + ROW_MARK for text in texts]
    codes = code_points("".join(rows))

    slow = gram_sums(codes, len(rows), WEIGHTS)
    quick = score_kernel.gram_sums(codes, len(rows), WEIGHTS)

    assert slow.totals.tolist() == quick.totals.tolist()
    assert slow.grams.tolist() == quick.grams.tolist()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("nice comb @seller99 https://a.example/x?y=1", "nice comb"),
        ("{{MENTION}} ivory!!! comb…", " ivory comb "),
        ("ivory (old) - £20", "ivory old 11"),
    ],
)
def test_names_links_and_signs_weigh_nothing(written, read):
    """
    Who is spoken to and where it is shown says nothing of what is offered.
    """
    assert levels(plain_text(written)) == levels(plain_text(read))


@pytest.mark.parametrize("length", [1998, 1999, 2000, 2001, 2002, 5000])
def test_both_speeds_stop_reading_at_the_same_letter(length):
    """
    Of a very long text both read the same beginning.
    """
    codes = code_points("ab" * (length // 2) + "c" * (length % 2) + ROW_MARK + "next" + ROW_MARK)

    slow, quick = (one.gram_sums(codes, 2, WEIGHTS) for one in (score, score_kernel))

    assert slow.totals.tolist() == quick.totals.tolist()
    assert slow.grams.tolist() == quick.grams.tolist()


@given(ROWS)
def test_a_row_weighs_the_same_alone_as_in_company(texts):
    """
    The next seller's words change nothing.
    """
    rows = [text.replace(ROW_MARK, " ") for text in texts]

    assert levels(*rows) == [one for row in rows for one in levels(row)]


def test_only_the_sellers_own_words_are_read():
    """
    Title, description and tags count; category, brand and condition do not.
    """
    own = FIELD_MARK.join(("ivory comb", "old", "antique"))

    assert levels(own + FIELD_MARK) == levels(FIELD_MARK.join((own, "category", "brand", "new")))


def test_all_digits_are_alike():
    """
    A price says that there is a price and not how high it is.
    """
    assert levels("comb 250") == levels("comb 983")


def taught(*words: str) -> np.ndarray:
    """Weights that know a few words."""
    column = np.full(2**BUCKET_BITS, -5, dtype=np.int16)
    for word in words:
        buckets = gram_buckets(code_points(word))
        # A letter alone tells nothing where there is an alphabet.
        column[buckets[len(word) + 2 :] if word.isascii() else buckets] = 50
    return column


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        pytest.param("Old IVORY comb", ["IVORY"], id="case"),
        pytest.param("Old İvory comb", ["İvory"], id="accent"),
        pytest.param("old iv\u200bory comb", ["iv\u200bory"], id="hidden-letter"),
        pytest.param("ｉｖｏｒｙ comb", ["ｉｖｏｒｙ"], id="width"),
        pytest.param("Brass lamp", [], id="nothing"),
        pytest.param("", [], id="empty"),
    ],
)
def test_what_weighs_most_is_quoted_as_it_was_written(text, quotes):
    """
    A score shows the seller's own letters, dress and all.
    """
    assert [text[start:end] for start, end in telling_spans(text, taught("ivory"))] == quotes


@given(ANY_TEXT)
def test_quotes_lie_in_the_text_and_apart(text):
    """
    At most three places, each within the text, none of them overlapping.
    """
    spans = telling_spans(text, taught("tiger", "a", "1"))

    assert len(spans) <= 3
    assert all(0 <= start < end <= len(text) for start, end in spans)
    ordered = sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(ordered))
