"""Values of a policy's text, each of which can say file, line and column when it is wrong."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from linsang.policy.problems import PolicyError, PolicyProblem, gathered, one_of, quoted
from linsang.policy.yaml_tree import Part, parsed

_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_T = TypeVar("_T")
_Kind = TypeVar("_Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Record:
    """The values of a mapping's keys, and the nodes they were read from."""

    values: Mapping[str, Any]
    nodes: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Node:
    """One place in the text: its value, and where to point when it is wrong."""

    part: Part
    file: str
    path: str = ""

    @classmethod
    def parse(cls, text: str, file: str) -> Node:
        """The top of a whole text; raises `PolicyError` where it is not YAML of one document.

        >>> Node.parse("policy: mine", "mine.yaml").keys(["policy"])["policy"].text()
        'mine'
        """
        return cls(parsed(text, file), file)

    def wrong(self, found: str, allowed: str = "") -> PolicyError:
        """The error that points here."""
        return PolicyError([self.problem(found, allowed)])

    def problem(self, found: str, allowed: str = "") -> PolicyProblem:
        """What is wrong here, to be told with other things."""
        return PolicyProblem(
            file=self.file,
            line=self.part.line,
            column=self.part.column,
            path=self.path,
            found=found,
            allowed=allowed,
        )

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return self.part.items is not None

    def has(self, key: str) -> bool:
        """Whether it has keys, and this one among them."""
        return any(name.text == key for name, _ in self.part.pairs or ())

    def keys(self, allowed: Sequence[str]) -> dict[str, Node]:
        """The value of each key; a key that is not *allowed*, or comes twice, is wrong."""
        if self.part.pairs is None:
            raise self.wrong(f"expected keys with values: {', '.join(allowed)}")
        found: dict[str, Node] = {}
        problems: list[PolicyProblem] = []
        for key, value in self.part.pairs:
            name = key.text
            if name is None:
                problems.append(Node(key, self.file, self.path).problem("a key must be a word"))
                continue
            path = f"{self.path}.{_word(name)}" if self.path else _word(name)
            place = Node(key, self.file, path)
            if name in found:
                problems.append(place.problem(f"{quoted(name)} is given twice"))
            elif name not in allowed:
                hint = one_of(name, allowed)
                problems.append(place.problem(f"{quoted(name)} is not a key here", hint))
            else:
                found[name] = Node(value, self.file, path)
        if problems:
            raise _KeysError(problems, found)
        return found

    def record(
        self,
        reads: Mapping[str, Callable[[Node], Any]],
        *,
        required: Sequence[str] = (),
        first: Sequence[str] = (),
    ) -> Record:
        """Read each key with the function that *reads* has for it; all that is wrong is told.

        Keys are read as they stand in the text, those of *first* before the others.
        """
        problems: list[PolicyProblem] = []
        try:
            nodes = self.keys(tuple(reads))
        except _KeysError as error:
            problems.extend(error.problems)
            nodes = error.nodes
        missing = [key for key in required if key not in nodes]
        for key in missing:
            near = " (see the key that is not known)" if problems else ""
            problems.append(self.problem(f"{key!r} is missing{near}"))
        values: dict[str, Any] = {}
        early = {key: nodes[key] for key in first if key in nodes}
        for key, node in (early | nodes).items():
            try:
                values[key] = reads[key](node)
            except PolicyError as error:
                problems.extend(error.problems)
        if problems:
            raise PolicyError(problems)
        return Record(values, nodes)

    def each(self, read: Callable[[Node], _T]) -> list[_T]:
        """Read every member of a list that is not empty; all that is wrong is told."""
        if self.part.items is None:
            raise self.wrong("expected a list")
        if not self.part.items:
            raise self.wrong("an empty list says nothing", "leave the key out to mean all")
        members = [
            Node(item, self.file, f"{self.path}[{place}]")
            for place, item in enumerate(self.part.items)
        ]
        return gathered([functools.partial(read, member) for member in members])

    def text(self) -> str:
        """A text of one line or more, without characters that cannot be shown."""
        text = self.part.text
        if text is None or self.part.nothing or not text.strip():
            found = "a list" if self.is_list else "keys" if text is None else "nothing"
            raise self.wrong(f"expected text, found {found}")
        text = text.strip()
        if strange := [char for char in text if not char.isprintable() and char not in "\n\t"]:
            raise self.wrong(f"{strange[0]!a} cannot be shown", "expected printable text")
        return text

    def line(self) -> str:
        """A text as one line, however it is laid out."""
        return " ".join(self.text().split())

    def word(self, pattern: re.Pattern[str], expected: str) -> str:
        """A text of the form that *pattern* says."""
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.wrong(f"{quoted(text)} will not do", f"expected {expected}")
        return text

    def choice(self, kinds: type[_Kind], called: str = "") -> _Kind:
        """One of the values of an enumeration; *called* says what they are."""
        text = self.text()
        try:
            return kinds(text)
        except ValueError:
            name = kinds.__name__.lower()
            what = called or f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
            hint = one_of(text, [kind.value for kind in kinds])
            raise self.wrong(f"{quoted(text)} is not {what}", hint) from None

    def score(self) -> float:
        """A number above 0 and at most 1.

        A need of 0 holds for every listing and an exception at 0 for none: both are slips.
        """
        text = self.text()
        if not _NUMBER.fullmatch(text):
            raise self.wrong(
                f"{quoted(text)} is not a number", "expected a score above 0 and at most 1"
            )
        if not 0.0 < float(text) <= 1.0:
            raise self.wrong(f"{text} is not a score", "expected a number above 0 and at most 1")
        return float(text)

    def day(self) -> date:
        """A day as YYYY-MM-DD."""
        text = self.text()
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError as error:
            raise self.wrong(
                f"{quoted(text)} is not a day: {error}", "expected YYYY-MM-DD"
            ) from None
        raise self.wrong(f"{quoted(text)} is not a day", "expected YYYY-MM-DD")


class _KeysError(PolicyError):
    """Keys that are wrong, beside those that could be read."""

    def __init__(self, problems: Sequence[PolicyProblem], nodes: dict[str, Node]) -> None:
        super().__init__(problems)
        self.nodes = nodes


def _word(name: str) -> str:
    """A key as a path shows it."""
    return name if re.fullmatch(r"[\w-]{1,40}", name) else quoted(name)
