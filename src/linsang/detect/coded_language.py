"""A word is used in its code sense: "yellow material", 果冻料, with company that says so."""

from __future__ import annotations

from linsang.detector import DetectorSpec, ListingDetector
from linsang.hit import Hit
from linsang.model.finding import Finding, FindingKind
from linsang.prepared import OFFERED, Prepared
from linsang.reference.lexicon import Hint, Role

_CODE = {Hint.ALONE: 0.85, Hint.CONTEXT: 0.35, Hint.AMBIGUOUS: 0.2}
_EVASION = {Hint.ALONE: 0.35, Hint.CONTEXT: 0.15, Hint.AMBIGUOUS: 0.15}
# What the company of another kind of word adds: a wink is worth more than a price.
_COMPANY = {
    Role.EVASION: 0.25,
    Role.CODE: 0.2,
    Role.WILD: 0.2,
    Role.PRODUCT: 0.2,
    Role.PART: 0.15,
    Role.LIVE: 0.15,
    Role.CONTACT: 0.1,
    Role.OFFER: 0.1,
    Role.CLAIM: 0.1,
    Role.REAL: 0.1,
}


_OF_A_BODY = frozenset({Role.PART, Role.LIVE, Role.WILD, Role.PRODUCT, Role.CODE})


class CodedLanguageDetector(ListingDetector):
    """Code words and evasions, and how likely their other words make the hidden sense."""

    spec = DetectorSpec(
        name="coded_language", version="1", kinds=frozenset({FindingKind.CODED_LANGUAGE})
    )

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for the code words and the company that speaks for them."""
        hidden = [
            hit
            for hit in prepared.of(Role.CODE, Role.EVASION)
            if hit.field in OFFERED and (hit.term.role is Role.CODE or hit.term.hint is Hint.ALONE)
        ]
        if not hidden:
            return ()
        first = max(hidden, key=_prior)
        company = {
            role: hits[0]
            for role in _COMPANY
            if (hits := [hit for hit in prepared.of(role) if _apart(hit, first)])
        }
        score = _prior(first) + sum(_COMPANY[role] for role in company)
        winks = [hit for hit in prepared.of(Role.EVASION) if _apart(hit, first)]
        if winks and not any(hit.term.hint is Hint.ALONE for hit in winks):
            # "Cash only, serious buyers" is said of garages too.
            score -= _COMPANY[Role.EVASION] - _COMPANY[Role.CONTACT]
        if prepared.listing.price is not None and Role.OFFER not in company:
            score += _COMPANY[Role.OFFER]
        if first.disguised:
            score += 0.2
        if first.term.role is Role.EVASION and not company.keys() & _OF_A_BODY:
            # A wink without any sign of an animal or a part of one is about something else.
            score = min(score, 0.35)
        if first.term.hint is not Hint.ALONE or first.term.role is Role.EVASION:
            objects = [hit for hit in prepared.of(Role.OBJECT) if _apart(hit, first)]
            score -= 0.2 * bool(objects)
            score -= 0.3 * any(prepared.is_domesticated(hit) for hit in prepared.of(Role.NAME))
        shown = (first, *company.values())
        return tuple(
            Finding(
                detector=self.spec.name,
                kind=FindingKind.CODED_LANGUAGE,
                score=round(max(0.05, min(score, 0.95)), 3),
                matches=tuple(hit.match for hit in shown),
                taxon=taxon,
                trade_term=first.term.trade_term,
                sense="code" if first.term.role is Role.CODE else "evasion",
            )
            for taxon in first.term.taxa or (None,)
        )


def _prior(hit: Hit) -> float:
    return (_CODE if hit.term.role is Role.CODE else _EVASION)[hit.term.hint]


def _apart(hit: Hit, first: Hit) -> bool:
    """Whether a word is company: one that is not the code word itself, or part of it."""
    return hit.field in OFFERED and (hit.until <= first.at or first.until <= hit.at)


def build() -> CodedLanguageDetector:
    """The detector as the settings ask for it."""
    return CodedLanguageDetector()
