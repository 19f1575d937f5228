"""How much prohibited trade there is among all listings, from the few that people labelled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from linsang.learning.rate import wilson
from linsang.store.record import Stratum


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevalence:
    """The share of *listings* that are positive: an estimate, and a 95 % interval.

    *value* is None while some kind of outcome has no label at all; the interval then
    allows for anything there, and is still an interval.
    """

    value: float | None
    low: float
    high: float
    listings: int
    labelled: int
    strata: tuple[Stratum, ...]


def prevalence(strata: Sequence[Stratum]) -> Prevalence | None:
    """Estimate a prevalence from strata, each weighted by its exact count of listings.

    The labelled of a stratum have to be a random sample of it; `linsang ledger show
    --unlabelled` gives them out in such an order. The interval puts together the Wilson
    interval of each stratum (Zou and Donner, Statistics in Medicine 27:1693, 2008). None
    where nothing was screened.

    >>> from linsang.model.decision import Outcome
    >>> clear = Stratum(outcome=Outcome.NO_ACTION, audit_rate=0.01, listings=9900,
    ...                 kept=100, labelled=100, positive=0)
    >>> held = Stratum(outcome=Outcome.RESTRICT, audit_rate=0.01, listings=100,
    ...                kept=100, labelled=100, positive=90)
    >>> found = prevalence([clear, held])
    >>> [round(one, 4) for one in (found.value, found.low, found.high)]
    [0.009, 0.009, 0.0456]
    """
    filled = tuple(one for one in strata if one.listings)
    listings = sum(one.listings for one in filled)
    if not listings:
        return None
    value = low_squares = high_squares = 0.0
    for one in filled:
        weight = one.listings / listings
        middle, low, high = _share(one)
        value += weight * middle
        low_squares += (weight * (middle - low)) ** 2
        high_squares += (weight * (high - middle)) ** 2
    return Prevalence(
        value=value if all(one.labelled for one in filled) else None,
        low=max(0.0, value - math.sqrt(low_squares)),
        high=min(1.0, value + math.sqrt(high_squares)),
        listings=listings,
        labelled=sum(one.labelled for one in filled),
        strata=filled,
    )


def _share(one: Stratum) -> tuple[float, float, float]:
    """The positive share of a stratum, and its interval; anything is possible without labels."""
    if not one.labelled:
        return 0.5, 0.0, 1.0
    share = one.positive / one.labelled
    if one.labelled == one.listings:
        return share, share, share
    return share, *wilson(one.positive, one.labelled)
