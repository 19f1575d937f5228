"""Reasons for doubt: faux, replica, print, toy, or an object that only bears the animal's name."""

from __future__ import annotations

from collections.abc import Iterator

from linsang.detector import DetectorSpec, ListingDetector
from linsang.hit import Hit
from linsang.model.finding import Finding, FindingKind
from linsang.model.taxon import TaxonId
from linsang.prepared import OFFERED, Prepared
from linsang.reference.compilation import IVORY
from linsang.reference.lexicon import Hint, Role
from linsang.specimen import NamedBy, Specimen, near, specimens

_WITHIN = 25  # folded characters: the same phrase
_BESIDE = 6  # folded characters: room for "de", "for", "cho" between an object and its animal


class DisclaimerDetector(ListingDetector):
    """Words that lower the chance that a real specimen is offered.

    A disclaimer speaks about the specimen it stands nearest to where a listing names
    several, and about the whole listing where it names one. Sellers write "resin" on real
    ivory, so a weak disclaimer lowers and never vetoes.
    """

    spec = DetectorSpec(name="disclaimer", version="1", kinds=frozenset({FindingKind.DISCLAIMER}))

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for each sense and taxon, by its strongest words."""
        # What is said of the cow's leather beside a crocodile's is said of the crocodile's.
        named = tuple(one for one in specimens(prepared) if one.taxon not in prepared.domesticated)
        strongest: dict[tuple[str, TaxonId | None], Finding] = {}
        for finding in (*self._disclaimed(prepared, named), *self._objects(prepared, named)):
            key = (finding.sense, finding.taxon)
            if key not in strongest or strongest[key].score < finding.score:
                strongest[key] = finding
        return tuple(strongest.values())

    def _disclaimed(self, prepared: Prepared, named: tuple[Specimen, ...]) -> Iterator[Finding]:
        real = bool(prepared.of(Role.REAL))
        for hit in prepared.of(Role.DISCLAIMER):
            score = 0.92 if hit.term.hint is Hint.ALONE else 0.6
            if real:
                score -= 0.25
            sense = hit.term.sense or "imitation"
            if sense not in _OF_THE_WHOLE and not _governs(hit, named):
                score *= 0.55
            if sense in _FORMS_OF_CARVINGS and named and _is_ivory(named[0]):
                score *= 0.4
            yield self._finding(score, hit, sense, _about(hit, named))

    def _objects(self, prepared: Prepared, named: tuple[Specimen, ...]) -> Iterator[Finding]:
        """An ordinary object beside a bare species name takes the name for a picture or a use."""
        products = prepared.of(Role.PRODUCT)
        objects = [
            hit
            for hit in prepared.of(Role.OBJECT)
            if hit.field in OFFERED and not any(product.covers(hit) for product in products)
        ]
        alive, real = bool(prepared.of(Role.LIVE)), bool(prepared.of(Role.REAL))
        for specimen in named:
            if specimen.firm:
                continue
            anchor = specimen.hits[0]
            beside = [
                hit for hit in objects if hit.field == anchor.field and not anchor.covers(hit)
            ]
            if not beside:
                continue
            nearest = min(beside, key=anchor.gap)
            score = 0.6
            if near(anchor, nearest):
                score = 0.9 if anchor.gap(nearest) <= _BESIDE else 0.75
            if specimen.named_by is NamedBy.LIVE or alive or real:
                score -= 0.3
            yield self._finding(score, nearest, "object", specimen.taxon)

    def _finding(self, score: float, hit: Hit, sense: str, taxon: TaxonId | None) -> Finding:
        return Finding(
            detector=self.spec.name,
            kind=FindingKind.DISCLAIMER,
            score=round(score, 3),
            matches=(hit.match,),
            sense=sense,
            taxon=taxon,
        )


_OF_THE_WHOLE = frozenset({"imitation", "vegetable"})
"""What a thing is made of is true of it wherever it is said; "photo" is not."""


_FORMS_OF_CARVINGS = frozenset({"toy", "picture"})
"""What is carved of ivory or painted on it: a puzzle ball, a doll, a miniature of a lady."""


def _is_ivory(specimen: Specimen) -> bool:
    """Whether the words name ivory itself, and not an animal that has some."""
    named = specimen.named_by in (NamedBy.PRODUCT, NamedBy.PART)
    return named and specimen.trade_term in IVORY and specimen.strength >= _SURELY


_SURELY = 0.6


def _governs(hit: Hit, named: tuple[Specimen, ...]) -> bool:
    """Whether a word such as "print" or "plush" stands with the specimen or heads the listing."""
    words = [word for one in named for word in one.hits]
    if hit.field == "title" and not any(word.field == "title" for word in words):
        return True
    return any(word.field == hit.field and word.gap(hit) <= _WITHIN for word in words)


def _about(hit: Hit, named: tuple[Specimen, ...]) -> TaxonId | None:
    """The taxon that a disclaimer speaks about, or None for all of them."""
    taxa = {specimen.taxon for specimen in named}
    if len(taxa) < 2:
        return None
    beside = [one for one in named if one.hits[0].field == hit.field]
    if not beside:
        return None
    return min(beside, key=lambda one: min(word.gap(hit) for word in one.hits)).taxon


def build() -> DisclaimerDetector:
    """The detector as the settings ask for it."""
    return DisclaimerDetector()
