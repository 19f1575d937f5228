"""Words played with are found in a vocabulary, in every alphabet; its other words mean themselves."""

from __future__ import annotations

import pytest

from linsang.disguised_terms import heard_alike, interrupted, torn_apart
from linsang.reference.lexicon import Hint, Role
from linsang.testing.factories import a_term, a_vocabulary
from linsang.text.normalise import FIELD_MARK, ROW_MARK, code_points, plain_text

TERMS = [
    a_term("pangolin", language="en", taxa=("manidae",)),
    a_term("hyacinth macaw", language="en"),
    a_term("tartaruga", language="pt"),
    a_term("Elefantenstoßzahn", language="de", role=Role.PRODUCT),
    a_term("черепаха", language="ru"),
    a_term("осетровая икра", language="ru", role=Role.PRODUCT),
    a_term("تمساح", language="ar"),
    a_term("पैंगोलिन", language="hi"),
    a_term("งาช้าง", language="th", role=Role.PRODUCT),
    a_term("スローロリス", language="ja"),
    a_term("석호거북이", language="ko"),
    a_term("石斛蘭花", language="zh-Hant", role=Role.PRODUCT),
    a_term("pangolina", language="es", role=Role.OFFER),
    a_term("sofa", language="en", role=Role.OBJECT),
    a_term("沙发", language="zh-Hans", role=Role.OBJECT),
]


@pytest.fixture(scope="module")
def vocabulary():
    return a_vocabulary(TERMS)


def row(*fields: str) -> str:
    return FIELD_MARK.join(map(plain_text, fields)) + ROW_MARK


def terms_of(found, vocabulary) -> set[str]:
    return {
        term.text
        for place in found.pattern.tolist()
        for term in vocabulary.plain.meanings(place, vocabulary)
    }


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("selling pangoin scales", "pangolin"),
        ("selling pnagolin scales", "pangolin"),
        ("selling panggolin scales", "pangolin"),
        ("selling pangolyn scales", "pangolin"),
        ("selling nilognap scales", "pangolin"),
        ("selling pngln scales", "pangolin"),
        ("selling pangолin scales", "pangolin"),
        ("vendo trtrg verde", "tartaruga"),
        ("vendo tartarruga verde", "tartaruga"),
        ("Elefantrnstoßzahn geschnitzt", "Elefantenstoßzahn"),
        ("продам cherepaha живая", "черепаха"),
        ("بيع tmsa7 حي", "تمساح"),
        ("बेचना paingolin जिंदा", "पैंगोलिन"),
        ("ขาย ngachang แท้", "งาช้าง"),
        ("売ります surororisu 個体", "スローロリス"),
        ("팝니다 seokhogeobuki", "석호거북이"),
        ("出售 shihulanhua 野生", "石斛蘭花"),
    ],
)
def test_a_word_that_was_played_with_is_heard(written, term, vocabulary):
    """
    A slip, a spelling by ear, a word turned, bare or typed in Latin letters is the term's.
    """
    found = heard_alike(code_points(row(written)), vocabulary)

    assert term in terms_of(found, vocabulary)


@pytest.mark.parametrize(
    "written", ["pangolin", "pangolina", "pangolins", "a pang of guilt", "Pinguin", "surororisu"]
)
def test_other_words_mean_themselves(written, vocabulary):
    """
    A term as it is spelt, another term, another ending and another word hide nothing.
    """
    assert not len(heard_alike(code_points(row(written)), vocabulary))


@pytest.mark.parametrize(
    ("rows", "heard"),
    [
        pytest.param(["pangolyn skin"], True, id="after-it"),
        pytest.param(["skin of pangolyn"], True, id="before-it"),
        pytest.param(["skin " + "x" * 38 + " pangolyn"], False, id="too-far-before"),
        pytest.param(["pangolyn " + "x" * 39 + " skin"], False, id="too-far-after"),
        pytest.param(["pangolyn", "skin"], False, id="in-the-next-row"),
        pytest.param(["skin", "pangolyn"], False, id="in-the-row-before"),
        pytest.param(["skin", "pangolyn skin"], True, id="in-its-own-row-too"),
    ],
)
def test_a_doubtful_name_is_heard_beside_a_part(rows, heard):
    """
    A misspelt name that often means something else needs a part near it, in the same listing.
    """
    words = a_vocabulary(
        [
            a_term("pangolin", language="en", hint=Hint.AMBIGUOUS),
            a_term("skin", language="en", role=Role.PART, trade_term="SKI"),
        ]
    )
    found = heard_alike(code_points("".join(row(text) for text in rows)), words)

    assert (len(found) == 1) is heard


def test_words_torn_over_two_fields_are_found(vocabulary):
    """
    The head ends the title, the tail begins the description.
    """
    found = torn_apart(code_points(row("rare pango", "lin for sale")), vocabulary)

    assert terms_of(found, vocabulary) == {"pangolin"}


@pytest.mark.parametrize(
    ("written", "term"),
    [("hyacinth sofa macaw", "hyacinth macaw"), ("石沙发斛蘭花", "石斛蘭花")],
)
def test_an_object_inside_a_name_interrupts_nothing(written, term, vocabulary):
    """
    An ordinary object between the words or characters of a name is read over.
    """
    assert terms_of(interrupted(code_points(row(written)), vocabulary), vocabulary) == {term}


def test_an_object_inside_a_product_is_an_object(vocabulary):
    """
    Spaced words around an object are other words: a tiger phone skin is for a phone.
    """
    products = a_vocabulary(
        [a_term("tiger skin", role=Role.PRODUCT), a_term("phone", role=Role.OBJECT)]
    )

    assert not len(interrupted(code_points(row("tiger phone skin")), products))
