"""What is wrong with a policy's text: where, what was found, what is allowed, what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

_SHOWN_PROBLEMS: Final = 50
_SHOWN_CHOICES: Final = 24

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyProblem:
    """What is wrong in which place of a policy, and what is allowed there.

    >>> print(PolicyProblem(file="eu.yaml", line=14, column=14, path="rules[0].outcome",
    ...                     found="'remove' is not an outcome", allowed="expected one of review"))
    eu.yaml:14:14: rules[0].outcome: 'remove' is not an outcome; expected one of review
    """

    file: str
    found: str
    line: int = 0  # 0: the file as a whole
    column: int = 0
    path: str = ""
    allowed: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        path = f" {self.path}:" if self.path else ""
        allowed = f"; {self.allowed}" if self.allowed else ""
        return f"{place}:{path} {self.found}{allowed}"


class PolicyError(ValueError):
    """Policy text that cannot be policy: every place, what was found, and what is allowed."""

    def __init__(self, problems: Sequence[PolicyProblem]) -> None:
        files = list(dict.fromkeys(problem.file for problem in problems))
        self.problems = tuple(
            sorted(
                dict.fromkeys(problems),
                key=lambda one: (files.index(one.file), one.line, one.column),
            )
        )
        shown = [str(problem) for problem in self.problems[:_SHOWN_PROBLEMS]]
        if len(self.problems) > len(shown):
            shown.append(f"... and {len(self.problems) - len(shown)} more")
        super().__init__("\n".join(shown))


def gathered(reads: Iterable[Callable[[], _T]]) -> list[_T]:
    """Do every read; what is wrong in any of them is told together."""
    values: list[_T] = []
    problems: list[PolicyProblem] = []
    for read in reads:
        try:
            values.append(read())
        except PolicyError as error:
            problems.extend(error.problems)
    if problems:
        raise PolicyError(problems)
    return values


def one_of(found: str, allowed: Iterable[str]) -> str:
    """Say what is allowed, the nearest first, and no more than a reader can take in.

    >>> one_of("reveiw", ["no_action", "review"])
    "did you mean 'review'? expected one of no_action, review"
    """
    names = list(allowed)
    folded = {name.casefold(): name for name in reversed(names)}
    near = difflib.get_close_matches(found[:80].casefold(), folded, n=1)
    more = f", ... ({len(names)} in all)" if len(names) > _SHOWN_CHOICES else ""
    choices = f"expected one of {', '.join(names[:_SHOWN_CHOICES])}{more}"
    return f"did you mean {folded[near[0]]!r}? {choices}" if near else choices


def quoted(text: str) -> str:
    """What was found, so that it fits a line and cannot move a cursor."""
    shown = ascii(text) if any(not char.isprintable() for char in text) else repr(text)
    return shown if len(shown) <= 62 else f"{shown[:60]}…"
