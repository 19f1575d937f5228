"""What the ledger keeps of one listing, and of the rows that it was one of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from linsang.model.assessment import Assessment
from linsang.model.decision import Decision, DecisionId, Outcome
from linsang.model.listing import Listing, ListingId

LONGEST_KEY: Final = 400
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


def counted_language(tag: str | None) -> str:
    """A language as it is counted: what is no language tag is counted as ``und``.

    A seller may write anything into that column, and each spelling would be a row of counts.

    >>> counted_language("pt-BR"), counted_language("call me!"), counted_language(None)
    ('pt-BR', 'und', 'und')
    """
    return tag if tag and _LANGUAGE.fullmatch(tag) else "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One decision and what it rests on.

    Every listing that does not go free is kept; of the others a random sample is, drawn with
    the probability *audit_rate*, and *in_audit_sample* marks them. *listing* and *assessment*
    hold the seller's words; both are None where nobody looked closely, and after an erasure.
    """

    decision: Decision
    platform: str
    language: str
    audit_rate: float
    in_audit_sample: bool
    listing: Listing | None = None
    assessment: Assessment | None = None

    @property
    def by_chance(self) -> bool:
        """Whether it may stand for others: all of its outcome are kept, or chance drew it."""
        return self.in_audit_sample or self.decision.outcome is not Outcome.NO_ACTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many listings of one platform and language came to one outcome."""

    platform: str
    language: str
    outcome: Outcome
    listings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Rows that are recorded together, once: who they are, how they were judged, how many.

    *key* names the rows and the way of judging them: whoever records the same rows judged
    the same way again has to come with the same key. *cleared* names the decision on each
    listing of which no record is kept, so that an earlier decision against it can end.
    """

    key: str
    run: str
    decided_at: datetime
    audit_rate: float
    policy_version: str
    reference_version: str
    model_version: str
    engine_version: str
    counts: tuple[Count, ...]
    rejected: int = 0
    cleared: Mapping[ListingId, DecisionId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < len(self.key) <= LONGEST_KEY:
            raise ValueError(f"a shard's key has 1 to {LONGEST_KEY} characters")
        if not 0.0 <= self.audit_rate <= 1.0:
            raise ValueError(f"an audit rate is from 0 to 1, not {self.audit_rate}")
        if self.decided_at.tzinfo is None:
            raise ValueError("a moment without a zone is no moment: decided_at needs one")

    @property
    def listings(self) -> int:
        """How many listings were judged."""
        return sum(count.listings for count in self.counts)


def ending(
    shard: Shard,
    listing_id: ListingId,
    decision_id: DecisionId,
    *,
    supersedes: DecisionId,
    platform: str,
    language: str,
) -> Record:
    """The record that an earlier decision no longer holds, since *shard* cleared its listing."""
    decision = Decision(
        id=decision_id,
        listing_id=listing_id,
        outcome=Outcome.NO_ACTION,
        decided_at=shard.decided_at,
        decided_by=f"policy:{shard.policy_version}",
        policy_version=shard.policy_version,
        valid_on=shard.decided_at.date(),
        supersedes=supersedes,
    )
    return Record(
        decision=decision,
        platform=platform,
        language=language,
        audit_rate=shard.audit_rate,
        in_audit_sample=False,
    )


def check_belonging(records: Iterable[Record], shard: Shard) -> None:
    """Raise ValueError where *records* cannot be among the rows that *shard* counts."""
    left = dict.fromkeys(Outcome, 0)
    for count in shard.counts:
        left[count.outcome] += count.listings
    ids: set[DecisionId] = set()
    for record in records:
        decision = record.decision
        left[decision.outcome] -= 1
        if decision.id in ids:
            raise ValueError(f"decision {decision.id} comes twice in shard {shard.key}")
        ids.add(decision.id)
        if record.in_audit_sample and decision.outcome is not Outcome.NO_ACTION:
            raise ValueError(f"decision {decision.id}: the audit sample is of no_action only")
        if record.audit_rate != shard.audit_rate:
            raise ValueError(
                f"decision {decision.id} says audit rate {record.audit_rate}, "
                f"its shard {shard.audit_rate}"
            )
    for outcome, rest in left.items():
        if rest < 0 or (rest and outcome is not Outcome.NO_ACTION):
            counted = sum(one.listings for one in shard.counts if one.outcome is outcome)
            raise ValueError(
                f"shard {shard.key} counts {counted} x {outcome} and has {counted - rest} "
                "records of it; all but no_action are kept"
            )


def fingerprint(records: Iterable[Record], shard: Shard) -> str:
    """A digest of what was judged and how it came out, without the moment.

    Two attempts at the same rows have the same one, and a shard that is judged otherwise
    under an old key has another.
    """
    lines = [f"{shard.audit_rate!r} {shard.rejected}"]
    lines += sorted(
        f"{one.platform}\0{one.language}\0{one.outcome}\0{one.listings}" for one in shard.counts
    )
    for record in records:
        decision = record.decision
        lines.append(
            "\0".join(
                [
                    decision.id,
                    decision.listing_id,
                    decision.outcome,
                    str(record.in_audit_sample),
                    *decision.rules,
                ]
            )
        )
    whole = "\n".join(lines).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=16).hexdigest()


class Question(StrEnum):
    """What a label answers; docs/labelling.md says what each means."""

    PROHIBITED = "prohibited"
    WILDLIFE = "wildlife"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a person said is true of the listing that was decided about.

    *labelled_by* is a moderator's id, never a name: labels are kept for good.
    """

    decision_id: DecisionId
    answer: bool
    about: Question = Question.PROHIBITED
    labelled_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record as the ledger has it: where it stands, and what was said of it since."""

    record: Record
    shard: str
    recorded_at: datetime
    reference_version: str
    model_version: str
    engine_version: str
    superseded_by: DecisionId | None = None
    labels: Mapping[Question, bool] = field(default_factory=dict)

    @property
    def decision(self) -> Decision:
        """The decision, with what it supersedes."""
        return self.record.decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from *since* to *until*, both included, in UTC; None is open."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, moment: datetime) -> bool:
        """Whether *moment* falls on one of the days."""
        day = moment.date()
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries to read; what is left out asks for nothing.

    *unlabelled* asks for the decisions on which nobody has answered that question, of those
    that are kept because all of their kind are, or because chance drew them.
    """

    period: Period = field(default_factory=Period)
    outcome: Outcome | None = None
    audit_sample: bool = False
    unlabelled: Question | None = None
    standing: bool = False


class Dimension(StrEnum):
    """What listings are counted by.

    A day, language, platform or policy counts every listing that was judged; a taxon or a
    rule counts the decisions in which a rule held, each once for each taxon or rule.
    """

    DAY = "day"
    LANGUAGE = "language"
    PLATFORM = "platform"
    POLICY = "policy"
    TAXON = "taxon"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Listings with one outcome under one audit rate, and the labels among them.

    Of the *listings*, *kept* have a record that can be labelled: all that did not go free,
    and the audit sample of those that did. *labelled* of them have an answer, *positive* of
    those a yes.
    """

    outcome: Outcome
    audit_rate: float
    listings: int
    kept: int
    labelled: int
    positive: int
