"""A word is used in its code sense, and its company says so."""

from __future__ import annotations

import pytest

from linsang.detect.coded_language import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

VOCABULARY = a_vocabulary(
    [
        a_term("yellow material", "code", trade_term="IVC", taxa="elephantidae"),
        a_term("jelly", "code", hint="context", trade_term="IVC"),
        a_term("果冻料", "code", language="zh-Hans", trade_term="IVC"),
        a_term("guoyuan", "code", hint="ambiguous", taxa=["ara-macao", "psittacus-erithacus"]),
        a_term("insiders know", "evasion"),
        a_term("whatsapp", "contact"),
        a_term("for sale", "offer"),
        a_term("spoon", "object"),
        a_term("pangolin", taxa="manis"),
    ]
)


def find(title="", **more):
    """The findings on one listing."""
    return build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]


class TestCodedLanguage(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Yellow material, insiders know", description="jelly, whatsapp"),
            a_listing("果冻料 guoyuan pangolin for sale"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "quote"),
    [
        pytest.param("yellow material, natural", "yellow material", id="english"),
        pytest.param("果冻料手串", "果冻料", id="chinese"),
        pytest.param("Jelly, insiders know", "Jelly", id="with-a-wink"),
        pytest.param("y.e.l.l.o.w material", "y.e.l.l.o.w material", id="disguised"),
    ],
)
def test_code_words_are_quoted(title, quote):
    """
    The code word stands first in the evidence, as it was written.
    """
    assert find(title)[0].matches[0].quote == quote


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param("yellow material", "jelly", id="sure-before-doubtful"),
        pytest.param("jelly, insiders know", "jelly", id="a-wink"),
        pytest.param("jelly, whatsapp", "jelly", id="a-way-to-deal"),
        pytest.param("jelly, insiders know, whatsapp", "jelly, whatsapp", id="both"),
        pytest.param("jelly", "jelly spoon", id="an-object-speaks-against"),
    ],
)
def test_company_makes_the_code(more, less):
    """
    A doubtful code word is believed as far as the words around it speak for it.
    """
    assert find(more)[0].score > find(less)[0].score


def test_the_company_is_quoted():
    """
    What made us believe the code is part of the evidence.
    """
    quotes = [match.quote for match in find("jelly, insiders know")[0].matches]

    assert quotes == ["jelly", "insiders know"]


def test_a_code_for_several_species_speaks_of_each():
    """
    A code word of two meanings makes a finding about each.
    """
    assert {one.taxon for one in find("guoyuan")} == {"ara-macao", "psittacus-erithacus"}


@pytest.mark.parametrize("title", ["whatsapp", "pangolin for sale", "", "jellyfish"])
def test_without_a_code_word_there_is_no_code(title):
    """
    A way to deal or a price says nothing hidden about what is offered.
    """
    assert find(title) == ()


def test_a_wink_alone_is_told_as_a_wink():
    """
    "Insiders know" without a code word is an evasion, and a weaker claim than a code word.
    """
    (wink,) = find("insiders know")

    assert wink.sense == "evasion"
    assert wink.score < find("yellow material")[0].score


def test_a_brand_is_no_code():
    """
    A code word in the brand or category is a brand or category.
    """
    assert find("toothbrush", brand="jelly") == ()
