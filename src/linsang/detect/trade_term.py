"""A kind of specimen is named: a tusk, a skin, a living animal."""

from __future__ import annotations

from linsang.detector import DetectorSpec, ListingDetector
from linsang.model.finding import Finding, FindingKind
from linsang.model.taxon import TaxonId, TradeTerm
from linsang.prepared import Prepared
from linsang.specimen import Specimen, specimens


class TradeTermDetector(ListingDetector):
    """Kinds of specimen, each with its CITES code, its taxon and the words that name it."""

    spec = DetectorSpec(name="trade_term", version="1", kinds=frozenset({FindingKind.TRADE_TERM}))

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for each taxon and trade term, with the surest words for it."""
        surest: dict[tuple[TaxonId | None, TradeTerm | None], Specimen] = {}
        for specimen in specimens(prepared):
            surest.setdefault((specimen.taxon, specimen.trade_term), specimen)
        return tuple(
            Finding(
                detector=self.spec.name,
                kind=FindingKind.TRADE_TERM,
                score=round(specimen.strength, 3),
                matches=tuple(hit.match for hit in specimen.hits),
                taxon=specimen.taxon,
                trade_term=specimen.trade_term,
                sense=specimen.named_by.value,
            )
            for specimen in surest.values()
        )


def build() -> TradeTermDetector:
    """The detector as the settings ask for it."""
    return TradeTermDetector()
