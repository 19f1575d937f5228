"""A word of the trade was written so that machines would miss it: itself evidence."""

from __future__ import annotations

from linsang.detector import DetectorSpec, ListingDetector
from linsang.model.finding import Finding, FindingKind
from linsang.prepared import Prepared
from linsang.reference.lexicon import Role


class DisguiseFoundDetector(ListingDetector):
    """Terms that only the skeleton view shows: look-alikes, digits for letters, split words."""

    spec = DetectorSpec(
        name="disguise_found", version="1", kinds=frozenset({FindingKind.DISGUISE_FOUND})
    )

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding with every disguised term, as it was written."""
        hits = [hit for hit in prepared.hits if hit.disguised]
        if not hits:
            return ()
        product = any(hit.term.role is not Role.NAME for hit in hits)
        return (
            Finding(
                detector=self.spec.name,
                kind=FindingKind.DISGUISE_FOUND,
                score=0.85 if product else 0.7,
                matches=tuple(hit.match for hit in hits[:5]),
                taxon=hits[0].term.taxa[0] if len(hits[0].term.taxa) == 1 else None,
            ),
        )


def build() -> DisguiseFoundDetector:
    """The detector as the settings ask for it."""
    return DisguiseFoundDetector()
