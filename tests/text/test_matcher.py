"""Words are found whole where a script parts its words, and anywhere where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linsang.text.matcher import Matcher
from linsang.text.normalise import code_points, plain_text


def found(pattern: str, text: str, *, whole_words: bool = True) -> bool:
    """Whether *pattern* is found in *text*, both folded as a listing is."""
    codes = code_points(plain_text(text))
    return len(Matcher([plain_text(pattern)], whole_words=whole_words).find(codes)) > 0


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param("tiger", "tiger", id="latin-all-of-it"),
        pytest.param("tiger", "a tiger, alive", id="latin-between"),
        pytest.param("tiger", "(tiger)", id="latin-brackets"),
        pytest.param("tiger", "tiger's", id="latin-apostrophe"),
        pytest.param("tiger", "#tiger", id="latin-hashtag"),
        pytest.param("tiger", "虎tiger骨", id="latin-between-chinese"),
        pytest.param("tiger", "🐅tiger🐅", id="latin-between-emoji"),
        pytest.param("tiger", "5tiger5", id="latin-digits-touch"),
        pytest.param("ngà voi", "bán ngà voi thật", id="vietnamese"),
        pytest.param("тигр", "тигр.", id="cyrillic"),
        pytest.param("عاج", "بيع عاج حقيقي", id="arabic"),
        pytest.param("عاج", "عاج، حقيقي", id="arabic-comma"),
        pytest.param("बाघ", "बाघ की खाल", id="hindi"),
        pytest.param("बाघ", "बाघ।", id="hindi-danda"),
        pytest.param("호랑이", "호랑이 뼈", id="korean"),
        pytest.param("호랑이", "호랑이를 팝니다", id="korean-particle"),
        pytest.param("상아", "상아로 만든", id="korean-case"),
        pytest.param("トラ", "トラの牙", id="katakana-before-hiragana"),
        pytest.param("トラ", "本物トラ皮", id="katakana-between-han"),
        pytest.param("象牙", "出售象牙手镯", id="han-inside"),
        pytest.param("虎骨", "虎骨酒", id="han-start"),
        pytest.param("งาช้าง", "ขายงาช้างแท้", id="thai-inside"),
        pytest.param("とら", "おおとらです", id="hiragana-inside"),
        pytest.param("ελέφαντας", "ο ελέφαντας", id="greek"),
    ],
)
def test_a_word_is_found(pattern, text):
    """
    A word is found wherever its script lets a word stand.
    """
    assert found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param("lion", "million", id="latin-end"),
        pytest.param("lion", "lionel", id="latin-start"),
        pytest.param("ara", "paravent", id="latin-inside"),
        pytest.param("emu", "émulsion", id="latin-accent"),
        pytest.param("рысь", "рысью", id="cyrillic-start"),
        pytest.param("лев", "слева", id="cyrillic-inside"),
        pytest.param("لبن", "البنت", id="arabic-inside"),
        pytest.param("ناب", "جناب", id="arabic-end"),
        pytest.param("शेर", "शेरवानी", id="hindi-start"),
        pytest.param("बाघ", "बाघा", id="hindi-before-vowel-sign"),
        pytest.param("मोर", "मोरि", id="hindi-before-short-vowel-sign"),
        pytest.param("शर", "शरं", id="hindi-before-nasal"),
        pytest.param("곰", "물곰", id="korean-inside"),
        pytest.param("トラ", "トランプ", id="katakana-start"),
        pytest.param("トラ", "コントラ", id="katakana-end"),
        pytest.param("サイ", "サイズ", id="katakana-rhino-is-no-size"),
        pytest.param("トラ", "トラー", id="katakana-before-length-mark"),
        pytest.param("หม", "หมี", id="thai-before-vowel-sign"),
        pytest.param("เสือ", "เสือ้", id="thai-before-tone-mark"),
        pytest.param("1kg", "11kg", id="digit-before-digit"),
    ],
)
def test_a_part_of_a_longer_word_is_not(pattern, text):
    """
    A word inside another word is not that word: million is no lion.
    """
    assert not found(pattern, text)
    assert found(pattern, text, whole_words=False)


def test_every_occurrence_is_found_and_overlaps_too():
    """
    A word that stands twice is found twice, and a short word inside a phrase beside it.
    """
    matcher = Matcher(["tiger", "tiger claw", "claw"])
    hits = matcher.find(code_points("tiger claw, tiger"))
    places = sorted(zip(hits.start.tolist(), hits.end.tolist(), hits.pattern.tolist(), strict=True))

    assert places == [(0, 5, 0), (0, 10, 1), (6, 10, 2), (12, 17, 0)]


def test_places_count_characters_and_not_bytes():
    """
    Places are code points: a Chinese character or an emoji before a word counts one.
    """
    hits = Matcher(["tiger"]).find(code_points("虎🐅 tiger"))

    assert (hits.start.tolist(), hits.end.tolist()) == ([3], [8])


def test_nothing_is_found_in_nothing():
    """
    An empty text has no words.
    """
    assert len(Matcher(["tiger"]).find(code_points(""))) == 0


def test_a_matcher_from_its_bytes_finds_the_same():
    """
    What comes out of the cache finds what was put into it.
    """
    patterns = ["tiger", "象牙", "งาช้าง"]
    made = Matcher(patterns)
    codes = code_points("tiger 象牙 งาช้าง million")
    first, again = made.find(codes), Matcher.deserialised(made.serialised()).find(codes)

    assert first.start.tolist() == again.start.tolist()
    assert first.pattern.tolist() == again.pattern.tolist()


@given(
    st.lists(st.text("ab虎ก่ा한ト ", min_size=1, max_size=4), min_size=1, max_size=5, unique=True),
    st.text("ab虎ก่ा한ト ", max_size=30),
)
def test_hits_are_where_they_say(patterns, text):
    """
    What is found stands there, and without word boundaries nothing is left out.
    """
    codes = code_points(text)
    hits = Matcher(patterns, whole_words=False).find(codes)
    whole = Matcher(patterns).find(codes)
    places = set(zip(hits.start.tolist(), hits.end.tolist(), hits.pattern.tolist(), strict=True))
    there = {
        (start, start + len(pattern), number)
        for number, pattern in enumerate(patterns)
        for start in range(len(text))
        if text.startswith(pattern, start)
    }

    assert places == there
    assert set(zip(whole.start, whole.end, whole.pattern, strict=True)) <= places
