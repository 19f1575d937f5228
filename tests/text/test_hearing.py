"""Words by their sound: one spelling for all alphabets, and a key in common after any slip."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ANY_TEXT

from linsang.text.hearing import Lookup, corner_of, heard, heard_words, keys_of
from linsang.text.normalise import ROW_MARK, code_points, plain_text
from linsang.text.passes import PLAIN, compiled
from linsang.text.romanised import sounds_of

# What chats write for a word of another script, by more than one custom.
TYPED = [
    pytest.param("slonovaya", "слоновая", id="russian"),
    pytest.param("slonovaja", "слоновая", id="russian-with-j"),
    pytest.param("osetrovaya", "осетровая", id="russian-caviar"),
    pytest.param("podsnezhniki", "подснежники", id="russian-zh"),
    pytest.param("lukovicami", "луковицами", id="russian-c-for-ts"),
    pytest.param("lukovitsami", "луковицами", id="russian-ts"),
    pytest.param("tmsa7", "تمساح", id="arabic-with-a-digit"),
    pytest.param("tmsah", "تمساح", id="arabic"),
    pytest.param("sande", "सांडे", id="hindi"),
    pytest.param("ngachang", "งาช้าง", id="thai"),
    pytest.param("dongbaksae", "동박새", id="korean"),
    pytest.param("shakogai", "シャコガイ", id="japanese-hepburn"),
    pytest.param("syakogai", "シャコガイ", id="japanese-kunrei"),
    pytest.param("bekkou", "べっこう", id="japanese-doubled"),
    pytest.param("chuanshanjia", "穿山甲", id="chinese"),
]


@pytest.mark.parametrize(("typed", "word"), TYPED)
def test_a_word_in_latin_letters_sounds_as_in_its_own(typed, word):
    """
    However people type a word without a keyboard of their own, it is heard as the word.
    """
    assert heard(plain_text(typed)) in list(sounds_of(plain_text(word)))


WORDS = st.text("abdegiklmnoprstuv", min_size=7, max_size=12).filter(
    lambda word: len(heard(word)) >= 7
)


@given(WORDS, st.data())
def test_any_one_slip_keeps_a_key(word, data):
    """
    A letter dropped, doubled, mistyped or swapped, and the word is still found by a key.
    """
    sounds = heard(word)
    place = data.draw(st.integers(1, len(sounds) - 2))
    slip = data.draw(st.sampled_from(["drop", "double", "swap", "mistype"]))
    head, letter, tail = sounds[:place], sounds[place], sounds[place + 1 :]
    spelt = {
        "drop": head + tail,
        "double": head + letter + letter + tail,
        "swap": head + tail[0] + letter + tail[1:],
        "mistype": head + data.draw(st.sampled_from("abdegi")) + tail,
    }[slip]

    # What is heard twice counts once, and a word may lose a second letter so.
    if heard(spelt) == spelt or slip == "double":
        assert set(keys_of(heard(spelt))) & set(keys_of(sounds))


@given(ANY_TEXT)
def test_hearing_twice_changes_nothing(text):
    """
    What is heard is written as it is heard.
    """
    once = heard(plain_text(text))

    assert heard(once) == once or "ph" in text or "q" in text


@pytest.fixture(scope="module")
def fast(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("kernels"))


KNOWN = ("pangolin", "elefantenstosan", "slonovaia", "pngln", "ngakang")
LETTERS = "pangolinelefantenstosz слоноваязубﾊنपथ牙北한๕0-.'"


@given(st.lists(st.one_of(st.text(LETTERS, max_size=60), ANY_TEXT), min_size=1, max_size=4))
def test_both_speeds_hear_the_same_words(fast, texts):
    """
    What is compiled hears a known word exactly where what is plain does.
    """
    slips = np.unique(np.array([key for one in KNOWN for key in keys_of(one)], dtype=np.uint64))
    whole = np.unique(np.array([next(keys_of(one)) for one in KNOWN], dtype=np.uint64))
    shorter = [one[:at] + one[at + 1 :] for one in KNOWN for at in range(1, len(one))]
    corners = np.array(sorted(map(corner_of, [*KNOWN, *shorter])), dtype=np.uint32)
    lookup = Lookup(slips, whole, corners)
    marked = [plain_text(text).replace(ROW_MARK, " ") for text in (*texts, "pangoln слonоvая")]
    plain = code_points("".join(text + ROW_MARK for text in marked))

    slow, quick = (one.heard_words(plain, lookup) for one in (PLAIN, fast))

    assert [column.tolist() for column in slow] == [column.tolist() for column in quick]
    assert len(heard_words(code_points("a pangoln" + ROW_MARK), lookup)[0]) == 1
