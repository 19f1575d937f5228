"""One listing folded and searched once, for all detectors to share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from linsang.buffer import Buffer
from linsang.hit import Hit
from linsang.model.listing import Listing
from linsang.model.taxon import TaxonId
from linsang.reference.lexicon import ANCHORS, BODY, Hint, Role, Term
from linsang.reference.vocabulary import Vocabulary

NEARBY: Final = 80
"""Folded characters within which a doubtful name finds the company that makes it an animal."""

OFFERED: Final = frozenset({"title", "description", "tags"})
"""The fields in the seller's own words; the others are context."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A listing with every term that was found in it, false friends and repeats taken out.

    *memo* is for readings that more than one detector needs, such as the specimens named.
    """

    listing: Listing
    hits: tuple[Hit, ...]
    folded: str
    language: str | None
    domesticated: frozenset[TaxonId] = frozenset()
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _by_role: dict[Role, tuple[Hit, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, *roles: Role) -> tuple[Hit, ...]:
        """The hits with one of these roles, in reading order."""
        if not self._by_role:
            grouped: dict[Role, list[Hit]] = {role: [] for role in Role}
            for hit in self.hits:
                grouped[hit.term.role].append(hit)
            self._by_role.update((role, tuple(hits)) for role, hits in grouped.items())
        if len(roles) == 1:
            return self._by_role[roles[0]]
        return tuple(hit for hit in self.hits if hit.term.role in roles)

    def without(self, terms: Collection[Term]) -> Prepared:
        """The listing as if these terms were in no lexicon."""
        if not terms:
            return self
        hits = tuple(hit for hit in self.hits if hit.term not in terms)
        return replace(self, hits=hits, memo={}, _by_role={})

    def is_domesticated(self, hit: Hit) -> bool:
        """Whether a name is that of a domesticated form."""
        return bool(hit.term.taxa) and set(hit.term.taxa) <= self.domesticated

    def between(self, one: Hit, other: Hit) -> str:
        """The folded text between two hits of one field."""
        first, second = sorted((one, other), key=lambda hit: hit.at)
        return self.folded[first.until : second.at]


def fields_of(listing: Listing) -> tuple[str, ...]:
    """The texts of a listing in the order of `FIELDS`; tags are joined by spaces."""
    return (
        listing.title,
        listing.description,
        " ".join(listing.tags),
        listing.category or "",
        listing.brand or "",
        listing.condition or "",
    )


def prepare(listing: Listing, vocabulary: Vocabulary) -> Prepared:
    """One listing, folded and searched."""
    return prepare_many([listing], vocabulary)[0]


def prepare_many(listings: Sequence[Listing], vocabulary: Vocabulary) -> list[Prepared]:
    """Fold and search many listings in one buffer; each comes out as it would alone."""
    if not listings:
        return []
    buffer = Buffer([fields_of(one) for one in listings], vocabulary)
    languages = buffer.languages
    spelt, disguised = buffer.spelt(), buffer.disguised()
    return [
        Prepared(
            listing=listing,
            hits=_settle([*spelt.get(row, ()), *disguised.get(row, ())], languages[row]),
            folded=buffer.folded_row(row),
            language=languages[row],
            domesticated=vocabulary.domesticated,
        )
        for row, listing in enumerate(listings)
    ]


_HIDDEN = ANCHORS | BODY
"""What a false friend hides: "toy tiger" hides the tiger and not that it is a toy."""

_CUES = frozenset(
    {
        Role.OFFER,
        Role.CONTACT,
        Role.CLAIM,
        Role.DISCLAIMER,
        Role.NOT_TRADE,
        Role.OBJECT,
        Role.LIVE,
        Role.PART,
        Role.WILD,
        Role.REAL,
        Role.EVASION,
    }
)


def _settle(hits: Sequence[Hit], language: str | None) -> tuple[Hit, ...]:
    """Take out what is hidden by a false friend, covered by a longer word or said before."""
    masks = [hit for hit in hits if hit.term.role is Role.MASK]
    products = [hit for hit in hits if hit.term.role is Role.PRODUCT]
    names = {(hit.at, hit.until) for hit in hits if hit.term.role is Role.NAME}
    # One language's brand is another's animal: it hides the very same word at home only.
    masks = [
        mask
        for mask in masks
        if mask.term.language == language or (mask.at, mask.until) not in names
    ]
    masks = [
        mask
        for mask in masks
        if not any(
            product.covers(mask)
            and (product.length > mask.length or product.term.hint is Hint.ALONE)
            for product in products
        )
    ]
    open_hits = [
        hit
        for hit in hits
        if hit.term.role is not Role.MASK
        and (hit.term.role not in _HIDDEN or not any(mask.covers(hit) for mask in masks))
    ]
    plain_anchors = [hit for hit in open_hits if not hit.disguised and hit.term.role in ANCHORS]
    # "scales" is a word, though sellers write "scaIes" for it.
    spelt = {(hit.at, hit.until) for hit in open_hits if not hit.disguised}
    kept = []
    seen: set[tuple[int, int, Role, tuple[str, ...], str | None, str]] = set()
    reach: dict[tuple[object, bool], tuple[int, int]] = {}
    for hit in sorted(open_hits, key=lambda hit: _reading_order(hit, language)):
        # In this order whatever covers a hit has come before it, so the farthest end that
        # its family has reached says whether a longer word covers it: the most specific
        # reading counts.
        family = ("cue" if hit.term.role in _CUES else hit.term.role, hit.disguised)
        end, start = reach.get(family, (-1, -1))
        if end > hit.until or (end == hit.until and start < hit.at):
            continue
        reach[family] = (
            (hit.until, hit.at) if (hit.until, -hit.at) > (end, -start) else (end, start)
        )
        key = (hit.at, hit.until, hit.term.role, hit.term.taxa, hit.term.trade_term, hit.term.sense)
        if key in seen:
            continue
        if hit.disguised and (
            (hit.at, hit.until) in spelt
            or any(other.covers(hit) or other.term == hit.term for other in plain_anchors)
        ):
            continue
        seen.add(key)
        kept.append(hit)
    return tuple(kept)


def _reading_order(hit: Hit, language: str | None) -> tuple[int, int, bool, bool, bool]:
    """By place, the longer first and the undisguised first; then the text's own language; then
    of a name the more doubtful reading, since other languages know better what else it means,
    and of any other term the surer one."""
    term = hit.term
    later = (term.hint is Hint.ALONE) == (term.role is Role.NAME)
    return hit.at, -hit.until, hit.disguised, term.language != language, later
