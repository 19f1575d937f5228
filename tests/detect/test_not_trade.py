"""News, rescue, museum, lesson, wanted: words that say nothing is being offered."""

from __future__ import annotations

import pytest

from linsang.detect.not_trade import build
from linsang.model.listing import Money
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

VOCABULARY = a_vocabulary(
    [
        a_term("pangolin", taxa="manis"),
        a_term("seized", "not_trade", sense="news"),
        a_term("arrested", "not_trade", sense="news"),
        a_term("beschlagnahmt", "not_trade", language="de", sense="news"),
        a_term("查获", "not_trade", language="zh-Hans", sense="news"),
        a_term("museum", "not_trade", sense="museum", hint="context"),
        a_term("rescue", "not_trade", sense="rescue"),
        a_term("rescue centre", "not_trade", sense="rescue"),
        a_term("donate", "not_trade", sense="donation"),
        a_term("for sale", "offer"),
    ]
)


def find(title="", **more):
    """The findings on one listing."""
    return build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]


class TestNotTrade(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Pangolins seized, two arrested", description="rescue, donate"),
            a_listing("museum for sale"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "sense"),
    [
        pytest.param("300 kg of scales seized", "news", id="news"),
        pytest.param("Elfenbein beschlagnahmt", "news", id="german"),
        pytest.param("海关查获象牙", "news", id="chinese"),
        pytest.param("our museum", "museum", id="museum"),
        pytest.param("Please donate", "donation", id="appeal"),
    ],
)
def test_it_says_what_it_is_instead(title, sense):
    """
    A text that offers nothing is told by what it is.
    """
    (finding,) = find(title)

    assert finding.sense == sense


def test_more_words_say_it_more_surely():
    """
    Two words of news are surer than one, and the same word twice is one word.
    """
    once, twice, both = (
        find(text)[0].score for text in ("seized", "seized seized", "seized, arrested")
    )

    assert once == twice < both


def test_a_price_makes_an_appeal_doubtful():
    """
    Sellers hide behind rescues; with a price the appeal weighs less.
    """
    text = "rescue centre, please donate"
    (free,) = find(text)
    (priced,) = find(text, price=Money.parse("300", "EUR"))

    assert priced.score < free.score


@pytest.mark.parametrize("title", ["Pangolin for sale", "Brass lamp", ""])
def test_an_offer_is_no_news(title):
    """
    Without a word for it nothing says that nothing is offered.
    """
    assert find(title) == ()
