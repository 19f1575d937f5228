"""A changed policy against recorded judgements: what would come out otherwise, and for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final

from linsang.model.assessment import Assessment
from linsang.model.decision import Decision, DecisionId, Outcome
from linsang.operations.recorded import Recorded, Versions
from linsang.operations.rescreen import Rescreen, rescreens
from linsang.policy.decide import decide
from linsang.policy.rules import Policy
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy
from linsang.store.record import Stratum

NOBODY: Final = "(not named)"
_FREE: Final = Outcome.NO_ACTION


class Change(StrEnum):
    """How a listing's decision differs under the new policy."""

    NEW_HIT = "new hit"
    LOST_HIT = "lost hit"
    STRICTER = "stricter"
    MILDER = "milder"
    OTHER_RULES = "other rules"

    @classmethod
    def between(cls, before: Decision, after: Decision) -> Change | None:
        """The change from one decision to another, or None where nothing but the law cited differs."""
        if before.outcome is not after.outcome:
            if before.outcome is _FREE:
                return cls.NEW_HIT
            if after.outcome is _FREE:
                return cls.LOST_HIT
            harder = after.outcome.severity > before.outcome.severity
            return cls.STRICTER if harder else cls.MILDER
        return cls.OTHER_RULES if set(before.rules) != set(after.rules) else None


class By(StrEnum):
    """What changes are counted by."""

    TAXON = "taxon"
    LANGUAGE = "language"
    RULE = "rule"
    SELLER = "seller"


@dataclass(frozen=True, slots=True)
class Changed:
    """One listing that comes out otherwise."""

    recorded: Recorded
    change: Change
    before: Decision
    after: Decision


@dataclass(slots=True)
class Replay:
    """What changes between two policies, over recorded judgements.

    Counts are exact over the *looked_at*. *unseen* listings have no findings to decide from:
    *free* has what `prevalence` estimates the new hits among all that went free from: how many
    there are, how many of them the audit sample drew, and how many of those are new hits.
    *otherwise* counts the listings whose recorded outcome is not what the old policy says now.
    """

    old: str
    new: str
    looked_at: int = 0
    unseen: int = 0
    otherwise: int = 0
    before: Counter[Outcome] = field(default_factory=Counter)
    after: Counter[Outcome] = field(default_factory=Counter)
    changes: Counter[Change] = field(default_factory=Counter)
    groups: dict[By, dict[str, Counter[Change]]] = field(
        default_factory=lambda: {by: {} for by in By}
    )
    examples: dict[Change, list[Changed]] = field(
        default_factory=lambda: {change: [] for change in Change}
    )
    free: tuple[Stratum, ...] = ()
    rescreens: tuple[Rescreen, ...] = ()

    @property
    def changed(self) -> int:
        """How many listings come out otherwise."""
        return sum(self.changes.values())


@dataclass(frozen=True)
class Replayer:
    """Two policies, and the day on which each is asked; by default that of each judgement.

    *now* stands in where a judgement does not say its day, as result files do not.
    """

    old: Policy
    new: Policy
    appendices: Appendices
    taxonomy: Taxonomy
    now: datetime
    versions: Versions
    old_on: date | None = None
    new_on: date | None = None
    jurisdictions: frozenset[str] = frozenset()
    examples: int = 3

    def replay(
        self,
        judgements: Iterable[Recorded],
        *,
        free: Iterable[Stratum] | None = None,
        on_change: Callable[[Changed], None] | None = None,
    ) -> Replay:
        """Decide every judgement again under both policies and say what differs.

        *free* counts all listings that went free, with their audit sample, where *judgements*
        has only a sample of them, as in a ledger; by default every listing is in *judgements*.
        """
        told = Replay(self.old.label, self.new.label)
        versions: dict[Versions, None] = {}
        sample = _Sample()
        for one in judgements:
            if one.versions.reference:
                versions.setdefault(one.versions)
            changed = self._decided(one, told)
            sample.add(one, changed)
            if changed is not None:
                self._count(changed, told)
                if on_change is not None:
                    on_change(changed)
        free = None if free is None else tuple(one for one in free if one.outcome is _FREE)
        told.unseen += sum(one.listings - one.kept for one in free or ())
        told.free = sample.strata(free)
        told.rescreens = rescreens(versions, self.versions, self.old, self.new)
        return told

    def _decided(self, one: Recorded, told: Replay) -> Changed | None:
        if one.assessment is None:
            told.unseen += 1
            return None
        told.looked_at += 1
        before = self._decide(one, one.assessment, self.old, self.old_on)
        after = self._decide(one, one.assessment, self.new, self.new_on)
        told.before[before.outcome] += 1
        told.after[after.outcome] += 1
        told.otherwise += before.outcome is not one.outcome
        change = Change.between(before, after)
        return None if change is None else Changed(one, change, before, after)

    def _decide(
        self, one: Recorded, assessment: Assessment, policy: Policy, on: date | None
    ) -> Decision:
        at = one.decided_at or self.now
        return decide(
            assessment,
            policy,
            self.appendices,
            self.taxonomy,
            decision_id=DecisionId(one.decision_id),
            now=datetime.combine(on, time(12), UTC) if on else at,
            jurisdictions=self.jurisdictions,
        )

    def _count(self, changed: Changed, told: Replay) -> None:
        told.changes[changed.change] += 1
        for by, name in _groups(changed, self.taxonomy):
            told.groups[by].setdefault(name, Counter())[changed.change] += 1
        if len(told.examples[changed.change]) < self.examples:
            told.examples[changed.change].append(changed)


def _groups(changed: Changed, taxonomy: Taxonomy) -> Iterable[tuple[By, str]]:
    before, after = changed.before, changed.after
    taxa = dict.fromkeys(rule.taxon for rule in (*before.fired, *after.fired))
    for taxon in taxa:
        if taxon is not None or len(taxa) == 1:
            yield By.TAXON, taxonomy.get(taxon).scientific_name if taxon else NOBODY
    yield By.LANGUAGE, changed.recorded.language
    # A rule that holds before and after is no cause, unless nothing else is.
    apart = set(before.rules) ^ set(after.rules)
    for rule in sorted(apart or {*before.rules, *after.rules}):
        yield By.RULE, rule
    yield By.SELLER, changed.recorded.seller or NOBODY


class _Sample:
    """The listings that went free, and those of them that were drawn by chance."""

    def __init__(self) -> None:
        self.free: Counter[float] = Counter()
        self.drawn: Counter[float] = Counter()
        self.found: Counter[float] = Counter()

    def add(self, one: Recorded, changed: Changed | None) -> None:
        if one.outcome is not _FREE:
            return
        rate = one.audit_rate or 0.0
        self.free[rate] += 1
        if one.in_audit_sample and one.assessment is not None:
            self.drawn[rate] += 1
            self.found[rate] += changed is not None and changed.change is Change.NEW_HIT

    def strata(self, free: Iterable[Stratum] | None) -> tuple[Stratum, ...]:
        """New hits in the sample, beside how many listings it was drawn from."""
        listings = (
            dict(self.free) if free is None else {one.audit_rate: one.listings for one in free}
        )
        return tuple(
            Stratum(
                outcome=_FREE,
                audit_rate=rate,
                listings=max(count, self.drawn[rate]),
                kept=self.drawn[rate],
                labelled=self.drawn[rate],
                positive=self.found[rate],
            )
            for rate, count in sorted(listings.items())
        )
