"""Reasons for doubt: faux, replica, or an object that only bears the animal's name."""

from __future__ import annotations

import pytest

from linsang.detect.disclaimer import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

VOCABULARY = a_vocabulary(
    [
        a_term("leopard", taxa="panthera-pardus"),
        a_term("tiger", taxa="panthera-tigris"),
        a_term("skin", "part", trade_term="SKI"),
        a_term("tiger claw", "product", taxa="panthera-tigris", trade_term="CLA"),
        a_term("faux", "disclaimer", sense="imitation"),
        a_term("falso", "disclaimer", language="es", sense="imitation"),
        a_term("имитация", "disclaimer", language="ru", sense="imitation"),
        a_term("仿", "disclaimer", language="zh-Hans", sense="imitation"),
        a_term("print", "disclaimer", sense="print", hint="context"),
        a_term("resin", "disclaimer", sense="imitation", hint="context"),
        a_term("genuine", "real"),
        a_term("coat", "object"),
    ]
)


def find(title="", **more):
    """The findings on one listing."""
    return build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]


class TestDisclaimer(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Faux tiger skin", description="resin, genuine leopard skin, print"),
            a_listing("Leopard coat"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "quote"),
    [
        pytest.param("Faux tiger skin", "Faux", id="english"),
        pytest.param("Имитация", "Имитация", id="russian"),
        pytest.param("仿象牙", "仿", id="chinese"),
        pytest.param("colmillo falso", "falso", id="spanish"),
        pytest.param("leopard print", "print", id="print"),
    ],
)
def test_a_disclaimer_is_quoted(title, quote):
    """
    What speaks against the real thing is shown, in any language.
    """
    assert quote in [match.quote for finding in find(title) for match in finding.matches]


def test_it_speaks_about_the_specimen_beside_it():
    """
    Of two animals in one text a disclaimer frees the one it stands at, not the other.
    """
    found = find("faux leopard skin, and then there is in the same lot a tiger claw")
    taxa = {finding.taxon for finding in found if finding.sense == "imitation"}

    assert taxa == {"panthera-pardus"}


def test_it_speaks_about_the_listing_where_one_animal_is_named():
    """
    With one animal in the text a disclaimer needs no telling which.
    """
    (finding,) = find("tiger skin, faux")

    assert finding.taxon is None


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param("faux tiger skin", "resin tiger skin", id="sure-before-doubtful"),
        pytest.param("faux tiger skin", "faux tiger skin, genuine", id="contradicted"),
    ],
)
def test_a_contradicted_disclaimer_weighs_less(more, less):
    """
    Sellers write "resin" on the real thing, so "genuine" beside it lowers its weight.
    """
    assert find(more)[0].score > find(less)[0].score


def test_an_object_takes_the_name_for_a_pattern():
    """
    A leopard coat is a coat: the animal's name is its pattern.
    """
    (finding,) = find("leopard coat")

    assert (finding.sense, finding.taxon) == ("object", "panthera-pardus")


@pytest.mark.parametrize("title", ["coat of leopard skin", "tiger claw coat", "tiger", "coat"])
def test_an_object_says_nothing_against_a_part(title):
    """
    A coat of leopard skin is leopard skin.
    """
    assert [finding for finding in find(title) if finding.sense == "object"] == []


def test_never_certain():
    """
    No disclaimer is believed altogether: sellers write them too.
    """
    assert all(one.score < 1.0 for one in find("faux faux faux print resin tiger skin"))
