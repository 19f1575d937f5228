"""What a recorded judgement cannot answer any more, and which listings have to be read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linsang.model.finding import FindingKind
from linsang.operations.recorded import Versions
from linsang.policy.rules import Policy, Rule

_ANCHORS: Final = frozenset({FindingKind.TRADE_TERM, FindingKind.GEAR, FindingKind.CODED_LANGUAGE})
_SCORES: Final = frozenset({FindingKind.WILDLIFE_SCORE, FindingKind.PROHIBITED_SCORE})


class Scope(StrEnum):
    """Which listings a change can touch."""

    EVERY = "every listing"
    CLEARED = "listings that nobody looked at"


@dataclass(frozen=True, slots=True)
class Rescreen:
    """A reason to read listings again, and which."""

    scope: Scope
    why: str


def rescreens(
    versions: Iterable[Versions], now: Versions, old: Policy | None, new: Policy
) -> tuple[Rescreen, ...]:
    """Every reason why findings made under *versions* do not tell what *new* would do today.

    Nothing means that the recorded findings are enough: a change of thresholds, Appendices,
    exemptions, days or places is decided from them exactly. Where the *old* policy is not to be
    had, every rule of the new one counts as changed.
    """
    changed = _changed(old, new)
    found: dict[Rescreen, None] = {}
    for one in versions:
        for reason in _by_version(one, now, new):
            found.setdefault(reason)
    for rule in changed:
        for reason in _by_rule(rule):
            found.setdefault(reason)
    return tuple(found)


class Rescreener:
    """Says of each recorded judgement whether its text has to be read again, and why.

    *old_policy* finds the policy of a label, or None where it is not to be had.
    """

    def __init__(
        self, now: Versions, new: Policy, old_policy: Callable[[str], Policy | None]
    ) -> None:
        self._now, self._new, self._old_policy = now, new, old_policy
        self._reasons: dict[Versions, tuple[Rescreen, ...]] = {}

    def reasons(self, then: Versions) -> tuple[Rescreen, ...]:
        """Why judgements made under *then* may not tell what would be found today."""
        if then not in self._reasons:
            same = then.policy == self._now.policy
            old = self._new if same else self._old_policy(then.policy)
            self._reasons[then] = rescreens([then], self._now, old, self._new)
        return self._reasons[then]

    def reason_to_read(self, then: Versions, *, looked_at: bool) -> Rescreen | None:
        """The first reason to read a listing again that was judged under *then*."""
        return next(
            (one for one in self.reasons(then) if one.scope is Scope.EVERY or not looked_at),
            None,
        )


def _by_version(then: Versions, now: Versions, new: Policy) -> Iterable[Rescreen]:
    if then.engine != now.engine:
        yield Rescreen(
            Scope.EVERY,
            f"judged by Linsang {then.engine}, this is {now.engine}: detectors and triage differ",
        )
    if then.reference != now.reference:
        yield Rescreen(
            Scope.EVERY,
            f"names and lexicon were {then.reference} and are {now.reference}: a word that is "
            "new may stand in any listing",
        )
    if then.model == now.model:
        return
    asked = [rule.id for rule in new.rules if _SCORES & _kinds(rule)]
    scores = f"scores were of {then.model} and are of {now.model}"
    if asked:
        yield Rescreen(Scope.EVERY, f"{scores}, and {', '.join(asked)} asks for a score")
    else:
        yield Rescreen(
            Scope.CLEARED, f"{scores}, and letters that were worth no look may be worth one now"
        )


def _by_rule(rule: Rule) -> Iterable[Rescreen]:
    """Triage clears what has no word of the trade, so no rule without one is answered by it."""
    if _ANCHORS & rule.needs.keys():
        return
    needs = ", ".join(rule.needs)
    yield Rescreen(
        Scope.CLEARED,
        f"rule {rule.id} asks for {needs} and for no specimen, gear or code: triage lets such "
        "listings go without a look",
    )


def _changed(old: Policy | None, new: Policy) -> list[Rule]:
    """The rules of *new* that can hold where *old* has none like it."""
    before = {rule.id: rule for rule in old.rules} if old else {}
    return [rule for rule in new.rules if before.get(rule.id) != rule]


def _kinds(rule: Rule) -> frozenset[FindingKind]:
    return frozenset({*rule.needs, *rule.unless, *rule.weakens})
