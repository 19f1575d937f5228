"""A word is used in its code sense: "yellow material", 果冻料, with company that says so."""

from __future__ import annotations

from linsang.detector import DetectorSpec, ListingDetector
from linsang.model.finding import Finding, FindingKind
from linsang.prepared import OFFERED, Prepared
from linsang.reference.lexicon import Hint, Role

_PRIOR = {Hint.ALONE: 0.85, Hint.CONTEXT: 0.3, Hint.AMBIGUOUS: 0.2}
# What the company of another word adds: a wink is worth more than a price.
_COMPANY = {
    Role.EVASION: 0.3,
    Role.CODE: 0.3,
    Role.PRODUCT: 0.25,
    Role.NAME: 0.2,
    Role.CONTACT: 0.15,
    Role.WILD: 0.2,
    Role.REAL: 0.1,
    Role.OFFER: 0.1,
    Role.CLAIM: 0.1,
}


class CodedLanguageDetector(ListingDetector):
    """Code words, and how likely their other words make the code sense."""

    spec = DetectorSpec(
        name="coded_language", version="1", kinds=frozenset({FindingKind.CODED_LANGUAGE})
    )

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for the code words and the company that speaks for them."""
        codes = [hit for hit in prepared.of(Role.CODE) if hit.field in OFFERED]
        if not codes:
            return ()
        first = max(codes, key=lambda hit: _PRIOR[hit.term.hint])
        company = {
            role: hits[0]
            for role in _COMPANY
            if (hits := [hit for hit in prepared.of(role) if hit.quote != first.quote])
        }
        score = _PRIOR[first.term.hint] + sum(_COMPANY[role] for role in company)
        if prepared.of(Role.OBJECT) and first.term.hint is not Hint.ALONE:
            score -= 0.15
        shown = (first, *company.values())
        return tuple(
            Finding(
                detector=self.spec.name,
                kind=FindingKind.CODED_LANGUAGE,
                score=round(min(score, 0.95), 3),
                matches=tuple(hit.match for hit in shown),
                taxon=taxon,
                trade_term=first.term.trade_term,
            )
            for taxon in first.term.taxa or (None,)
        )


def build() -> CodedLanguageDetector:
    """The detector as the settings ask for it."""
    return CodedLanguageDetector()
