"""What each way of naming a specimen deserves in a search box.

The rules of a search box, not of the law: no policy decides here, because nothing is taken
from anybody. Each takes a specimen, the reading of the query, and how surely the specimen is
protected (2: under every reading of the Appendices, 1: under some).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linsang.hit import Hit
from linsang.model.taxon import TaxonId, TradeTerm
from linsang.operations.query_reading import QueryReading
from linsang.reference.lexicon import Hint, Role
from linsang.specimen import LIVE, NamedBy, Specimen

_LIVING: Final = frozenset({LIVE, TradeTerm("EGL")})
_NO_TRAPS: Final = frozenset({"cage", "weapon"})


class Response(StrEnum):
    """What the search box shows, in rising order of interference."""

    RESULTS = "results"
    BANNER = "banner"
    MESSAGE = "message"

    @property
    def level(self) -> int:
        """0 for results, 2 for a message."""
        return list(Response).index(self)


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing that a query may be after, and the response that it deserves."""

    response: Response
    taxa: tuple[TaxonId, ...] = ()
    trade_term: TradeTerm | None = None
    reason: str = "no words for a protected species or a thing from one"
    gear: bool = False


NOTHING: Final = Sought(Response.RESULTS)


def of_specimen(one: Specimen, reading: QueryReading, *, protected: int, poached: bool) -> Sought:
    """The response to a specimen; a *poached* species is worth a banner by its bare name."""
    response = _RULES[one.named_by](one, reading, protected)
    sure = one.hits[0].term.hint is not Hint.AMBIGUOUS
    if response is Response.RESULTS and poached and sure and reading.plain:
        response = Response.BANNER
    words = ", ".join(dict.fromkeys(hit.quote for hit in one.hits))
    taxa = (one.taxon,) if one.taxon else ()
    return Sought(response, taxa, one.trade_term, _reason(response, words, one.named_by, reading))


def of_gear(hit: Hit, reading: QueryReading, prey: tuple[TaxonId, ...]) -> Sought:
    """Traps and nets: firm words need nothing more, loose ones a wild animal as *prey*."""
    if reading.asking or reading.disclaimed or hit.term.sense in _NO_TRAPS:
        return NOTHING
    reason = f"“{hit.quote}” is gear to take wild animals"
    if hit.term.hint is Hint.ALONE and not (hit.disguised and reading.rest):
        return Sought(Response.MESSAGE, hit.term.taxa[:1], None, reason, gear=True)
    if not prey or reading.thing or len(reading.rest) > 1:
        return NOTHING
    return Sought(Response.MESSAGE, prey[:1], None, reason, gear=True)


def of_code(hit: Hit, reading: QueryReading) -> Sought:
    """A code word: sure only where it is all there is and somebody wants to buy."""
    if reading.asking or reading.thing:
        return NOTHING
    sure = hit.term.hint is Hint.ALONE
    if not sure and not (reading.buying and reading.plain):
        return NOTHING
    response = Response.MESSAGE if sure and reading.buying else Response.BANNER
    reason = f"“{hit.quote}” is a code word of the trade"
    return Sought(response, hit.term.taxa[:1], hit.term.trade_term, reason)


def _product(one: Specimen, reading: QueryReading, protected: int) -> Response:
    """A word for the thing itself; where it often means something else, the others decide."""
    whole = one.named_by is NamedBy.PRODUCT
    hint = one.hits[0].term.hint if whole else Hint.AMBIGUOUS
    if reading.disclaimed and not reading.supported:
        return Response.RESULTS
    if hint is Hint.ALONE:
        if reading.asking:
            return Response.BANNER if reading.buying else Response.RESULTS
        return Response.MESSAGE
    if reading.asking or reading.thing:
        return Response.RESULTS
    if len(reading.rest) < 2 and _species_too(one, reading):
        return Response.MESSAGE
    if hint is Hint.AMBIGUOUS and reading.rest:
        return Response.RESULTS
    if one.trade_term not in _LIVING and _part_too(one, reading):
        return Response.MESSAGE
    if reading.sought:
        return Response.BANNER if reading.rest else Response.MESSAGE
    return Response.RESULTS if reading.rest else Response.BANNER


def _species_too(one: Specimen, reading: QueryReading) -> bool:
    """Whether a species stands beside a doubtful product: "hawksbill tortoiseshell"."""
    product = one.hits[0]
    return one.trade_term not in _LIVING and any(
        hit.term.hint is Hint.ALONE and not product.covers(hit)
        for hit in reading.prepared.of(Role.NAME)
    )


def _part_too(one: Specimen, reading: QueryReading) -> bool:
    return any(not one.hits[0].covers(hit) for hit in reading.prepared.of(Role.PART))


def _part(one: Specimen, reading: QueryReading, protected: int) -> Response:
    """A species and a part of it near each other."""
    if len(one.hits) == 1:  # "tusk", "marfil": a part that needs no animal
        return _product(one, reading, protected)
    name = one.hits[0]
    sure = name.term.hint is Hint.ALONE
    if reading.disclaimed and not reading.supported:
        return Response.RESULTS
    if reading.asking:
        return Response.BANNER if reading.buying and sure else Response.RESULTS
    wanted = reading.buying or reading.supported
    if sure:
        if reading.thing and not wanted:
            return Response.RESULTS
        return Response.BANNER if reading.rest and not wanted else Response.MESSAGE
    if reading.thing or reading.rest or name.term.text.casefold() in reading.brands:
        return Response.RESULTS
    if protected < 2:
        return Response.BANNER if wanted else Response.RESULTS
    return Response.MESSAGE


def _alive(one: Specimen, reading: QueryReading, protected: int) -> Response:
    """A species and a word of living animals: young, tame, hand-fed."""
    if reading.asking or reading.thing or reading.disclaimed:
        return Response.RESULTS
    sure = one.hits[0].term.hint is Hint.ALONE and protected == 2
    telling = any(hit.term.hint is Hint.ALONE for hit in one.hits[1:])
    if reading.sought or (sure and telling):
        if not reading.rest:
            return Response.MESSAGE
        return Response.BANNER if sure else Response.RESULTS
    return Response.BANNER if sure and not reading.rest else Response.RESULTS


def _bare(one: Specimen, reading: QueryReading, protected: int) -> Response:
    """A species' name and nothing of its body: only a wish to have it makes a trade."""
    if reading.asking or reading.thing or reading.disclaimed:
        return Response.RESULTS
    if not (reading.buying or reading.keeping or reading.wild):
        return Response.RESULTS
    if one.hits[0].term.hint is Hint.ALONE:
        if protected < 2 and not (reading.wild or reading.keeping):
            return Response.RESULTS if reading.rest else Response.BANNER
        if not reading.rest:
            return Response.MESSAGE
        return Response.BANNER if len(reading.rest) == 1 else Response.RESULTS
    if reading.brands or reading.rest:
        return Response.RESULTS
    return Response.MESSAGE if protected == 2 else Response.BANNER


_RULES: Final = {
    NamedBy.PRODUCT: _product,
    NamedBy.PART: _part,
    NamedBy.LIVE: _alive,
    NamedBy.OFFER: _bare,
}

_KINDS: Final = {
    NamedBy.PRODUCT: "is, or is often, a thing from a protected species",
    NamedBy.PART: "names a part of a protected species",
    NamedBy.LIVE: "names a protected species alive",
    NamedBy.OFFER: "names a protected species",
}


def _reason(response: Response, words: str, named_by: NamedBy, reading: QueryReading) -> str:
    """A sentence for the log."""
    if response is not Response.RESULTS:
        wish = ", and somebody wants to buy" if reading.buying else ""
        return f"“{words}” {_KINDS[named_by]}{wish}"
    if reading.asking:
        return f"“{words}”, but somebody wants to know rather than to have"
    if not reading.plain:
        return f"“{words}”, but as the name, picture or use of something else"
    return f"“{words}” alone says nothing of trade"
