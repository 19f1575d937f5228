"""One judgement on one listing, with the rules that made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import NewType

from linsang.model.listing import ListingId
from linsang.model.taxon import Appendix, TaxonId, TradeTerm

DecisionId = NewType("DecisionId", str)


class Outcome(StrEnum):
    """What becomes of a listing."""

    NO_ACTION = "no_action"
    REVIEW = "review"
    RESTRICT = "restrict"

    @property
    def severity(self) -> int:
        """The place in the order no_action < review < restrict."""
        return _Severity[self.name].value


class _Severity(IntEnum):
    NO_ACTION = 0
    REVIEW = 1
    RESTRICT = 2


class Action(StrEnum):
    """What is done because of a decision. Each has an inverse."""

    HIDE = "hide"
    WARN_SELLER = "warn_seller"
    DISABLE = "disable"
    SUSPEND_SELLER = "suspend_seller"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredRule:
    """A rule that holds for a listing, what it concerns and why its outcome is what it is."""

    rule: str
    outcome: Outcome
    ground: str = ""
    taxon: TaxonId | None = None
    trade_term: TradeTerm | None = None
    readings: frozenset[Appendix | None] = frozenset()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A rule that nearly held, and what was missing: the first thing an investigator asks."""

    rule: str
    missing: str
    taxon: TaxonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One judgement on one listing. Decisions are superseded, never edited."""

    id: DecisionId
    listing_id: ListingId
    outcome: Outcome
    decided_at: datetime
    decided_by: str
    policy_version: str
    valid_on: date
    fired: tuple[FiredRule, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    actions: tuple[Action, ...] = ()
    supersedes: DecisionId | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that hold, without repeats, in the policy's order."""
        return tuple(dict.fromkeys(fired.rule for fired in self.fired))
