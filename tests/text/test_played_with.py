"""What was meant by a word that sounds much like another, and what was not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ANY_TEXT

from linsang.text.normalise import plain_text
from linsang.text.played_with import is_meant

MEANT = [
    pytest.param("elephent", "elephant", id="mistyped"),
    pytest.param("pagnolin", "pangolin", id="swapped"),
    pytest.param("pangollin", "pangolin", id="doubled"),
    pytest.param("tartanuga", "tartaruga", id="mistyped-portuguese"),
    pytest.param("papagayio", "papagaio", id="by-ear-portuguese"),
    pytest.param("elefantrnstosszahn", "elefantenstosszahn", id="mistyped-german"),
    pytest.param("черепаахи", "черепахи", id="doubled-russian"),
    pytest.param("nilognap", "pangolin", id="backwards"),
    pytest.param("ахапереч", "черепаха", id="backwards-russian"),
    pytest.param("dillekroko", "krokodille", id="begun-in-the-middle"),
    pytest.param("trtrg", "tartaruga", id="bare"),
    pytest.param("trtrga", "tartaruga", id="bare-but-for-its-end"),
    pytest.param("podsnezhniki", "подснежники", id="russian-in-latin-letters"),
    pytest.param("surororisu", "スローロリス", id="japanese-in-latin-letters"),
    pytest.param("слоноvая", "слоновая", id="two-alphabets"),
    pytest.param("スroーroリス", "スローロリス", id="kana-and-latin"),
]
OTHERS = [
    pytest.param("гепорд", "гепард", id="a-slip-in-a-short-word"),
    pytest.param("lfntn", "elfantn", id="without-its-first-letter"),
    pytest.param("pangolins", "pangolin", id="another-ending"),
    pytest.param("correia", "corella", id="two-letters-apart"),
    pytest.param("markers", "markhors", id="two-letters-in-eight"),
    pytest.param("obat2an", "обатан", id="a-digit-that-repeats-the-word"),
    pytest.param("st1000bt32", "ستبت", id="a-part-number"),
    pytest.param("элефант", "elephant", id="a-name-in-russian-letters"),
    pytest.param("xiaodiao", "小雕", id="two-characters-by-their-sound"),
    pytest.param("", "pangolin", id="nothing"),
]


@pytest.mark.parametrize(("written", "word"), MEANT)
def test_a_word_that_was_played_with_is_known(written, word):
    """
    Slips, spellings by ear, turned and bare words and other alphabets are read as the word.
    """
    assert is_meant(plain_text(written), plain_text(word))


@pytest.mark.parametrize(("written", "word"), OTHERS)
def test_another_word_is_not_accused(written, word):
    """
    An ordinary word that is only like a name stays what it is.
    """
    assert not is_meant(plain_text(written), plain_text(word))


@given(ANY_TEXT, st.sampled_from(["pangolin", "слоновая", "象牙", "งาช้าง", "シャコガイ"]))
def test_any_text_can_be_asked_about(text, word):
    """
    No text makes the question fail, and no word is a disguise of itself.
    """
    assert is_meant(plain_text(text), word) in (True, False)
    assert not is_meant(word, word)
