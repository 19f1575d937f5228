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
    PICTURE = "picture"
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
    """A legal claim, by its senses, and what a rule's outcome becomes where it is made.

    *evidence* names what has to stand beside the claim, such as a ringed animal beside
    "captive-bred": senses of legal claims too, of which one is enough.
    """

    senses: frozenset[str]
    to: Outcome
    evidence: frozenset[str] = frozenset()

    def met(self, claims: Mapping[str, float]) -> str | None:
        """The claim that the exemption asks for, where it is made with its evidence.

        >>> ringed = Exemption(senses=frozenset({"captive_bred"}), to=Outcome.REVIEW,
        ...                    evidence=frozenset({"ringed_or_chipped"}))
        >>> ringed.met({"captive_bred": 0.9}), ringed.met({"captive_bred": 0.9, "ringed_or_chipped": 0.9})
        (None, 'captive_bred')
        """
        if self.evidence and not self.evidence & claims.keys():
            return None
        return next((sense for sense in claims if sense in self.senses), None)


class Certainty(StrEnum):
    """How well an authority is known: its text was read, somebody reports it, or neither."""

    CHECKED = "checked"
    PRESS = "press"
    MEMORY = "memory"


class AuthorityKind(StrEnum):
    """Whether it binds everybody in a place, or only those who use a platform."""

    LAW = "law"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """By what a rule stands: a law's article or a platform's clause, since when, and who says so.

    *source* is where it was read, in the month *read*; *doubt* says what of it is not sure.
    """

    id: str
    kind: AuthorityKind
    title: str
    source: str
    read: str
    certainty: Certainty
    provision: str = ""
    in_force: date | None = None
    until: date | None = None
    doubt: str = ""

    @property
    def cited(self) -> str:
        """Title and provision, as a seller and a court are told.

        >>> Authority(id="a", kind=AuthorityKind.LAW, title="Ivory Act 2018", provision="section 1",
        ...           source="the text", read="2026-11", certainty=Certainty.CHECKED).cited
        'Ivory Act 2018, section 1'
        """
        return f"{self.title}, {self.provision}" if self.provision else self.title


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
    authorities: tuple[Authority, ...] = ()
    ground: str = ""

    @property
    def by_law(self) -> bool:
        """Whether a law stands behind the rule, and not only a platform's own text."""
        return any(one.kind is AuthorityKind.LAW for one in self.authorities)

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

    *extends* names the policies whose rules are among these, the nearest first; *overlays*
    those that were laid over them, in that order.
    """

    name: str
    version: str
    rules: tuple[Rule, ...]
    text_digest: str = ""
    jurisdictions: frozenset[str] = frozenset()
    summary: str = ""
    extends: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name and version, with those of the overlays, as results carry it.

        >>> Policy(name="coalition", version="1", rules=(), overlays=("gb@2",)).label
        'coalition@1+gb@2'
        """
        return "+".join((f"{self.name}@{self.version}", *self.overlays))
