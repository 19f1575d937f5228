"""The two scores: probabilities that rise with the evidence and fall with what speaks against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linsang.learning.train import write_model
from linsang.model.finding import FindingKind
from linsang.model.taxon import Appendix
from linsang.models.folder import ModelError
from linsang.scores import LEAST, MOST, Scorer, evidence
from linsang.testing.factories import a_finding, checked
from linsang.text.score import BUCKET_BITS

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


def a_scorer(**more):
    """A scorer that knows a feature for each output, and Thai apart."""
    values = {
        "coefficients": {"gear": (0.0, 2.0), "live": (3.0, 1.0), "letters prohibited": (0.0, 1.0)},
        "groups": {"th": "unspaced"},
        "calibration": {"": ((1.0, 0.0), (1.0, 0.0)), "unspaced": ((1.0, 0.0), (2.0, -1.0))},
        **more,
    }
    return replace(Scorer.untaught(), **values)


NUMBERS = st.floats(-1e9, 1e9)


@given(NUMBERS, NUMBERS, st.dictionaries(st.sampled_from(["gear", "live", "other"]), NUMBERS))
def test_scores_are_probabilities(wildlife, prohibited, features):
    """
    Whatever letters and features say, both scores lie between the least and the most.
    """
    scores = a_scorer().scores((wildlife, prohibited), features, "en")

    assert all(LEAST <= score <= MOST for score in scores)


def test_a_scorer_that_learned_nothing_knows_nothing():
    """
    Without learning every listing has an even chance, and none is worth a look.
    """
    untaught = Scorer.untaught()

    assert untaught.scores((0.0, 0.0), {"gear": 1.0}, "en") == (0.5, 0.5)
    assert not untaught.suspects(np.zeros((3, 2)), np.full(3, 500)).any()


def test_there_is_a_weight_for_every_piece_of_letters():
    """
    No listing makes a reader look beyond the end of the weights.
    """
    assert len(Scorer.untaught().gram_weights) == 2**BUCKET_BITS


def test_weights_of_another_size_are_no_model(tmp_path):
    """
    A folder whose weights do not fit is refused, with what was found and what is allowed.
    """
    small = replace(Scorer.untaught(), gram_weights=np.zeros((8, 2), dtype=np.int16))
    write_model(tmp_path, small, {})

    with pytest.raises(ModelError, match=r"weights: int16 \(8, 2\); expected int16 \(524288, 2\)"):
        Scorer.read(tmp_path)


def test_a_feature_moves_the_scores_it_speaks_for():
    """
    Gear speaks for a prohibition and not for a specimen; what was never learned moves nothing.
    """
    scorer = a_scorer()
    nothing, gear, unknown = (
        scorer.scores((0.0, 0.0), features, "en") for features in ({}, {"gear": 1.0}, {"x": 1.0})
    )

    assert gear.wildlife == nothing.wildlife == unknown.wildlife
    assert gear.prohibited > nothing.prohibited == unknown.prohibited


@pytest.mark.parametrize(
    ("language", "prohibited"),
    [
        pytest.param("th", 0.9526, id="its-group"),
        pytest.param("en", 0.8808, id="of-no-group"),
        pytest.param(None, 0.8808, id="unknown"),
    ],
)
def test_each_group_of_languages_has_its_calibration(language, prohibited):
    """
    The same odds are read by the group that the language belongs to.
    """
    assert a_scorer().scores((0.0, 0.0), {"gear": 1.0}, language).prohibited == prohibited


@pytest.mark.parametrize("output", [0, 1])
def test_letters_past_a_gate_are_worth_a_look(output):
    """
    Either score's letters are enough.
    """
    scorer = a_scorer(gates=np.array([2.0, 3.0]))
    levels = np.zeros((3, 2))
    levels[1, output] = 3.0

    assert scorer.suspects(levels, np.full(3, 500)).tolist() == [False, True, False]
    assert not scorer.suspects(levels, np.full(3, 5)).any()


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
