"""A claim that the offer is lawful: papers, age, captive breeding."""

from __future__ import annotations

from linsang.detector import DetectorSpec, WordDetector
from linsang.model.finding import FindingKind
from linsang.reference.lexicon import Role


class LegalClaimDetector(WordDetector):
    """Claims of papers, age, breeding or propagation, by sense; they lead to a look, not to a pass."""

    spec = DetectorSpec(name="legal_claim", version="1", kinds=frozenset({FindingKind.LEGAL_CLAIM}))
    role = Role.CLAIM
    alone = 0.85
    context = 0.6


def build() -> LegalClaimDetector:
    """The detector as the settings ask for it."""
    return LegalClaimDetector()
