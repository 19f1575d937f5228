"""Something is offered, not merely discussed."""

from __future__ import annotations

import re

from linsang.detector import DetectorSpec, ListingDetector
from linsang.model.finding import Finding, FindingKind, Match, Span
from linsang.prepared import Prepared, fields_of
from linsang.reference.lexicon import Hint, Role

_CURRENCY = (
    r"(?:us\$|[$€£¥₫฿₹₽₩]|\b(?:usd|eur|gbp|rmb|cny|idr|rp|vnd|thb|inr|rs|kes|ksh|tzs|tsh|r\$|brl|mxn"
    r"|cop|zar|ngn|aed|sar|руб|р)\b\.?|元|块|円|원|บาท|đồng|ريال|درهم|جنيه|रुपये|रु)"
)
_PRICE = re.compile(
    rf"{_CURRENCY}\s?\d[\d.,]*k?|\d[\d.,]*\s?(?:k|tr|jt|rb|万|만)?\s?{_CURRENCY}", re.IGNORECASE
)


class OfferDetector(ListingDetector):
    """Words of sale, a price, or a way to deal; else the bare form of a listing.

    On a marketplace a title is an offer unless its words say otherwise, so there is always
    a finding, with the sense `implied` where nothing else was found.
    """

    spec = DetectorSpec(name="offer", version="1", kinds=frozenset({FindingKind.OFFER}))

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding, by the strongest kind of evidence."""
        offers = prepared.of(Role.OFFER)
        clear = tuple(hit.match for hit in offers if hit.term.hint is Hint.ALONE)
        if clear:
            return (self._finding(0.95, clear[:5], "stated"),)
        priced = _prices(prepared)
        if priced or prepared.listing.price is not None:
            return (self._finding(0.9, priced or _title(prepared), "priced"),)
        weak = tuple(hit.match for hit in (*offers, *prepared.of(Role.CONTACT)))
        if weak:
            return (self._finding(0.8, weak[:5], "suggested"),)
        return (self._finding(0.6, _title(prepared), "implied"),)

    def _finding(self, score: float, matches: tuple[Match, ...], sense: str) -> Finding:
        return Finding(
            detector=self.spec.name,
            kind=FindingKind.OFFER,
            score=score,
            matches=matches,
            sense=sense,
        )


def _prices(prepared: Prepared) -> tuple[Match, ...]:
    texts = zip(("title", "description"), fields_of(prepared.listing), strict=False)
    return tuple(
        Match(quote=found.group(), span=Span(field=field, start=found.start(), end=found.end()))
        for field, text in texts
        for found in _PRICE.finditer(text[:5000])
    )[:3]


def _title(prepared: Prepared) -> tuple[Match, ...]:
    field = "title" if prepared.listing.title else "description"
    text = getattr(prepared.listing, field)[:80]
    return (Match(quote=text, span=Span(field=field, start=0, end=len(text))),) if text else ()


def build() -> OfferDetector:
    """The detector as the settings ask for it."""
    return OfferDetector()
