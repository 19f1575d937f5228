"""Word forms: a seller bends words, and the bent word is still found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linsang.reference.inflection import forms
from linsang.reference.lexicon import read_lexicon, read_names
from linsang.reference.vocabulary import data_directory

LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "pt", "ru", "sw", "th",
             "vi", "zh-Hans", "zh-Hant", "und")  # fmt: skip


@pytest.mark.parametrize(
    ("language", "term", "written"),
    [
        pytest.param("en", "tusk", "tusks", id="english-plural"),
        pytest.param("en", "tiger tooth", "tiger teeth", id="english-irregular"),
        pytest.param("en", "macaw chicks", "macaw chick", id="english-singular"),
        pytest.param("en", "grey parrot", "gray parrots", id="english-american"),
        pytest.param("en", "wolf", "wolves", id="english-f-to-v"),
        pytest.param("de", "Stoßzahn", "Stoßzähne", id="german-plural"),
        pytest.param("de", "Stoßzahn", "Stosszaehne", id="german-written-out"),
        pytest.param("de", "Stoßzahn", "Stosszähne", id="german-swiss"),
        pytest.param("de", "Tigerkralle", "Tigerkrallen", id="german-n"),
        pytest.param("de", "Bärengalle", "Baerengalle", id="german-umlaut"),
        pytest.param("fr", "peau de tigre", "peaux de tigres", id="french-both"),
        pytest.param("fr", "corail", "coraux", id="french-aux"),
        pytest.param("fr", "perroquet", "perroquets", id="french-s"),
        pytest.param("es", "colmillo de elefante", "colmillos de elefante", id="spanish-head"),
        pytest.param("es", "loro", "loros", id="spanish-s"),
        pytest.param("es", "halcón", "halcones", id="spanish-accent-falls"),
        pytest.param("pt", "dente de leão", "dentes de leões", id="portuguese-oes"),
        pytest.param("pt", "papagaio", "papagaios", id="portuguese-s"),
        pytest.param("pt", "pangolim", "pangolins", id="portuguese-m-to-n"),
        pytest.param("ru", "слоновая кость", "слоновой кости", id="russian-genitive"),
        pytest.param("ru", "слоновая кость", "слоновую кость", id="russian-accusative"),
        pytest.param("ru", "тигр", "тигра", id="russian-animate"),
        pytest.param("ru", "клык моржа", "клыки моржа", id="russian-plural"),
        pytest.param("ru", "попугай", "попугаев", id="russian-soft"),
        pytest.param("ar", "ناب فيل", "ناب الفيل", id="arabic-article"),
        pytest.param("ar", "صقر حر", "الصقر الحر", id="arabic-article-on-both"),
        pytest.param("ar", "عاج", "بالعاج", id="arabic-with"),
        pytest.param("ar", "عاج", "والعاج", id="arabic-and"),
        pytest.param("hi", "कछुआ", "कछुए", id="hindi-oblique"),
        pytest.param("hi", "हाथी दाँत", "हाथी दांत", id="hindi-nasal"),
        pytest.param("hi", "haathi daant", "hathi dant", id="hindi-latin-letters"),
        pytest.param("id", "burung", "burung-burung", id="indonesian-doubled"),
        pytest.param("id", "burung", "burung2", id="indonesian-doubled-short"),
        pytest.param("id", "gading gajah", "gading gajahnya", id="indonesian-nya"),
        pytest.param("sw", "pembe ya ndovu", "pembe za ndovu", id="swahili-agreement"),
        pytest.param("sw", "kifaru", "vifaru", id="swahili-ki-vi"),
    ],
)
def test_a_bent_word_is_one_of_the_forms(language, term, written):
    """
    The plural, case, prefix or spelling that a seller uses belongs to the term.
    """
    assert written in forms(term, language)


@pytest.mark.parametrize(
    ("language", "term", "other"),
    [
        pytest.param("en", "glass", "glas", id="english-ss"),
        pytest.param("en", "CITES", "CITE", id="english-abbreviation"),
        pytest.param("en", "walrus", "walru", id="english-us"),
        pytest.param("en", "sheep", "sheeps", id="english-unchanged"),
        pytest.param("fr", "souris", "souri", id="french-s-stays"),
        pytest.param("ru", "из кости", "из костей", id="russian-phrase"),
        pytest.param("id", "siap kirim", "siap kirimnya", id="indonesian-phrase"),
    ],
)
def test_a_word_is_not_bent_into_another(language, term, other):
    """
    A form that nobody writes, or that is another word, is left out.
    """
    assert other not in forms(term, language)


@pytest.mark.parametrize("language", LANGUAGES)
@given(term=st.text(max_size=30))
def test_the_term_itself_is_always_a_form(language, term):
    """
    Whatever a term is, it is one of its own forms, and asking never fails.
    """
    assert term in forms(term, language)


@pytest.mark.parametrize("language", ["ja", "ko", "th", "vi", "zh-Hans", "zh-Hant", "und"])
def test_scripts_without_inflection_have_one_form(language):
    """
    Where the written word does not bend, a term is written in one way.
    """
    assert forms("tiger 虎", language) == {"tiger 虎"}


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one not in ("it", "und")])
def test_forms_of_shipped_terms_stay_few_and_whole(language):
    """
    No shipped term has a form without letters, or so many that they could not be checked.
    """
    folder = data_directory()
    terms = [
        *read_names(folder / "names" / f"{language}.csv"),
        *read_lexicon(folder / "lexicon" / f"{language}.csv"),
    ]
    bad = [
        term.text for term in terms if not all(one.strip() for one in forms(term.text, language))
    ]
    many = [term.text for term in terms if len(forms(term.text, language)) > 300]

    assert bad == []
    assert many == []
