"""Statements of reasons for what was judged before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from linsang.model.decision import Outcome
from linsang.model.statement import StatementOfReasons
from linsang.operations.recorded import Recorded
from linsang.policy.decide import decide
from linsang.policy.explain import explain
from linsang.policy.rules import Policy
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement with the judgement that it is about."""

    recorded: Recorded
    statement: StatementOfReasons


@dataclass(frozen=True, slots=True)
class NotStated:
    """A judgement for which no reasons can be given, why, and what to do."""

    recorded: Recorded
    why: str


@dataclass(frozen=True)
class Stating:
    """Everything that it takes to give reasons: a policy on a day, and what is known of species.

    *on* is the day of decisions that do not say their own, as in result files.
    """

    policy: Policy
    appendices: Appendices
    taxonomy: Taxonomy
    now: datetime
    on: date | None = None

    def state(self, judgements: Iterable[Recorded]) -> Iterator[Stated | NotStated]:
        """The reasons for every judgement that did not let its listing go, in order.

        Reasons are those by which the policy decides again. Where it comes to something else
        than was recorded there are none to give: a seller is never told what was not so.
        """
        for one in judgements:
            if one.outcome is not Outcome.NO_ACTION:
                yield self._state(one)

    def _state(self, one: Recorded) -> Stated | NotStated:
        if one.versions.policy != self.policy.label:
            return NotStated(
                one,
                f"decided by {one.versions.policy}, not by {self.policy.label}; "
                f"name its policy: --policy {_name(one.versions.policy)}",
            )
        if one.assessment is None:
            return NotStated(one, "what was found is no longer there")
        decision = decide(
            one.assessment,
            self.policy,
            self.appendices,
            self.taxonomy,
            decision_id=one.decision_id,
            now=one.decided_at or self._day(),
        )
        if (decision.outcome, frozenset(decision.rules)) != (one.outcome, frozenset(one.rules)):
            return NotStated(
                one,
                f"recorded as {one.outcome} by {', '.join(one.rules) or 'no rule'}, and decided on "
                f"{decision.valid_on} as {decision.outcome} by {', '.join(decision.rules) or 'no rule'}; "
                "name the day of the decision: --on DAY",
            )
        statement = explain(
            decision, one.assessment, self.policy, self.taxonomy, issued_at=self.now
        )
        return Stated(one, statement)

    def _day(self) -> datetime:
        if self.on is None:
            return self.now
        return datetime.combine(self.on, time(12), UTC)


def _name(label: str) -> str:
    """A policy's name out of a label: ``coalition@1+gb@2`` is ``coalition+gb``.

    >>> _name("coalition@1+gb@2")
    'coalition+gb'
    """
    return "+".join(part.partition("@")[0] for part in label.split("+"))
