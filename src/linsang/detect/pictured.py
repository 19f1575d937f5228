"""A species, a group or a kind of specimen is seen in a picture."""

from __future__ import annotations

from linsang.detector import DetectorSpec, ListingDetector
from linsang.model.finding import Finding, FindingKind, Match, Span
from linsang.model.taxon import TaxonId
from linsang.prepared import Prepared


class Pictured(ListingDetector):
    """What was seen in the pictures that were looked at; without pictures, nothing."""

    spec = DetectorSpec(name="pictured", version="1", kinds=frozenset({FindingKind.PICTURED}))

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for each class and taxon, with every picture that shows it."""
        found: dict[tuple[str, TaxonId | None], Finding] = {}
        for place, look in enumerate(prepared.looks):
            match = Match(
                quote=f"sha256:{look.digest}", span=Span(field=f"images[{place}]", start=0, end=0)
            )
            for sighting in look.sightings:
                for taxon in sighting.seen.taxa or (None,):
                    key = sighting.seen.label, taxon
                    before = found.get(key)
                    matches = before.matches if before else ()
                    surer = before is None or sighting.score > before.score
                    found[key] = Finding(
                        detector=self.spec.name,
                        kind=FindingKind.PICTURED,
                        score=sighting.score if surer or before is None else before.score,
                        matches=(*matches, match),
                        taxon=taxon,
                        trade_term=sighting.seen.trade_term,
                        sense=sighting.seen.label,
                        nearest=sighting.nearest if surer or before is None else before.nearest,
                    )
        return tuple(found.values())


def build() -> Pictured:
    """The detector as the settings ask for it."""
    return Pictured()
