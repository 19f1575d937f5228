"""The guess at a language: right on plain sentences, silent on bare codes, never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import ANY_TEXT

from linsang.text.language import guess_language

LANGUAGES = {
    *("ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "pt", "ru", "sw", "th", "vi"),
    *("zh-Hans", "zh-Hant"),
}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Selling this old lamp, it is in good condition", "en", id="english"),
        pytest.param("Verkaufe alten Schrank mit Schlüssel, nur Abholung", "de", id="german"),
        pytest.param("Vends lampe ancienne, très bon état, prix à débattre", "fr", id="french"),
        pytest.param("Vendo lámpara antigua en muy buen estado con envío", "es", id="spanish"),
        pytest.param("Vendo luminária antiga em bom estado, não faço envio", "pt", id="portuguese"),
        pytest.param("Jual lampu bekas murah, masih baru dan siap kirim", "id", id="indonesian"),
        pytest.param("Nauza kiti kipya kwa bei nzuri, piga simu", "sw", id="swahili"),
        pytest.param("Bán đèn cũ còn rất mới, liên hệ em nhé", "vi", id="vietnamese"),
        pytest.param("Продаю старую лампу в хорошем состоянии", "ru", id="russian"),
        pytest.param("للبيع مصباح قديم بحالة جيدة", "ar", id="arabic"),
        pytest.param("पुराना दीपक बेचना है, अच्छी हालत में", "hi", id="hindi"),
        pytest.param("purana lamp bechna hai, bhai liye jao", "hi", id="hindi-latin-letters"),
        pytest.param("오래된 램프를 팝니다", "ko", id="korean"),
        pytest.param("ขายโคมไฟเก่า สภาพดี", "th", id="thai"),
        pytest.param("古いランプを売ります", "ja", id="japanese"),
        pytest.param("ランプ", "ja", id="japanese-katakana"),
        pytest.param("出售旧台灯，九成新", "zh-Hans", id="simplified-chinese"),
        pytest.param("出售舊檯燈，狀況良好", "zh-Hant", id="traditional-chinese"),
        pytest.param("出售旧台灯，九成新 IKEA", "zh-Hans", id="chinese-with-a-brand"),
    ],
)
def test_a_plain_sentence_is_recognised(text, language):
    """
    A sentence of a listing is shown with its language.
    """
    assert guess_language(text) == language


@pytest.mark.parametrize("text", ["", " ", "XJ-900", "12345", "🐅🐘", "\u200b", "\ud800", "!!!"])
def test_nothing_to_go_by_is_no_language(text):
    """
    Where nothing speaks for a language, none is claimed.
    """
    assert guess_language(text) is None


@given(ANY_TEXT)
def test_the_guess_is_a_known_language_or_none(text):
    """
    Any text gets a language that has a lexicon, or none.
    """
    assert guess_language(text) in {*LANGUAGES, None}
