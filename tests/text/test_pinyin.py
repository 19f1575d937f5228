"""Chinese by its sound: pinyin, bopomofo and homophones are read, ordinary words left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import ANY_TEXT

from linsang.text.normalise import code_points, plain_text
from linsang.text.pinyin import is_spelt_out, stretches, syllables

SAME = [
    pytest.param("xiang牙", id="one-in-pinyin"),
    pytest.param("橡ya", id="a-homophone-and-pinyin"),
    pytest.param("ㄒㄧㄤˋ ㄧㄚˊ", id="bopomofo"),
    pytest.param("象.牙", id="dotted"),
]


@pytest.mark.parametrize("written", SAME)
def test_what_sounds_the_same_is_the_same(written):
    """
    However 象牙 is written, it has the same syllables.
    """
    assert syllables(plain_text(written))[0].tolist() == syllables("象牙")[0].tolist()


@pytest.mark.parametrize(
    ("written", "term", "hidden"),
    [
        pytest.param("橡ya", "象牙", True, id="pinyin"),
        pytest.param("穿s甲", "穿山甲", True, id="initial-among-the-other-characters"),
        pytest.param("穿s家", "穿山甲", False, id="initial-beside-another-character"),
        pytest.param("m猴", "猕猴", False, id="initial-of-a-short-word"),
        pytest.param("相芽", "象牙", False, id="two-homophones"),
        pytest.param("日本原", "日本猿", False, id="one-homophone-in-three"),
        pytest.param("盔西鸟头", "盔犀鸟头", True, id="one-homophone-in-four"),
        pytest.param("xiangya", "象牙", True, id="all-in-pinyin"),
    ],
)
def test_sound_alone_is_not_enough(written, term, hidden):
    """
    Something in the word must be no character, or all but one the term's own.
    """
    assert is_spelt_out(written, term) is hidden


@pytest.mark.parametrize(
    ("text", "worth"),
    [("iphone手机壳", True), ("全新手机壳", False), ("ivory", False), ("ㄧㄚˊ", True)],
)
def test_the_signal_is_a_letter_beside_a_character(text, worth):
    """
    Plain Chinese and plain Latin text cost no reading by sound.
    """
    assert bool(list(stretches(code_points(text)))) is worth


@given(ANY_TEXT)
def test_every_sound_points_at_what_was_written(text):
    """
    Sounds come in reading order, each from characters that are there.
    """
    plain = plain_text(text)
    codes, starts, ends = syllables(plain)

    assert len(codes) == len(starts) == len(ends)
    assert all(0 <= start < end <= len(plain) for start, end in zip(starts, ends, strict=True))
    assert (starts[1:] >= ends[:-1]).all()
