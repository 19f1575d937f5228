"""One listing folded and searched once, for all detectors to share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from linsang.buffer import Buffer, term_order
from linsang.hit import Hit
from linsang.model.listing import Listing
from linsang.model.taxon import TaxonId
from linsang.reference.lexicon import ANCHORS, BODY, Hint, Role, Term
from linsang.reference.vocabulary import Vocabulary

if TYPE_CHECKING:
    # Who screens text alone loads nothing of pictures.
    from linsang.image.look import Look

NEARBY: Final = 80
"""Folded characters within which a doubtful name finds the company that makes it an animal."""

OFFERED: Final = frozenset({"title", "description", "tags"})
"""The fields in the seller's own words; the others are context."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A listing with every term that was found in it, false friends and repeats taken out.

    *looks* say what its pictures show, in their order, where they were looked at.
    *memo* is for readings that more than one detector needs, such as the specimens named.
    """

    listing: Listing
    hits: tuple[Hit, ...]
    folded: str
    language: str | None
    domesticated: frozenset[TaxonId] = frozenset()
    looks: tuple[Look, ...] = ()
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _by_role: dict[Role, list[Hit]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, *roles: Role) -> tuple[Hit, ...]:
        """The hits with one of these roles, in reading order."""
        if not self._by_role:
            for hit in self.hits:
                self._by_role.setdefault(hit.term.role, []).append(hit)
        there = [role for role in roles if role in self._by_role]
        if len(there) < 2:
            return tuple(self._by_role[there[0]]) if there else ()
        return tuple(hit for hit in self.hits if hit.term.role in there)

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
    masks = _masks(hits, language)
    names = [hit for hit in hits if hit.term.role is Role.NAME and not hit.disguised]
    open_hits = [
        hit
        for hit in hits
        if hit.term.role is not Role.MASK
        and not (masks and hit.term.role in _HIDDEN and any(mask.covers(hit) for mask in masks))
        # An ivory gull is a gull, and 虎皮鹦鹉 a budgerigar and no tiger's skin.
        and not (
            hit.term.role is Role.PRODUCT
            and any(name.covers(hit) and name.length > hit.length for name in names)
        )
    ]
    plain_anchors = [hit for hit in open_hits if not hit.disguised and hit.term.role in ANCHORS]
    # "scales" is a word, though sellers write "scaIes" for it.
    spelt = {(hit.at, hit.until) for hit in open_hits if not hit.disguised}
    kept = []
    seen: set[tuple[int, int, Role, tuple[str, ...], str | None, str]] = set()
    reach: dict[tuple[object, bool], tuple[int, int]] = {}
    for hit in _in_reading_order(open_hits, language):
        # In this order whatever covers a hit has come before it, so the farthest end that
        # its family has reached says whether a longer word covers it: the most specific
        # reading counts.
        term, at, until = hit.term, hit.at, hit.until
        family = ("cue" if term.role in _CUES else term.role, hit.disguised)
        end, start = reach.get(family, (-1, -1))
        if until < end or (until == end and start < at):
            continue
        # Here it reaches as far or farther, and from where the other began if as far.
        if until > end:
            reach[family] = until, at
        key = (at, until, term.role, term.taxa, term.trade_term, term.sense)
        if key in seen:
            continue
        if hit.disguised and (
            (at, until) in spelt
            or any(other.covers(hit) or other.term == term for other in plain_anchors)
        ):
            continue
        seen.add(key)
        kept.append(hit)
    return tuple(kept)


def _masks(hits: Sequence[Hit], language: str | None) -> list[Hit]:
    """The false friends that hide what they cover."""
    masks = [hit for hit in hits if hit.term.role is Role.MASK]
    if not masks:
        return masks
    products = [hit for hit in hits if hit.term.role is Role.PRODUCT]
    names = {(hit.at, hit.until) for hit in hits if hit.term.role is Role.NAME}
    return [
        mask
        for mask in masks
        # One language's brand is another's animal: it hides the very same word at home only.
        if (mask.term.language == language or (mask.at, mask.until) not in names)
        and not any(
            product.covers(mask)
            and (product.length > mask.length or product.term.hint is Hint.ALONE)
            for product in products
        )
    ]


def _in_reading_order(hits: Sequence[Hit], language: str | None) -> list[Hit]:
    """By place, the longer first and the undisguised first; then by `term_order`."""
    if any(hit.disguised for hit in hits):
        hits = sorted(hits, key=lambda hit: term_order(hit.term, language))
    # What is spelt comes in this order at any one place: a place has one pattern.
    return sorted(hits, key=lambda hit: (hit.at << 32) - (hit.until << 1) + hit.disguised)
