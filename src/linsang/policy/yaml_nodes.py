"""YAML as a tree that knows its places, so that every value can say file, line and column.

The tree is built from the parser's events, one at a time and without recursion: text that is
too deep, too large or that repeats itself without end is refused where it becomes so, before
it can cost more than a second.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

MAX_BYTES: Final = 128 * 1024
MAX_DEPTH: Final = 12
MAX_ALIASES: Final = 50
MAX_NODES: Final = 10_000
_SHOWN_PROBLEMS: Final = 50
_SHOWN_CHOICES: Final = 24
# YAML 1.2's core schema, and nothing more: "NO" is Norway and "on" is a word.
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_T = TypeVar("_T")
_Kind = TypeVar("_Kind", bound=StrEnum)


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


@dataclass(slots=True)
class _Part:
    """One value of the text: a scalar, a list or keys with values."""

    line: int
    column: int
    text: str | None = None
    items: list[_Part] | None = None
    pairs: list[tuple[_Part, _Part]] | None = None
    nothing: bool = False  # an empty value
    key: _Part | None = None  # waits for its value while the text is read
    anchor: str | None = None
    nodes: int = 1  # with everything below, aliases written out
    depth: int = 1

    def add(self, child: _Part) -> None:
        self.nodes += child.nodes
        self.depth = max(self.depth, child.depth + 1)
        if self.items is not None:
            self.items.append(child)
        elif self.pairs is not None and self.key is None:
            self.key = child
        elif self.pairs is not None and self.key is not None:
            self.pairs.append((self.key, child))
            self.key = None


@dataclass(frozen=True, slots=True)
class Record:
    """The values of a mapping's keys, and the nodes they were read from."""

    values: Mapping[str, Any]
    nodes: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Node:
    """One place in the text: its value, and where to point when it is wrong."""

    part: _Part
    file: str
    path: str = ""

    @classmethod
    def parse(cls, text: str, file: str) -> Node:
        """The tree of a whole text; raises `PolicyError` where it is not YAML of one document.

        >>> Node.parse("policy: mine", "mine.yaml").keys(["policy"])["policy"].text()
        'mine'
        """
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError
        from ruamel.yaml.reader import ReaderError

        def wrong(found: str, line: int = 0, column: int = 0) -> PolicyError:
            problem = PolicyProblem(file=file, found=found, line=line + 1, column=column + 1)
            return PolicyError([problem])

        builder = _Builder(file)
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                builder.take(event)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = " ".join(str(error.problem or error.context or "unreadable").split())
            line, column = (mark.line, mark.column) if mark else (0, 0)
            raise wrong(f"not YAML: {said}", line, column) from error
        except ReaderError as error:
            before = text[: error.position]
            column = len(before) - before.rfind("\n") - 1
            found = f"a character that YAML does not allow: {text[error.position]!a}"
            raise wrong(found, before.count("\n"), column) from error
        except PolicyError:
            raise
        # The parser trusts some of its input: "%YAML 1" and "\U99999999" end in errors of
        # Python's own.
        except (YAMLError, ValueError, TypeError, AttributeError, LookupError) as error:
            said = " ".join(str(error).split())[:120]
            raise wrong(f"not YAML: {said or type(error).__name__}") from error
        if builder.root is None or builder.root.nothing:
            raise wrong("empty; expected keys with values")
        return cls(builder.root, file)

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
        self, reads: Mapping[str, Callable[[Node], Any]], *, required: Sequence[str] = ()
    ) -> Record:
        """Read each key with the function that *reads* has for it; all that is wrong is told."""
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
        for key, node in nodes.items():
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


@dataclass(slots=True)
class _Builder:
    """Puts the parser's events together, and stops where the text becomes too much."""

    file: str
    root: _Part | None = None
    open: list[_Part] = field(default_factory=list)
    anchors: dict[str, _Part] = field(default_factory=dict)
    aliases: int = 0
    documents: int = 0
    nodes: int = 0

    def take(self, event: Any) -> None:
        """The next event; its kind is its class's name."""
        kind = type(event).__name__.removesuffix("Event")
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if kind == "DocumentStart":
            self.documents += 1
            if self.documents > 1:
                raise self._wrong(line, column, "a second document; a policy is one")
        elif kind == "Alias":
            target = self._target(event.anchor, line, column)
            self._count(target, line, column)
            self._settle(target)
        elif kind == "Scalar":
            nothing = event.style in (None, "") and event.value in _NOTHING
            scalar = _Part(line, column, text=str(event.value), nothing=nothing)
            self._begin(scalar, event)
            self._end(scalar)
        elif kind in ("SequenceStart", "MappingStart"):
            opened = _Part(line, column)
            opened.items, opened.pairs = ([], None) if kind == "SequenceStart" else (None, [])
            self._begin(opened, event)
            self.open.append(opened)
        elif kind in ("SequenceEnd", "MappingEnd"):
            self._end(self.open.pop())

    def _begin(self, part: _Part, event: Any) -> None:
        if event.tag is not None:
            found = f"a tag, {quoted(str(event.tag))}; values have none here"
            raise self._wrong(part.line, part.column, found)
        part.anchor = event.anchor
        self._count(part, part.line, part.column)

    def _end(self, part: _Part) -> None:
        if part.anchor:
            self.anchors[part.anchor] = part
        self._settle(part)

    def _settle(self, part: _Part) -> None:
        if self.open:
            self.open[-1].add(part)
        else:
            self.root = part

    def _target(self, anchor: str, line: int, column: int) -> _Part:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self._wrong(line, column, f"more than {MAX_ALIASES} aliases")
        if any(part.anchor == anchor for part in self.open):
            raise self._wrong(line, column, f"alias *{anchor} stands within what it names")
        if anchor not in self.anchors:
            known = ", ".join(f"&{name}" for name in sorted(self.anchors)[:12])
            raise self._wrong(
                line, column, f"no anchor &{anchor} stands above; there is {known or 'none'}"
            )
        return self.anchors[anchor]

    def _count(self, part: _Part, line: int, column: int) -> None:
        """Refuse what makes the text too much, with aliases written out in full."""
        self.nodes += part.nodes
        if self.nodes > MAX_NODES:
            raise self._wrong(line, column, f"more than {MAX_NODES} values, aliases written out")
        if len(self.open) + part.depth > MAX_DEPTH:
            raise self._wrong(line, column, f"nested more than {MAX_DEPTH} deep")

    def _wrong(self, line: int, column: int, found: str) -> PolicyError:
        return PolicyError([PolicyProblem(file=self.file, line=line, column=column, found=found)])
