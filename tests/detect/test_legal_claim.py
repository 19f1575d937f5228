"""A claim that the offer is lawful: papers, age, captive breeding."""

from __future__ import annotations

import pytest

from linsang.detect.legal_claim import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

VOCABULARY = a_vocabulary(
    [
        a_term("pangolin", taxa="manis"),
        a_term("captive bred", "claim", sense="captive_bred"),
        a_term("Nachzucht", "claim", language="de", sense="captive_bred"),
        a_term("人工繁殖", "claim", language="zh-Hans", sense="captive_bred"),
        a_term("with certificate", "claim", sense="cites_permit"),
        a_term("antique", "claim", sense="antique", hint="context"),
    ]
)


def find(title="", **more):
    """Senses to findings."""
    found = build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]
    return {finding.sense: finding for finding in found}


class TestLegalClaim(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Captive-bred, with certificate", description="antique, Nachzucht"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "senses"),
    [
        pytest.param("Captive-bred grey parrot", {"captive_bred"}, id="english"),
        pytest.param("Landschildkröten, eigene Nachzuchten", {"captive_bred"}, id="german-plural"),
        pytest.param("人工繁殖鹦鹉", {"captive_bred"}, id="chinese"),
        pytest.param(
            "captive bred, with certificate", {"captive_bred", "cites_permit"}, id="two-claims"
        ),
        pytest.param("Brass lamp", set(), id="none"),
        pytest.param("", set(), id="empty"),
    ],
)
def test_each_kind_of_claim_is_one_finding(title, senses):
    """
    A claim says what is claimed: papers, age, or breeding.
    """
    assert set(find(title)) == senses


def test_a_claim_made_twice_is_one_claim():
    """
    Repeating a claim does not make it two.
    """
    assert len(find("captive bred", description="captive bred, captive bred")) == 1


def test_a_doubtful_word_is_a_weaker_claim():
    """
    "Antique" may be a style; "captive bred" is a claim.
    """
    found = find("antique, captive bred")

    assert found["antique"].score < found["captive_bred"].score


@pytest.mark.parametrize(
    ("title", "number"),
    [
        pytest.param("Captive bred, with certificate no. 0123456", "0123456", id="called-a-number"),
        pytest.param("Antique, with certificate GB/2023/10456.", "GB/2023/10456", id="mixed"),
        pytest.param("人工繁殖 编号：440106", "440106", id="chinese"),
        pytest.param("Antique tusk, 1880, 2500 EUR", None, id="year-and-price"),
        pytest.param("With certificate, call 0712345678", None, id="telephone"),
        pytest.param("No. 0123456, pangolin", None, id="no-claim"),
        pytest.param("With certificate. " + "Long story. " * 9 + "no. 123456", None, id="far-away"),
    ],
)
def test_the_number_of_a_paper_is_a_claim_of_its_own(title, number):
    """
    A number right after a claim is quoted; a year, a price or a telephone is none.
    """
    found = find(title).get("document_number")

    assert (found and found.matches[0].quote) == number
