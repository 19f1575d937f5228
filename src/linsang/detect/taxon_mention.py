"""A species, or a group of species, is named."""

from __future__ import annotations

from linsang.detector import DetectorSpec, ListingDetector
from linsang.hit import Hit
from linsang.model.finding import Finding, FindingKind
from linsang.model.taxon import TaxonId
from linsang.prepared import OFFERED, Prepared
from linsang.reference.lexicon import Hint, Role

# A name that usually means something else (puma, jaguar) names the animal one time in four.
_SCORE = {Hint.ALONE: 0.9, Hint.CONTEXT: 0.6, Hint.AMBIGUOUS: 0.35}


class TaxonMention(ListingDetector):
    """Names of species in any language, through their disguises, quoted as written."""

    spec = DetectorSpec(
        name="taxon_mention", version="1", kinds=frozenset({FindingKind.TAXON_MENTION})
    )

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding a taxon, with every place where it is named."""
        named: dict[TaxonId, list[Hit]] = {}
        for hit in prepared.of(Role.NAME, Role.PRODUCT):
            if hit.field in OFFERED:
                for taxon in hit.term.taxa:
                    named.setdefault(taxon, []).append(hit)
        return tuple(
            Finding(
                detector=self.spec.name,
                kind=FindingKind.TAXON_MENTION,
                score=max(_SCORE[hit.term.hint] for hit in hits),
                matches=tuple(hit.match for hit in hits),
                taxon=taxon,
            )
            for taxon, hits in named.items()
        )


def build() -> TaxonMention:
    """The detector as the settings ask for it."""
    return TaxonMention()
