"""YAML as a tree of values and their places, built without recursion and within limits.

The tree is built from the parser's events, one at a time: text that is too deep, too large or
that repeats itself without end is refused where it becomes so, before it can cost more than a
second or two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from linsang.policy.problems import PolicyError, PolicyProblem, quoted

MAX_BYTES: Final = 128 * 1024
MAX_DEPTH: Final = 12
MAX_ALIASES: Final = 50
MAX_NODES: Final = 10_000
# YAML 1.2's core schema, and nothing more: "NO" is Norway and "on" is a word.
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Part:
    """One value of the text: a scalar, a list or keys with values."""

    line: int
    column: int
    text: str | None = None
    items: list[Part] | None = None
    pairs: list[tuple[Part, Part]] | None = None
    nothing: bool = False  # an empty value
    key: Part | None = None  # waits for its value while the text is read
    anchor: str | None = None
    nodes: int = 1  # with everything below, aliases written out
    depth: int = 1

    def add(self, child: Part) -> None:
        self.nodes += child.nodes
        self.depth = max(self.depth, child.depth + 1)
        if self.items is not None:
            self.items.append(child)
        elif self.pairs is not None and self.key is None:
            self.key = child
        elif self.pairs is not None and self.key is not None:
            self.pairs.append((self.key, child))
            self.key = None


def parsed(text: str, file: str) -> Part:
    """The tree of a whole text; raises `PolicyError` where it is not YAML of one document."""
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
    return builder.root


@dataclass(slots=True)
class _Builder:
    """Puts the parser's events together, and stops where the text becomes too much."""

    file: str
    root: Part | None = None
    open: list[Part] = field(default_factory=list)
    anchors: dict[str, Part] = field(default_factory=dict)
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
            scalar = Part(line, column, text=str(event.value), nothing=nothing)
            self._begin(scalar, event)
            self._end(scalar)
        elif kind in ("SequenceStart", "MappingStart"):
            opened = Part(line, column)
            opened.items, opened.pairs = ([], None) if kind == "SequenceStart" else (None, [])
            self._begin(opened, event)
            self.open.append(opened)
        elif kind in ("SequenceEnd", "MappingEnd"):
            self._end(self.open.pop())

    def _begin(self, part: Part, event: Any) -> None:
        if event.tag is not None:
            found = f"a tag, {quoted(str(event.tag))}; values have none here"
            raise self._wrong(part.line, part.column, found)
        part.anchor = event.anchor
        self._count(part, part.line, part.column)

    def _end(self, part: Part) -> None:
        if part.anchor:
            self.anchors[part.anchor] = part
        self._settle(part)

    def _settle(self, part: Part) -> None:
        if self.open:
            self.open[-1].add(part)
        else:
            self.root = part

    def _target(self, anchor: str, line: int, column: int) -> Part:
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

    def _count(self, part: Part, line: int, column: int) -> None:
        """Refuse what makes the text too much, with aliases written out in full."""
        self.nodes += part.nodes
        if self.nodes > MAX_NODES:
            raise self._wrong(line, column, f"more than {MAX_NODES} values, aliases written out")
        if len(self.open) + part.depth > MAX_DEPTH:
            raise self._wrong(line, column, f"nested more than {MAX_DEPTH} deep")

    def _wrong(self, line: int, column: int, found: str) -> PolicyError:
        return PolicyError([PolicyProblem(file=self.file, line=line, column=column, found=found)])
