"""A kind of specimen is named: a claw, a skin, a living animal, with its CITES code."""

from __future__ import annotations

import pytest

from linsang.detect.trade_term import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

TIGER, MACAW = "panthera-tigris", "ara-macao"
VOCABULARY = a_vocabulary(
    [
        a_term("tiger", taxa=TIGER),
        a_term("老虎", language="zh-Hans", taxa=TIGER),
        a_term("macaw", taxa=MACAW),
        a_term("puma", taxa="puma-concolor", hint="ambiguous"),
        a_term("claw", "part", trade_term="CLA"),
        a_term("skin", "part", trade_term="SKI"),
        a_term("皮", "part", language="zh-Hans", trade_term="SKI"),
        a_term("hand fed", "live"),
        a_term("chick", "live", hint="context"),
        a_term("虎骨", "product", language="zh-Hans", taxa=TIGER, trade_term="BON"),
        a_term("ngà voi", "product", language="vi", trade_term="TUS"),
        a_term("bone", "product", hint="context", trade_term="BON"),
        a_term("whatsapp", "contact"),
        a_term("for sale", "offer"),
    ]
)


def find(title="", **more):
    """Taxon and trade term to finding."""
    found = build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]
    return {(finding.taxon, finding.trade_term): finding for finding in found}


class TestTradeTerm(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Tiger claw and skin", description="two macaws, hand fed, whatsapp"),
            a_listing("虎骨 ngà voi t.i.g.e.r skin"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "named"),
    [
        pytest.param("tiger claw", (TIGER, "CLA"), id="species-then-part"),
        pytest.param("claws from tiger", (TIGER, "CLA"), id="part-then-species"),
        pytest.param("skins from two tigers", (TIGER, "SKI"), id="plurals"),
        pytest.param("老虎皮", (TIGER, "SKI"), id="chinese"),
        pytest.param("出售虎骨", (TIGER, "BON"), id="product"),
        pytest.param("bán ngà voi", (None, "TUS"), id="product-of-no-one-species"),
        pytest.param("macaws, hand fed", (MACAW, "LIV"), id="alive"),
        pytest.param("macaw", (MACAW, "LIV"), id="bare-name"),
        pytest.param("t1ger claw", (TIGER, "CLA"), id="disguised"),
    ],
)
def test_the_specimen_is_named(title, named):
    """
    The words say which kind of specimen of which species.
    """
    assert named in find(title)


def test_a_part_belongs_to_the_nearest_species():
    """
    Of two species in one text a part is that of the nearer one.
    """
    found = find("tiger skin, and with it, sitting on the perch, one macaw")

    assert (TIGER, "SKI") in found
    assert (MACAW, "SKI") not in found


def test_a_part_in_another_field_is_not_that_species():
    """
    A part is joined to a species only where both stand in the same field.
    """
    assert (TIGER, "CLA") not in find("tiger", description="hammer with claw")


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        pytest.param("tiger claw", "tiger statue", id="part-before-bare-name"),
        pytest.param("macaw, hand fed", "macaw", id="signs-of-life-before-bare-name"),
        pytest.param("tiger skin", "puma skin", id="sure-before-doubtful-name"),
        pytest.param("bone for sale, whatsapp", "bone", id="company-before-none"),
        pytest.param("tiger skin", "tiger, of which here is the dark skin", id="near-before-far"),
    ],
)
def test_better_evidence_scores_higher(stronger, weaker):
    """
    Words that say more make a stronger claim.
    """
    best, rest = (max(one.score for one in find(text).values()) for text in (stronger, weaker))

    assert best > rest


def test_the_words_that_name_it_are_quoted():
    """
    The finding shows both the species and the part.
    """
    finding = find("Claw from tiger")[TIGER, "CLA"]

    assert {match.quote for match in finding.matches} == {"tiger", "Claw"}


def test_one_finding_for_each_kind_of_specimen():
    """
    The same kind of specimen named twice is one finding, by its surest words.
    """
    found = build().detect([prepare(a_listing("tiger claw, tiger claws"), VOCABULARY)])[0]
    keys = [(one.taxon, one.trade_term) for one in found]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("title", ["claw hammer", "hand fed", "Brass lamp", ""])
def test_a_part_of_nothing_is_no_specimen(title):
    """
    A claw without an animal is a hammer.
    """
    assert find(title) == {}


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("claw of a tiger", id="a-is-portuguese-too"),
        pytest.param("t.i.g.e.r claw", id="single-letters-are-small-words"),
    ],
)
def test_a_wrong_guess_at_the_language_hides_nothing(title):
    """
    The guess at a language is for show; it keeps no word from being read.
    """
    assert (TIGER, "CLA") in find(title)
