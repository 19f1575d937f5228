"""The two scores: probabilities that rise with the evidence and fall with what speaks against."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linsang.model.finding import FindingKind
from linsang.model.taxon import Appendix
from linsang.scores import CALIBRATION, calibrated, evidence
from linsang.testing.factories import a_finding, checked

DOG, LISTED, MAYBE, UNLISTED = "canis-familiaris", "listed", "maybe", "unlisted"
READINGS: dict[str, frozenset[Appendix | None]] = {
    LISTED: frozenset({Appendix.I}),
    MAYBE: frozenset({Appendix.II, None}),
    UNLISTED: frozenset({None}),
    DOG: frozenset(),
}


def scores(*findings):
    """Wildlife and prohibited evidence."""
    return evidence(
        findings,
        domesticated=lambda taxon: taxon == DOG,
        readings=lambda taxon, term: READINGS.get(taxon, frozenset()),
    )


def part(score=0.8, taxon=LISTED, trade_term="SKI"):
    return a_finding("trade_term", score, taxon=taxon, trade_term=trade_term)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_map_keeps_the_order(one, other):
    """
    More evidence never means a lower probability, and every probability is one.
    """
    low, high = sorted((one, other))

    assert 0.0 <= calibrated(low) <= calibrated(high) <= 1.0


def test_the_map_goes_through_its_points():
    """
    The stored points are what the map says at them.
    """
    assert [calibrated(place) for place, _ in CALIBRATION] == [share for _, share in CALIBRATION]


FINDINGS = st.builds(
    a_finding,
    st.sampled_from(list(FindingKind)),
    st.floats(0.0, 1.0),
    taxon=st.sampled_from([None, *READINGS]),
    trade_term=st.sampled_from([None, "SKI", "TUS", "LIV"]),
)


@given(st.lists(FINDINGS, max_size=6))
def test_any_findings_give_two_probabilities(findings):
    """
    Whatever was found, in whatever order, the scores are probabilities and the same.
    """
    forwards, backwards = scores(*findings), scores(*findings[::-1])

    assert all(0.0 <= score <= 1.0 for score in forwards)
    assert forwards == pytest.approx(backwards)


def test_nothing_found_is_no_evidence():
    """
    Without findings there is nothing to score.
    """
    assert scores() == (0.0, 0.0)


@pytest.mark.parametrize(
    "finding",
    [
        pytest.param(part(0.99, DOG), id="a-domesticated-form"),
        pytest.param(a_finding("taxon_mention", 0.99, taxon=LISTED), id="a-mere-name"),
        pytest.param(a_finding("offer", 0.99), id="a-mere-offer"),
        pytest.param(a_finding("contact", 0.99), id="a-mere-contact"),
        pytest.param(a_finding("legal_claim", 0.99, sense="antique"), id="a-mere-claim"),
    ],
)
def test_what_is_no_evidence_by_itself(finding):
    """
    A dog, a name, an offer or a claim alone is no specimen.
    """
    assert scores(finding) == (0.0, 0.0)


@pytest.mark.parametrize("against", ["disclaimer", "not_trade"])
def test_what_speaks_against_lowers_both(against):
    """
    A disclaimer or a word of news lowers both scores, the more the surer it is.
    """
    free = scores(part())
    doubted = scores(part(), a_finding(against, 0.5))
    denied = scores(part(), a_finding(against, 0.9))

    assert all(low < mid < high for low, mid, high in zip(denied, doubted, free, strict=True))


def test_what_speaks_against_one_taxon_leaves_the_other():
    """
    A faux fox does not make a skin of something else doubtful.
    """
    assert scores(part(), a_finding("disclaimer", 0.9, taxon=UNLISTED)) == scores(part())


def test_wildlife_does_not_ask_the_law():
    """
    An unlisted animal is as wild as a listed one; prohibited asks the Appendices.
    """
    (wild_listed, listed), (wild_unlisted, unlisted), (_, maybe) = (
        scores(part(taxon=taxon)) for taxon in (LISTED, UNLISTED, MAYBE)
    )

    assert wild_listed == wild_unlisted
    assert unlisted < maybe < listed


def test_ivory_is_ivory_whatever_its_age_and_species():
    """
    Ivory needs no listed animal behind it.
    """
    assert scores(part(taxon=UNLISTED, trade_term="TUS")) == scores(part(trade_term="TUS"))


def test_gear_is_prohibited_and_no_wildlife():
    """
    A net is no specimen.
    """
    wildlife, prohibited = scores(a_finding("gear", 0.9, sense="net"))

    assert wildlife == 0.0 < prohibited


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param("Genuine tiger skin for sale", "Brass lamp", id="against-a-lamp"),
        pytest.param("Genuine tiger skin for sale", "Faux tiger skin", id="against-faux"),
        pytest.param("Genuine tiger skin for sale", "Tiger poster", id="against-a-poster"),
        pytest.param(
            "Elephant ivory tusk, 3 kg", "Ivory satin wedding dress", id="against-a-colour"
        ),
    ],
)
def test_scores_order_listings(more, less):
    """
    A moderator who sorts by score sees the worse listing first.
    """
    one, other = checked(more).assessment, checked(less).assessment

    assert one.prohibited > other.prohibited
    assert one.wildlife > other.wildlife
