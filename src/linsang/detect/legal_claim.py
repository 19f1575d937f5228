"""A claim that the offer is lawful: papers, age, captive breeding, and the number of a paper."""

from __future__ import annotations

import re
from typing import Final

from linsang.detector import DetectorSpec, WordDetector
from linsang.model.finding import Finding, FindingKind, Match, Span
from linsang.prepared import Prepared
from linsang.reference.lexicon import Role

_FARTHEST: Final = 24
# Letters and digits mixed are a number by themselves; digits alone may be a year, a price or
# a telephone, unless they are called a number.
_MIXED: Final = re.compile(r"\b(?=[A-Z0-9/.-]*[A-Z])(?=(?:[A-Z/.-]*\d){3})[A-Z0-9][A-Z0-9/.-]{4,}")
_CALLED: Final = re.compile(
    r"(?:\bn[or°º]\b|\bno\.|\bnum|\bnumber|\bnúm|\bnomor|số|№|номер|رقم|เลขที่|编号|編號|号|番号|#)"
    r"\W{0,3}(\d[\d/.-]{3,})",
    re.IGNORECASE,
)


class LegalClaimDetector(WordDetector):
    """Claims of papers, age, breeding or propagation, by sense; they lead to a look, not to a pass.

    A number that follows a claim is a claim too, of the sense ``document_number``: nobody has
    looked it up.
    """

    spec = DetectorSpec(name="legal_claim", version="2", kinds=frozenset({FindingKind.LEGAL_CLAIM}))
    role = Role.CLAIM
    alone = 0.85
    context = 0.6

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for each sense, with all its words, and one for the numbers of papers."""
        claims = super().find(prepared)
        texts = {"title": prepared.listing.title, "description": prepared.listing.description}
        numbers = dict.fromkeys(
            number
            for claim in claims
            for match in claim.matches
            if (number := _number_after(match.span, texts.get(match.span.field, "")))
        )
        if not numbers:
            return claims
        return (
            *claims,
            Finding(
                detector=self.spec.name,
                kind=FindingKind.LEGAL_CLAIM,
                score=self.context,
                matches=tuple(numbers),
                sense="document_number",
            ),
        )


def _number_after(span: Span, text: str) -> Match | None:
    """The number that stands right after a claim, as it is written."""
    window = text[span.end : span.end + 2 * _FARTHEST]
    called, mixed = _CALLED.search(window), _MIXED.search(window)
    place = called.span(1) if called else mixed.span() if mixed else None
    if place is None or place[0] > _FARTHEST:
        return None
    start, end = span.end + place[0], span.end + place[1]
    quote = text[start:end].rstrip("/.-")
    return Match(quote=quote, span=Span(field=span.field, start=start, end=start + len(quote)))


def build() -> LegalClaimDetector:
    """The detector as the settings ask for it."""
    return LegalClaimDetector()
