"""The seller says that the animal or plant was taken from the wild."""

from __future__ import annotations

from linsang.detector import DetectorSpec, WordDetector
from linsang.model.finding import FindingKind
from linsang.reference.lexicon import Role


class WildCaughtDetector(WordDetector):
    """Claims of wild origin."""

    spec = DetectorSpec(name="wild_caught", version="1", kinds=frozenset({FindingKind.WILD_CAUGHT}))
    role = Role.WILD
    alone = 0.9
    context = 0.6


def build() -> WildCaughtDetector:
    """The detector as the settings ask for it."""
    return WildCaughtDetector()
