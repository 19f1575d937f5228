"""Words by their consonants: what was meant is known however it was spelt, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import ANY_TEXT

from linsang.text.consonants import consonants, is_near
from linsang.text.normalise import plain_text

MEANT = [
    pytest.param("lfnbn", "elfenbein", id="vowels-dropped"),
    pytest.param("elf*nb**n", "elfenbein", id="vowels-starred-out"),
    pytest.param("t0rt0ise", "tortoise", id="digits-for-letters"),
    pytest.param("dalburgia", "dalbergia", id="a-slip"),
    pytest.param("slonovaya kost", "слоновая кость", id="russian-in-latin-letters"),
    pytest.param("elфenбein", "elfenbein", id="alphabets-mixed-by-sound"),
]
OTHERS = [
    pytest.param("barbell", "bear bile", id="the-same-consonants"),
    pytest.param("elfenbein", "elfenbein", id="the-word-itself"),
    pytest.param("cuvettes", "civettes", id="a-shorter-word-one-letter-away"),
    pytest.param("km, ct", "chim cut", id="signs-and-spaces"),
    pytest.param("", "elfenbein", id="nothing"),
]


@pytest.mark.parametrize(("written", "word"), MEANT)
def test_what_was_meant_is_known(written, word):
    """
    A word that was played with has the consonants of the word it stands for, and is near it.
    """
    assert consonants(plain_text(written)) == consonants(plain_text(word))
    assert is_near(plain_text(written), plain_text(word))


@pytest.mark.parametrize(("written", "word"), OTHERS)
def test_another_word_is_another_word(written, word):
    """
    Consonants alone accuse nobody.
    """
    assert not is_near(written, word)


@given(ANY_TEXT)
def test_consonants_of_consonants_are_the_same(text):
    """
    Reading a text by its consonants twice changes nothing.
    """
    once = consonants(plain_text(text))

    assert consonants(once) == once


@given(ANY_TEXT, ANY_TEXT)
def test_any_two_texts_can_be_compared(one, other):
    """
    No text makes the comparison fail.
    """
    assert is_near(plain_text(one), plain_text(other)) in (True, False)
