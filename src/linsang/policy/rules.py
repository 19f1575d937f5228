"""What a rule can say: typed, whole and without code of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from linsang.model.decision import Action, Outcome
from linsang.model.finding import FindingKind
from linsang.model.taxon import Appendix, TaxonId, TradeTerm
from linsang.policy.jurisdictions import reach


class Each(StrEnum):
    """What a rule is asked about, one by one."""

    TAXON = "taxon"
    SPECIMEN = "specimen"
    GEAR = "gear"
    LISTING = "listing"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendixNeed:
    """Which Appendix the specimen must be in: under every reading, or under one.

    `surely` holds when every reading that the offer leaves open is among these,
    `possibly` when at least one is.
    """

    surely: frozenset[Appendix] = frozenset()
    possibly: frozenset[Appendix] = frozenset()

    def holds(self, readings: frozenset[Appendix | None]) -> bool:
        """Whether the readings satisfy the need.

        >>> need = AppendixNeed(possibly=frozenset({Appendix.I}))
        >>> need.holds(frozenset({Appendix.I, None})), need.holds(frozenset({None}))
        (True, False)
        """
        if self.surely and not (readings and readings <= self.surely):
            return False
        return not self.possibly or bool(readings & self.possibly)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A legal claim, by its senses, and what a rule's outcome becomes where it is made."""

    senses: frozenset[str]
    to: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One sentence of a policy. Thresholds are the law here and nowhere else."""

    id: str
    each: Each
    outcome: Outcome
    needs: Mapping[FindingKind, float] = field(default_factory=dict)
    unless: Mapping[FindingKind, float] = field(default_factory=dict)
    weakens: Mapping[FindingKind, float] = field(default_factory=dict)
    exempt: tuple[Exemption, ...] = ()
    appendix: AppendixNeed | None = None
    trade_terms: frozenset[TradeTerm] = frozenset()
    except_trade_terms: frozenset[TradeTerm] = frozenset()
    senses: frozenset[str] = frozenset()
    under: tuple[TaxonId, ...] = ()
    except_under: tuple[TaxonId, ...] = ()
    broad: frozenset[TaxonId] = frozenset()
    jurisdictions: frozenset[str] = frozenset()
    in_force: date | None = None
    until: date | None = None
    actions: tuple[Action, ...] = ()
    ground: str = ""

    def applies(self, *, on: date, jurisdictions: frozenset[str]) -> bool:
        """Whether the rule is in force that day, in one of those jurisdictions if it names any.

        >>> rule = Rule(id="ivory-eu", each=Each.LISTING, outcome=Outcome.REVIEW,
        ...             jurisdictions=frozenset({"EU"}), in_force=date(2022, 1, 19))
        >>> rule.applies(on=date(2022, 1, 19), jurisdictions=frozenset({"DE"}))
        True
        >>> rule.applies(on=date(2022, 1, 18), jurisdictions=frozenset({"DE"}))
        False
        """
        if (self.in_force and on < self.in_force) or (self.until and on >= self.until):
            return False
        return not self.jurisdictions or bool(reach(self.jurisdictions) & reach(jurisdictions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Rules under a name and a version; `text_digest` says exactly which text was in force.

    *extends* names the policies whose rules are among these, the nearest first.
    """

    name: str
    version: str
    rules: tuple[Rule, ...]
    text_digest: str = ""
    jurisdictions: frozenset[str] = frozenset()
    summary: str = ""
    extends: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name and version, as results carry it."""
        return f"{self.name}@{self.version}"
