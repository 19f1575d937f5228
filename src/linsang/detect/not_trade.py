"""News, rescue, museum, lesson, wanted: words that say nothing is being offered."""

from __future__ import annotations

import math

from linsang.detector import DetectorSpec, ListingDetector
from linsang.hit import Hit
from linsang.model.finding import Finding, FindingKind
from linsang.prepared import Prepared
from linsang.reference.lexicon import Hint, Role

# Appeals that sellers hide behind: with a price they weigh less.
_BORROWED = frozenset({"rescue", "donation", "museum", "education", "news"})


class NotTradeDetector(ListingDetector):
    """Signs that a text speaks about wildlife without offering any."""

    spec = DetectorSpec(name="not_trade", version="1", kinds=frozenset({FindingKind.NOT_TRADE}))

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for the sense that most words speak for."""
        hits = prepared.of(Role.NOT_TRADE)
        distinct: dict[str, tuple[Hit, float]] = {}
        for hit in hits:
            distinct.setdefault(hit.quote.casefold(), (hit, _doubt(hit, prepared)))
        if not distinct:
            return ()
        strongest, _ = min(distinct.values(), key=lambda one: one[1])
        score = 1.0 - math.prod(doubt for _, doubt in distinct.values())
        sense = strongest.term.sense or "news"
        asked = sense in ("rescue", "donation") and prepared.of(Role.OFFER)
        if (prepared.listing.price is not None or asked) and sense in _BORROWED:
            score = min(score, 0.65)
        return (
            Finding(
                detector=self.spec.name,
                kind=FindingKind.NOT_TRADE,
                score=round(score, 3),
                matches=tuple(hit.match for hit, _ in distinct.values()),
                sense=sense,
            ),
        )


# Where the verb stands last, a request does too: "African grey chahiye", "Graupapagei gesucht".
_VERB_LAST = frozenset({"de", "hi", "ja", "ko"})


def _doubt(hit: Hit, prepared: Prepared) -> float:
    """What is left of an offer beside this cue.

    A request stands before what is wanted. After it the same words mean other things:
    "looking for a good home", "one tooth missing".
    """
    decisive = hit.term.hint is Hint.ALONE
    if hit.term.sense in ("wanted", "lost"):
        anchors = [one.at for one in prepared.of(Role.NAME, Role.PRODUCT)]
        first = hit.field == "title" and hit.at <= min(anchors, default=hit.at)
        last = hit.field == "title" and decisive and prepared.language in _VERB_LAST
        # Who has lost an animal asks no price and names no part of it.
        missed = decisive and hit.term.sense == "lost" and not _for_sale(prepared)
        if not (first or last or missed):
            return 0.75
        decisive = True
    return 0.12 if decisive else 0.5


def _for_sale(prepared: Prepared) -> bool:
    offers = any(hit.term.hint is Hint.ALONE for hit in prepared.of(Role.OFFER))
    return offers or prepared.listing.price is not None or bool(prepared.of(Role.PART))


def build() -> NotTradeDetector:
    """The detector as the settings ask for it."""
    return NotTradeDetector()
