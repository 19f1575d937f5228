"""Something is offered, not merely discussed."""

from __future__ import annotations

import pytest

from linsang.detect.offer import build
from linsang.model.listing import Money
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

VOCABULARY = a_vocabulary(
    [
        a_term("for sale", "offer"),
        a_term("出售", "offer", language="zh-Hans"),
        a_term("продам", "offer", language="ru"),
        a_term("للبيع", "offer", language="ar"),
        a_term("ขาย", "offer", language="th"),
        a_term("available", "offer", hint="context"),
        a_term("whatsapp", "contact"),
        a_term("pangolin", taxa="manis"),
    ]
)


def find(title="Pangolin", **more):
    """The one finding on a listing."""
    (finding,) = build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]
    return finding


class TestOffer(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Pangolin for sale", description="2000 USD, €50, whatsapp"),
            a_listing("", description="available, ¥ 300 元"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Pangolin for sale", id="english"),
        pytest.param("出售穿山甲", id="chinese"),
        pytest.param("Продам панголина", id="russian"),
        pytest.param("للبيع", id="arabic"),
        pytest.param("ขายตัวนิ่ม", id="thai"),
    ],
)
def test_words_of_sale_are_an_offer_stated(title):
    """
    Who writes "for sale" states an offer, in any language.
    """
    assert find(title).sense == "stated"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("Pangolin $200", "$200", id="dollar"),
        pytest.param("Pangolin 200€", "200€", id="euro-behind"),
        pytest.param("穿山甲 500元", "500元", id="yuan"),
        pytest.param("Trenggiling IDR 500", "IDR 500", id="rupiah"),
        pytest.param("тигр 5000 руб", "5000 руб", id="rouble"),
        pytest.param("ตัวนิ่ม 900 บาท", "900 บาท", id="baht"),
        pytest.param("बाघ ₹5,000", "₹5,000", id="rupee"),
    ],
)
def test_a_price_in_the_text_is_an_offer_and_quoted(text, quote):
    """
    A price makes an offer, and is shown as it was written.
    """
    finding = find(text)

    assert finding.sense == "priced"
    assert quote in [match.quote for match in finding.matches]


def test_a_price_beside_the_text_is_an_offer():
    """
    A platform's own price field counts as a price.
    """
    price = Money.parse("20", "EUR")

    assert find("Pangolin", price=price).sense == "priced"


def test_a_bare_title_is_an_implied_offer():
    """
    On a marketplace a title is an offer, unless its words say otherwise.
    """
    assert find("Pangolin").sense == "implied"


def test_the_clearer_the_offer_the_higher_the_score():
    """
    Said, priced, suggested and merely shown: in this order, each says less.
    """
    texts = ("Pangolin for sale", "Pangolin $20", "Pangolin, whatsapp", "Pangolin")
    scores = [find(text).score for text in texts]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@pytest.mark.parametrize("text", ["size 42", "model 3000", "2024", "no. 5", "1/20"])
def test_a_number_is_no_price(text):
    """
    A size, a year or a model number is not a price.
    """
    assert find(text).sense == "implied"
