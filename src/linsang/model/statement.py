"""StatementOfReasons: what a seller is told of a decision, before it is put into a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linsang.model.decision import Action, DecisionId, Outcome
from linsang.model.finding import FindingKind
from linsang.model.taxon import Appendix, TaxonId


class Ground(StrEnum):
    """Why a listing may not stay: the law forbids it, or the platform's own text does."""

    ILLEGAL_CONTENT = "illegal_content"
    INCOMPATIBLE_CONTENT = "incompatible_content"


class Automation(StrEnum):
    """How far a machine decided."""

    FULLY = "fully"
    PARTIALLY = "partially"
    NOT_AUTOMATED = "not_automated"


class Prompt(StrEnum):
    """What made somebody look."""

    NOTICE = "notice"
    TRUSTED_FLAGGER = "trusted_flagger"
    OWN_INITIATIVE = "own_initiative"
    OTHER = "other"


class Concern(StrEnum):
    """What kind of offer a rule is about, as a seller would say it."""

    IVORY = "ivory"
    LIVE_ANIMAL = "live_animal"
    EGGS = "eggs"
    ANIMAL_PART = "animal_part"
    PLANT = "plant"
    GEAR = "gear"
    CODE = "code"
    WILDLIFE = "wildlife"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One kind of evidence; *quotes* hold no personal data, and a contact is not quoted at all."""

    kind: FindingKind
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """A taxon that the decision is about, and the Appendices that it may be in on the day."""

    taxon: TaxonId
    scientific_name: str
    appendices: tuple[Appendix, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What a decision rests on: a text, the rules that held by it, where, and about what.

    *places* empty means everywhere.
    """

    rules: tuple[str, ...]
    ground: str
    by_law: bool
    concern: Concern
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementOfReasons:
    """Why a listing was held or restricted, in values: facts, provisions, effect, redress.

    *territories* are the places that the policy is for; none named means everywhere.
    *complete* is False where a detector could not look.
    """

    decision_id: DecisionId
    outcome: Outcome
    ground: Ground
    policy: str
    provisions: tuple[Provision, ...]
    found: tuple[Found, ...]
    concerned: tuple[Concerned, ...]
    actions: tuple[Action, ...]
    territories: tuple[str, ...]
    prompt: Prompt
    automated_detection: bool
    automated_decision: Automation
    decided_at: datetime
    issued_at: datetime
    content_language: str | None = None
    complete: bool = True
