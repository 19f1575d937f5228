"""What a price, a seller and a listing's name promise."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linsang.model.listing import Money, SellerRef, listing_id


@pytest.mark.parametrize(
    ("price", "currency", "amount", "code"),
    [
        pytest.param("10.50", "USD", "10.50", "USD", id="plain"),
        pytest.param("1,234", "usd", "1234", "USD", id="grouped"),
        pytest.param("1,234.50", None, "1234.50", "XXX", id="grouped-with-cents"),
        pytest.param("1.234,50 €", None, "1234.50", "EUR", id="european"),
        pytest.param("12,5", "EUR", "12.5", "EUR", id="decimal-comma"),
        pytest.param("Rp 1.500.000", "IDR", "1500000", "IDR", id="rupiah"),
        pytest.param("1 234 567,89", None, "1234567.89", "XXX", id="spaces"),
        pytest.param("1,23,456", "INR", "123456", "INR", id="lakh"),
        pytest.param("$12.99", None, "12.99", "XXX", id="dollar-of-some-country"),
        pytest.param("USD 12.99", None, "12.99", "USD", id="code-in-the-price"),
        pytest.param("٣٫٥", "EGP", "3.5", "EGP", id="arabic-digits"),
        pytest.param("0", "USD", "0", "USD", id="given-away"),
    ],
)
def test_prices_are_read_as_people_write_them(price, currency, amount, code):
    """
    A price is its amount and its currency, however it was punctuated.
    """
    found = Money.parse(price, currency)

    assert found == Money(amount=Decimal(amount), currency=code)


@pytest.mark.parametrize(
    "price",
    [
        pytest.param(text, id=name)
        for name, text in {
            "nan": "NaN",
            "infinity": "Infinity",
            "range": "10 - 20",
            "words": "ask me",
            "empty": "",
            "none": None,
            "negative": "-5",
            "enormous": "1e999999",
            "long": "9" * 100_000,
        }.items()
    ],
)
def test_what_is_no_single_amount_is_no_price(price):
    """
    A price that cannot be read is absent, and nothing else goes wrong.
    """
    assert Money.parse(price, "USD") is None


@given(st.text(), st.none() | st.text())
def test_no_text_breaks_a_price(price, currency):
    """
    Whatever a seller writes as a price, reading it raises nothing.
    """
    money = Money.parse(price, currency)

    assert money is None or money.amount >= 0


def test_a_seller_is_a_keyed_digest():
    """
    The same seller has the same digest under one key, another under another, and no name.
    """
    seller = SellerRef.of("market-a", "old.ivory.man", key=b"one")

    assert seller == SellerRef.of("market-a", "old.ivory.man", key=b"one")
    assert seller != SellerRef.of("market-a", "old.ivory.man", key=b"two")
    assert "ivory" not in repr(seller)
    with pytest.raises(ValueError):
        SellerRef.of("market-a", "old.ivory.man", key=b"")


def test_a_listing_is_named_by_platform_and_reference():
    """
    Two platforms may use the same reference for two listings.
    """
    assert listing_id("a", "1") != listing_id("b", "1")
