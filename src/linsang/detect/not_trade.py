"""News, rescue, museum, lesson, wanted: words that say nothing is being offered."""

from __future__ import annotations

from linsang.detector import DetectorSpec, ListingDetector
from linsang.model.finding import Finding, FindingKind
from linsang.prepared import Hit, Prepared
from linsang.reference.lexicon import Hint, Role

# Appeals that sellers hide behind: with a price they weigh less.
_BORROWED = frozenset({"rescue", "donation", "museum", "education", "news"})


class NotTradeDetector(ListingDetector):
    """Signs that a text speaks about wildlife without offering any."""

    spec = DetectorSpec(name="not_trade", version="1", kinds=frozenset({FindingKind.NOT_TRADE}))

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for the sense that most words speak for."""
        hits = prepared.of(Role.NOT_TRADE)
        if not hits:
            return ()
        doubt = 1.0
        strongest = max(hits, key=lambda hit: hit.term.hint is Hint.ALONE)
        distinct: dict[str, Hit] = {}
        for hit in hits:
            distinct.setdefault(hit.quote.casefold(), hit)
        for hit in distinct.values():
            doubt *= 0.12 if hit.term.hint is Hint.ALONE else 0.5
        score = 1.0 - doubt
        sense = strongest.term.sense or "news"
        priced = prepared.listing.price is not None or any(
            hit.term.hint is Hint.ALONE for hit in prepared.of(Role.OFFER)
        )
        if priced and sense in _BORROWED:
            score = min(score, 0.7)
        return (
            Finding(
                detector=self.spec.name,
                kind=FindingKind.NOT_TRADE,
                score=round(score, 3),
                matches=tuple(hit.match for hit in distinct.values()),
                sense=sense,
            ),
        )


def build() -> NotTradeDetector:
    """The detector as the settings ask for it."""
    return NotTradeDetector()
