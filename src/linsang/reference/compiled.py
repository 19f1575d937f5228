"""A compiled vocabulary as bytes and joined columns, so that it loads in a moment."""

from __future__ import annotations

import functools
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from linsang.model.taxon import TaxonId, TradeTerm
from linsang.reference.alike import Alike
from linsang.reference.lexicon import Hint, Role, Term
from linsang.text.matcher import Matcher
from linsang.text.normalise import CodePoints, Indices, code_points

_SEPARATOR: Final = "\x1f"
_KEPT: Final = 3  # versions in the cache: programs of two releases may run side by side


class TextList(msgspec.Struct, frozen=True, dict=True):
    """Many texts as one run of bytes: none is a string before somebody asks for it.

    >>> texts = TextList.of(["tiger", "", "虎"])
    >>> len(texts), texts[2], list(texts)
    (3, '虎', ['tiger', '', '虎'])
    """

    joined: bytes
    ends: bytes

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Lay *texts* end to end."""
        encoded = [text.encode() for text in texts]
        ends = np.cumsum([len(one) for one in encoded], dtype=np.uint32)
        return cls(joined=b"".join(encoded), ends=ends.tobytes())

    @functools.cached_property
    def _ends(self) -> NDArray[np.uint32]:
        return np.frombuffer(self.ends, dtype=np.uint32)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self):
            raise IndexError(place)
        start = int(self._ends[place - 1]) if place else 0
        return self.joined[start : int(self._ends[place])].decode()

    def __iter__(self) -> Iterator[str]:
        start = 0
        for end in self._ends.tolist():
            yield self.joined[start:end].decode()
            start = end

    @functools.cached_property
    def letters(self) -> tuple[CodePoints, Indices]:
        """All texts as code points, and where each begins, and the end."""
        heads = np.frombuffer(self.joined, dtype=np.uint8) & 0xC0 != 0x80
        before = np.concatenate([[0], np.cumsum(heads)])
        return code_points(self.joined.decode()), before[np.concatenate([[0], self._ends])]


class CompiledView(msgspec.Struct, frozen=True, dict=True):
    """One view's patterns: how to find them, which terms each may mean, what it weighs.

    *texts* are the patterns as folded, in sorted order.
    """

    texts: TextList
    matcher: tuple[bytes, bytes, bytes]
    starts: bytes
    numbers: bytes
    bits: bytes
    whole_words: bool

    @classmethod
    def of(
        cls,
        patterns: Sequence[str],
        terms: Sequence[Sequence[int]],
        bits: Sequence[int],
        *,
        whole_words: bool,
        ordinary_text: str,
    ) -> Self:
        """Build the automaton and lay the rest out."""
        starts = np.concatenate([[0], np.cumsum([len(many) for many in terms])])
        return cls(
            texts=TextList.of(patterns),
            matcher=Matcher(
                patterns, whole_words=whole_words, ordinary_text=ordinary_text
            ).serialised(),
            starts=starts.astype(np.uint32).tobytes(),
            numbers=np.array([one for many in terms for one in many], dtype=np.uint32).tobytes(),
            bits=np.array(bits, dtype=np.uint8).tobytes(),
            whole_words=whole_words,
        )

    @property
    def letters(self) -> tuple[CodePoints, Indices]:
        """The patterns end to end, and where each begins, and the end."""
        return self.texts.letters

    @functools.cached_property
    def automaton(self) -> Matcher:
        """The matcher, made once, however many look for some of its patterns."""
        return Matcher.deserialised(self.matcher)


class Compiled(msgspec.Struct, frozen=True, dict=True):
    """Terms, a line each, and the views of their patterns.

    What a pattern of *consonants* or *sounds* may mean is not terms but plain patterns, by
    their place.
    *triage_bits* says of each plain pattern what it weighs in triage, zero for nothing.
    """

    version: str
    domesticated: tuple[str, ...]
    terms: TextList
    plain: CompiledView
    skeleton: CompiledView
    consonants: CompiledView
    sounds: CompiledView
    alike: Alike
    triage_bits: bytes

    @staticmethod
    def lines_of(terms: Iterable[Term]) -> TextList:
        """The terms' attributes, each term as one line."""
        return TextList.of(
            _SEPARATOR.join(
                (
                    term.text,
                    term.language,
                    term.role.value,
                    term.sense,
                    ";".join(term.taxa),
                    term.trade_term or "",
                    term.hint.value,
                    term.source,
                )
            )
            for term in terms
        )

    def term(self, number: int) -> Term:
        """The term of that number."""
        line = self.terms[number].split(_SEPARATOR)
        text, language, role, sense, taxa, trade_term, hint, source = line
        return Term(
            text=text,
            language=language,
            role=Role(role),
            sense=sense,
            taxa=tuple(TaxonId(one) for one in taxa.split(";") if one),
            trade_term=TradeTerm(trade_term) if trade_term else None,
            hint=Hint(hint),
            source=source,
        )


class TermLists(Sequence[list[int]]):
    """For each pattern of a view, the numbers of the terms it may mean."""

    def __init__(self, views: Sequence[tuple[CompiledView, int]]) -> None:
        self._parts = []
        self._first = [0]
        for view, offset in views:
            starts = np.frombuffer(view.starts, dtype=np.uint32)
            numbers = np.frombuffer(view.numbers, dtype=np.uint32)
            self._parts.append((starts, numbers, offset))
            self._first.append(self._first[-1] + len(starts) - 1)

    def __len__(self) -> int:
        return self._first[-1]

    def __getitem__(self, pattern: int) -> list[int]:  # type: ignore[override]  # no slices
        if not 0 <= pattern < len(self):
            raise IndexError(pattern)
        place = max(at for at, first in enumerate(self._first[:-1]) if first <= pattern)
        starts, numbers, offset = self._parts[place]
        own = pattern - self._first[place]
        found: list[int] = numbers[starts[own] : starts[own + 1]].tolist()
        return [number + offset for number in found] if offset else found

    def __iter__(self) -> Iterator[list[int]]:
        return (self[pattern] for pattern in range(len(self)))


def read_cache(path: Path | None) -> Compiled | None:
    """The cached vocabulary, or None where there is none that is whole."""
    if path is None:
        return None
    try:
        sealed = path.read_bytes()
    except OSError:
        return None
    seal, blob = sealed[:_SEAL_BYTES], memoryview(sealed)[_SEAL_BYTES:]
    if _seal(blob) != seal:
        return None
    try:
        return msgspec.msgpack.decode(blob, type=Compiled)
    except msgspec.MsgspecError:
        return None


_SEAL_BYTES: Final = 12


def _seal(blob: bytes | memoryview) -> bytes:
    """Length and checksum: they tell damage, and nobody but the user writes to a user's cache."""
    return len(blob).to_bytes(8, "big") + zlib.crc32(blob).to_bytes(4, "big")


def write_cache(path: Path | None, compiled: Compiled) -> None:
    """Write whole or not at all; a cache that cannot be written is done without."""
    if path is None:
        return
    blob = msgspec.msgpack.encode(compiled)
    seal = _seal(blob)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".vocabulary-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(seal + blob)
        Path(name).replace(path)
        stale = sorted(
            path.parent.glob("vocabulary-*.msgpack"), key=lambda one: one.stat().st_mtime
        )
        for old in stale[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        for left in path.parent.glob(".vocabulary-*"):
            left.unlink(missing_ok=True)
