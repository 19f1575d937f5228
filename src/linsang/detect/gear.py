"""Gear to take wild animals: traps, nets, snares, bird lime."""

from __future__ import annotations

from linsang.detector import DetectorSpec, ListingDetector
from linsang.model.finding import Finding, FindingKind
from linsang.prepared import OFFERED, Prepared
from linsang.reference.lexicon import Hint, Role
from linsang.specimen import near


class GearDetector(ListingDetector):
    """Things made to catch or fight wild animals; a bare "trap" counts beside an animal."""

    spec = DetectorSpec(name="gear", version="1", kinds=frozenset({FindingKind.GEAR}))

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for each sense, by its surest words."""
        names = [hit for hit in prepared.of(Role.NAME) if hit.field in OFFERED]
        found: dict[str, Finding] = {}
        for hit in prepared.of(Role.GEAR):
            if hit.field not in OFFERED:
                continue
            beside = [name for name in names if near(name, hit) and not hit.covers(name)]
            score = 0.9 if hit.term.hint is Hint.ALONE else 0.7 if beside else 0.35
            sense = hit.term.sense or "trap"
            if sense not in found or found[sense].score < score:
                found[sense] = Finding(
                    detector=self.spec.name,
                    kind=FindingKind.GEAR,
                    score=score,
                    matches=(hit.match, *(name.match for name in beside[:1])),
                    taxon=hit.term.taxa[0] if hit.term.taxa else None,
                    sense=sense,
                )
        return tuple(found.values())


def build() -> GearDetector:
    """The detector as the settings ask for it."""
    return GearDetector()
