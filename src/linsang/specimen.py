"""Which words of a listing together name a specimen: a species and a kind of thing from it.

Three ways: a word that says both ("tiger claw", 虎骨), a species and a part near each other
("claws of a tiger"), and a species that is itself on offer ("two macaws, hand-fed").
The numbers are priors set by hand; `strength` says how surely the *words* name a specimen,
before anything that speaks against it, which other detectors report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linsang.hit import Hit
from linsang.model.taxon import TaxonId, TradeTerm
from linsang.prepared import NEARBY, OFFERED, Prepared
from linsang.reference.compilation import IVORY
from linsang.reference.lexicon import Hint, Role
from linsang.text.normalise import ScriptClass, fold_tables

LIVE: Final = TradeTerm("LIV")

# How far apart, in folded characters, two words may stand and still belong together:
# about two words where words are spaced, three characters where they are not.
_NEAR: Final = {True: 16, False: 3}
_FAR: Final = {True: 40, False: 12}
_UNSPACED: Final = frozenset(
    {ScriptClass.HAN, ScriptClass.HIRAGANA, ScriptClass.KATAKANA, ScriptClass.THAI}
)
_PRODUCT: Final = {Hint.ALONE: 0.9, Hint.CONTEXT: 0.5, Hint.AMBIGUOUS: 0.3}


class NamedBy(StrEnum):
    """How the words name the specimen."""

    PRODUCT = "product"
    PART = "part"
    LIVE = "live"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Specimen:
    """A kind of specimen that the words name, with the words."""

    taxon: TaxonId | None
    trade_term: TradeTerm | None
    strength: float
    named_by: NamedBy
    hits: tuple[Hit, ...]

    @property
    def firm(self) -> bool:
        """Whether the words say by themselves that it is a real thing from the animal.

        A coat named after a leopard is not firm, a leopard's skin is; Puma leather is not,
        because Puma is more often a shoe.
        """
        named = self.named_by in (NamedBy.PART, NamedBy.PRODUCT) and self.taxon is not None
        return named and self.hits[0].term.hint is Hint.ALONE


def spaced(hit: Hit) -> bool:
    """Whether the script of a hit parts its words by spaces."""
    return ScriptClass(int(fold_tables().classes[ord(hit.quote[0])])) not in _UNSPACED


def near(one: Hit, other: Hit) -> bool:
    """Whether two hits stand within about two words of each other in one field."""
    return one.field == other.field and one.gap(other) <= _NEAR[spaced(one) or spaced(other)]


def specimens(prepared: Prepared) -> tuple[Specimen, ...]:
    """Every specimen that the words of a listing name, the surest first."""
    found: tuple[Specimen, ...] | None = prepared.memo.get("specimens")
    if found is None:
        found = prepared.memo["specimens"] = _specimens(prepared)
    return found


def _specimens(prepared: Prepared) -> tuple[Specimen, ...]:
    support = _support(prepared)
    products = [hit for hit in prepared.of(Role.PRODUCT) if hit.field in OFFERED]
    # A product word that leaves no doubt speaks for the species in it; a doubtful one
    # leaves the species to be read with the words around it.
    sure = [hit for hit in products if hit.term.hint is Hint.ALONE]
    mentions = [
        hit
        for hit in prepared.of(Role.NAME)
        if hit.field in OFFERED and not any(product.covers(hit) for product in sure)
    ]
    found = list(_from_products(products, prepared, support))
    paired = dict(_pairs(prepared, mentions, sure))
    for mention, parts in paired.items():
        found.extend(_from_parts(mention, parts, support))
    used = {part for parts in paired.values() for part in parts}
    found.extend(_from_telling_parts(prepared, sure, used, support))
    lives = [hit for hit in prepared.of(Role.LIVE) if hit.field in OFFERED]
    for mention in mentions:
        if mention not in paired:
            found.append(_alive(mention, lives, support))
    return tuple(sorted(found, key=lambda one: (-one.strength, one.hits[0].at)))


# A year before 1960 or a century: what sellers of old ivory and skins write.
_AGE = re.compile(
    r"\b(?:1[5-8]\d\d|19[0-5]\d)\b|\b(?:xv|xvi|xvii|xviii|xix)e?\b|\b(?:18|19)th c|清代|民国|明代|明治|大正"
)


def _support(prepared: Prepared) -> float:
    """How much other words speak for a trade in the real thing: about one a kind of word."""
    named = {(hit.at, hit.until) for hit in prepared.of(Role.PRODUCT, Role.NAME)}
    kinds = {
        hit.term.role
        for hit in prepared.of(Role.REAL, Role.EVASION, Role.WILD, Role.CLAIM, Role.CODE)
        if (hit.at, hit.until) not in named
    }
    offers = prepared.of(Role.OFFER)
    clear = any(hit.term.hint is Hint.ALONE for hit in offers)
    contact = bool(prepared.of(Role.CONTACT))
    priced = prepared.listing.price is not None
    aged = bool(_AGE.search(prepared.folded[:2000]))
    weak = 0.5 if offers and not clear else 0.0
    return len(kinds) + int(clear or priced) + int(contact) + int(aged) + weak


def _from_products(
    products: Iterable[Hit], prepared: Prepared, support: float
) -> Iterator[Specimen]:
    parts = [hit for hit in prepared.of(Role.PART) if hit.field in OFFERED]
    for hit in products:
        strength = _PRODUCT[hit.term.hint]
        if hit.term.hint is not Hint.ALONE:
            beside = any(
                part.term.trade_term and not hit.covers(part) and near(hit, part) for part in parts
            )
            strength += 0.13 * min(support + beside, 3)
        if hit.disguised:
            strength = min(0.95, strength + (0.15 if hit.term.hint is Hint.ALONE else 0.35))
        for taxon in hit.term.taxa or (None,):
            yield Specimen(taxon, hit.term.trade_term, strength, NamedBy.PRODUCT, (hit,))


def _pairs(
    prepared: Prepared, mentions: list[Hit], products: list[Hit]
) -> Iterable[tuple[Hit, list[Hit]]]:
    """Each part with the species it stands nearest to; a part belongs to one."""
    pairs: dict[Hit, list[Hit]] = {}
    for part in prepared.of(Role.PART):
        if part.field not in OFFERED or any(product.covers(part) for product in products):
            continue
        candidates = [
            mention
            for mention in mentions
            if mention.field == part.field
            and mention.gap(part) <= _FAR[spaced(mention)]
            and not mention.covers(part)
            and not part.covers(mention)
        ]
        if candidates:
            nearest = min(candidates, key=lambda mention: (mention.gap(part), mention.at > part.at))
            pairs.setdefault(nearest, []).append(part)
    return pairs.items()


# By whether the name is sure and whether the part stands close to it.
_PAIRED: Final = {
    (True, True): 0.85,
    (True, False): 0.65,
    (False, True): 0.6,
    (False, False): 0.42,
}


def _from_parts(mention: Hit, parts: Iterable[Hit], support: float) -> Iterator[Specimen]:
    sure = mention.term.hint is Hint.ALONE or mention.disguised
    for part in parts:
        strength = _PAIRED[sure, near(mention, part)] + 0.04 * min(support, 2)
        if part.term.hint is not Hint.ALONE:
            strength -= 0.04
        if mention.disguised:
            strength = min(0.95, strength + 0.15)
        for taxon in mention.term.taxa:
            yield Specimen(taxon, part.term.trade_term, strength, NamedBy.PART, (mention, part))


def _from_telling_parts(
    prepared: Prepared, products: list[Hit], used: set[Hit], support: float
) -> Iterator[Specimen]:
    for part in prepared.of(Role.PART):
        if (
            part.term.trade_term in IVORY
            and part.field in OFFERED
            and part not in used
            and not any(product.covers(part) for product in products)
        ):
            # A tusk is a tusk; a carving may be of anything.
            telling = part.term.hint is Hint.ALONE or part.term.trade_term == "TUS"
            strength = (0.5 if telling else 0.35) + 0.13 * min(support, 3)
            yield Specimen(None, part.term.trade_term, strength, NamedBy.PART, (part,))


def _alive(mention: Hit, lives: list[Hit], support: float) -> Specimen:
    """A species named without a part: alive, if the words around it speak of a living thing."""
    sure = mention.term.hint is Hint.ALONE or mention.disguised
    words = sorted(
        (hit for hit in lives if not mention.covers(hit) and (sure or hit.gap(mention) < NEARBY)),
        key=lambda hit: (hit.field != mention.field, hit.gap(mention)),
    )
    surest = [hit for hit in words if hit.term.hint is Hint.ALONE]
    taxon = mention.term.taxa[0]
    if words:
        strength = 0.9 if len(words) > 1 or surest else 0.75
        strength -= 0.0 if sure else 0.25
        return Specimen(taxon, LIVE, strength, NamedBy.LIVE, (mention, *words[:2]))
    strength = (0.5 + 0.1 * min(support, 3)) if sure else 0.2 + 0.08 * min(support, 3)
    strength += 0.2 * mention.disguised
    return Specimen(taxon, LIVE, min(strength, 0.9), NamedBy.OFFER, (mention,))
