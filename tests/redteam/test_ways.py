"""Disguises: each does what it says, to the words that it is given, the same every time."""

from __future__ import annotations

import inspect
import unicodedata
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import ANY_TEXT, odd_text

from linsang.redteam.letters import SCRIPTS, letters, script_of
from linsang.redteam.passage import every_word
from linsang.redteam.ways import TAUGHT, WAYS, WITHHELD, Way, way
from linsang.text.normalise import FIELD_MARK, ScriptClass, code_points, fold_plain, text_of

# A phrase of the trade in each script, and its language.
PHRASES = {
    ScriptClass.LATIN: ("ivory tusk", "en"),
    ScriptClass.CYRILLIC: ("слоновая кость", "ru"),
    ScriptClass.ARABIC: ("للبيع عاج فيل", "ar"),
    ScriptClass.DEVANAGARI: ("हाथी दांत पैंगोलिन", "hi"),
    ScriptClass.HANGUL: ("상아 코뿔소 새끼", "ko"),
    ScriptClass.THAI: ("งาช้างแกะสลัก เสือโคร่ง", "th"),
    ScriptClass.HAN: ("象牙手串", "zh-Hans"),
    ScriptClass.HIRAGANA: ("べっ甲のくし", "ja"),
    ScriptClass.KATAKANA: ("カメ ヨウム", "ja"),
}
CELLS = [
    pytest.param(one, script, id=f"{one.name}-{script.name.lower()}")
    for one in WAYS
    for script in sorted(PHRASES)
]
# These move or add words beside the ones that they are given.
REACH_FURTHER = {"split", "noise-words"}


def names(ways: tuple[Way, ...]) -> list[str]:
    return [one.name for one in ways]


@pytest.mark.parametrize(("one", "script"), CELLS)
def test_a_way_works_on_the_scripts_that_it_names_and_on_no_other(one, script):
    """
    What a report says about a script was really tried on it.
    """
    phrase, language = PHRASES[script]
    tries = [
        one.disguised(phrase, every_word(phrase), seed=str(seed), language=language)
        for seed in range(20)
    ]
    own = {script_of(char) for char in phrase} & SCRIPTS

    if script in one.scripts and one.name != "code-word":  # few words have a code
        assert any(tries)
    if not own & one.scripts:
        assert tries == [None] * len(tries)


@pytest.mark.parametrize("one", WAYS, ids=names(WAYS))
@settings(max_examples=30)
@given(text=st.one_of(ANY_TEXT, odd_text("ivory", "象牙", "งาช้าง")), seed=st.integers(0, 99))
def test_the_same_seed_gives_the_same_disguise(one, text, seed):
    """
    Who runs it again sees the same report, whatever the text.
    """
    spans = every_word(text)
    once, again = (one.disguised(text, spans, seed=str(seed)) for _ in range(2))

    assert once == again
    assert once != text


@pytest.mark.parametrize("one", WAYS, ids=names(WAYS))
@settings(max_examples=30)
@given(
    before=odd_text("old"),
    word=st.sampled_from(["ivory", "ngà voi", "象牙", "งาช้าง", "кость", "हाथी"]),
    after=odd_text("bangle"),
    seed=st.integers(0, 99),
)
def test_only_the_words_that_matter_are_disguised(one, before, word, after, seed):
    """
    A seller hides the word that gives him away; the rest of the text stays as it was.
    """
    text = f"{before}{word}{after}"
    span = len(before), len(before) + len(word)
    disguised = one.disguised(text, [span], seed=str(seed))

    if disguised is not None and one.name not in REACH_FURTHER:
        assert disguised.startswith(before)
        assert disguised.endswith(after)


@pytest.mark.parametrize("one", WAYS, ids=names(WAYS))
@settings(max_examples=30)
@given(title=odd_text("ivory tusk"), description=odd_text("tiger"), seed=st.integers(0, 99))
def test_a_disguised_listing_still_has_one_title_and_one_description(one, title, description, seed):
    """
    Nothing that a disguise writes can be taken for the border between the fields.
    """
    text = f"{title}{FIELD_MARK}{description}"
    disguised = one.disguised(text, every_word(text), seed=str(seed))

    assert disguised is None or disguised.count(FIELD_MARK) == 1


@pytest.mark.parametrize("name", ["zero-width", "full-width", "styled"])
@settings(max_examples=30)
@given(seed=st.integers(0, 999))
def test_what_only_looks_different_folds_back(name, seed):
    """
    Dress, width and invisible characters change how a word is stored and not what it says.
    """
    disguised = way(name).disguised("ivory", [(0, 5)], seed=str(seed))

    assert disguised is not None
    assert text_of(fold_plain(code_points(disguised))[0]) == "ivory"


@pytest.mark.parametrize("name", ["spacing", "dots", "line-per-character", "reversed", "rotated"])
@pytest.mark.parametrize("script", sorted(PHRASES), ids=lambda script: script.name.lower())
def test_letters_that_are_set_apart_or_moved_are_all_there(name, script):
    """
    A reader who puts the letters together finds the same ones, marks and all.
    """
    phrase, language = PHRASES[script]
    disguised = (
        way(name).disguised(phrase, [(0, len(phrase))], seed="a", language=language) or phrase
    )

    def sorted_letters(text: str) -> list[str]:
        return sorted(one for one in letters(text) if unicodedata.category(one[0])[0] == "L")

    assert sorted_letters(disguised) == sorted_letters(phrase)


def test_a_split_word_stands_in_both_fields():
    """
    Half of the word ends the title, and half begins the description.
    """
    text = f"Alte Figur Elfenbein{FIELD_MARK}Abholung"

    disguised = way("split").disguised(text, [(11, 20)], seed="a", language="de")

    assert disguised == f"Alte Figur Elfe{FIELD_MARK}nbein Abholung"


def test_three_ways_are_withheld_from_training():
    """
    Figures for unseen disguises mean something only if training never saw them.
    """
    assert {"vowel-drop", "mixed-script", "split"} == WITHHELD
    assert {*names(TAUGHT), *WITHHELD} == {*names(WAYS)}
    assert not {*names(TAUGHT)} & WITHHELD


@pytest.mark.parametrize("one", WAYS, ids=names(WAYS))
def test_every_way_says_where_it_was_seen(one):
    """
    Each operator lies in its own file and names the source of the practice, or says that it
    is general knowledge.
    """
    assert "Source:" in (inspect.getdoc(one.operator) or "")
    modules = [inspect.getfile(inspect.unwrap(each.operator)) for each in WAYS]
    assert len(modules) == len(set(modules))


def test_operators_are_functions_of_their_arguments():
    """
    Training may call an operator without anything else, and gets the same text back.
    """
    for one in WAYS:
        texts = {one.operator("ivory 象牙", [(0, 5), (6, 8)], Random(3)) for _ in range(3)}
        assert len(texts) == 1, one.name
