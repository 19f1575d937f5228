"""Words torn over title and description are put together where they were torn."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import ANY_TEXT

from linsang.text.normalise import FIELD_MARK, ROW_MARK, plain_text
from linsang.text.torn import torn_words


@pytest.mark.parametrize(
    ("title", "description", "word"),
    [
        ("old pango", "lin claw", "pangolin"),
        ("Alte Figur Elfe", "nbein Abholung", "elfenbein"),
        ("Сумка пи", "тон новая", "питон"),
        ("出售 象", "牙 手镯", "象牙"),
        ("ขาย งา", "ช้าง แท้", "งาช้าง"),
        ("판매 상", "아 반지", "상아"),
        ("بيع تم", "ساح أصلي", "تمساح"),
        ("बेचना पैंगो", "लिन जिंदा", "पैंगोलिन"),
        ("kulit hari", "mau asli", "harimau"),
    ],
)
def test_a_torn_word_is_whole_again(title, description, word):
    """
    Half a word at the end of the title and half at the beginning of the description are one.
    """
    row = FIELD_MARK.join(map(plain_text, (title, description))) + ROW_MARK

    assert plain_text(word) in [one.whole for one in torn_words(row)]


def test_several_torn_words_stand_in_their_order():
    """
    Two heads that end the title belong to the two tails that begin the description.
    """
    wholes = [one.whole for one in torn_words(f"pango ivo{FIELD_MARK}lin ry{ROW_MARK}")]

    assert {"pangolin", "ivory"} <= set(wholes)


@given(ANY_TEXT, ANY_TEXT)
def test_what_is_quoted_is_the_head(title, description):
    """
    Whatever is written, a torn word is quoted by what stands in the first field.
    """
    row = f"{plain_text(title)}{FIELD_MARK}{plain_text(description)}{ROW_MARK}"

    for one in torn_words(row):
        assert row[one.start : one.end]
        assert one.whole[: one.cut].endswith(row[one.start : one.end])
