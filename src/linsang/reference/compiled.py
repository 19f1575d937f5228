"""A compiled vocabulary as bytes and joined columns, so that it loads in a moment."""

from __future__ import annotations

import functools
import os
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Self

import msgspec
import numpy as np

from linsang.model.taxon import TaxonId, TradeTerm
from linsang.reference.lexicon import Hint, Role, Term
from linsang.text.matcher import Matcher

_SEPARATOR: Final = "\x1f"
_KEPT: Final = 3  # versions in the cache: programs of two releases may run side by side


class CompiledView(msgspec.Struct, frozen=True, dict=True):
    """One view's patterns: how to find them, which terms each may mean, what it weighs."""

    patterns: str
    matcher: tuple[bytes, bytes, bytes]
    starts: bytes
    numbers: bytes
    bits: bytes

    @classmethod
    def of(
        cls,
        patterns: Sequence[str],
        terms: Sequence[Sequence[int]],
        bits: Sequence[int],
        *,
        ordinary_text: str,
    ) -> Self:
        """Build the automaton and lay the rest out."""
        starts = np.concatenate([[0], np.cumsum([len(many) for many in terms])])
        return cls(
            patterns=_SEPARATOR.join(patterns),
            matcher=Matcher(patterns, ordinary_text=ordinary_text).serialised(),
            starts=starts.astype(np.uint32).tobytes(),
            numbers=np.array([one for many in terms for one in many], dtype=np.uint32).tobytes(),
            bits=np.array(bits, dtype=np.uint8).tobytes(),
        )

    @functools.cached_property
    def texts(self) -> list[str]:
        """The patterns themselves, as folded."""
        return self.patterns.split(_SEPARATOR)


class Compiled(msgspec.Struct, frozen=True, dict=True):
    """Terms in columns and the three views of their patterns."""

    version: str
    domesticated: tuple[str, ...]
    count: int
    columns: dict[str, str]
    plain: CompiledView
    skeleton: CompiledView
    triage: CompiledView

    @staticmethod
    def columns_of(terms: Sequence[Term]) -> dict[str, str]:
        """The terms' attributes, each as one joined text."""
        columns = {
            "text": [term.text for term in terms],
            "language": [term.language for term in terms],
            "role": [term.role.value for term in terms],
            "sense": [term.sense for term in terms],
            "taxa": [";".join(term.taxa) for term in terms],
            "trade_term": [term.trade_term or "" for term in terms],
            "hint": [term.hint.value for term in terms],
            "source": [term.source for term in terms],
        }
        return {name: _SEPARATOR.join(values) for name, values in columns.items()}

    @functools.cached_property
    def _split(self) -> dict[str, list[str]]:
        return {name: joined.split(_SEPARATOR) for name, joined in self.columns.items()}

    def term(self, number: int) -> Term:
        """The term of that number."""
        own = {name: values[number] for name, values in self._split.items()}
        return Term(
            text=own["text"],
            language=own["language"],
            role=Role(own["role"]),
            sense=own["sense"],
            taxa=tuple(TaxonId(one) for one in own["taxa"].split(";") if one),
            trade_term=TradeTerm(own["trade_term"]) if own["trade_term"] else None,
            hint=Hint(own["hint"]),
            source=own["source"],
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
