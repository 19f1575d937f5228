"""The objects of a JSON file that is one array, or has objects over several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from linsang.connectors.lines import LONGEST_LINE
from linsang.connectors.opened import OpenedFile
from linsang.connectors.problems import InputError

# Possessive throughout: a text without its closing quote must fail at once.
_TEXT: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TO_BRACKET: Final = re.compile(rb'(?:[^"\[\]{}]++|' + _TEXT + rb")*+", re.DOTALL)
_TO_ELEMENT: Final = re.compile(rb'(?:[^"\[\]{},]++|' + _TEXT + rb")*+", re.DOTALL)


class Values:
    """Cuts a stream of JSON into its objects without holding more than one of them."""

    def __init__(self, opened: OpenedFile, *, array: bool) -> None:
        self.numbers: Sequence[int] = ()
        self._opened, self._chunks = opened, iter(opened.utf8())
        self._base = 1 if array else 0
        self._buffer = bytearray()
        self._line = 1
        self._ended = self._closed = False
        if array:
            self._open_array()

    def take(self, count: int) -> list[bytes | None]:
        """Hand out the next objects, at most *count*; none at the end."""
        taken: list[bytes | None] = []
        numbers: list[int] = []
        size = 0
        while len(taken) < count and size < LONGEST_LINE and not self._ended:
            piece, line = self._next()
            if piece.strip():
                taken.append(piece)
                numbers.append(line)
                size += len(piece)
        self.numbers = numbers
        return taken

    def _open_array(self) -> None:
        while not self._buffer.lstrip() and self._more():
            pass
        start = self._buffer.find(b"[") + 1
        self._drop(start)

    def _next(self) -> tuple[bytes, int]:
        """Cut off what comes before the next comma or closing bracket of the outermost level."""
        at, depth, begun = 0, 0, False
        while True:
            pattern = _TO_BRACKET if depth else _TO_ELEMENT
            found = pattern.match(self._buffer, at)
            at = found.end() if found else at
            if at == len(self._buffer) or self._buffer[at] == ord('"'):
                if len(self._buffer) > LONGEST_LINE:
                    return self._give_up()
                # The piece up to here is whole but for a text that is still open.
                if self._more():
                    continue
                return self._rest()
            mark = bytes(self._buffer[at : at + 1])
            if not depth and (mark == b"," or mark in (b"]", b"}")):
                if mark == b"]" and self._base:
                    self._closed = self._ended = True
                    cut = self._cut(at, at + 1)
                    self._check_end()
                    return cut
                return self._cut(at, at + 1)
            at += 1
            depth += 1 if mark in (b"[", b"{") else -1
            begun = True
            if begun and not depth and not self._base:
                return self._cut(at, at)

    def _cut(self, end: int, drop: int) -> tuple[bytes, int]:
        piece = bytes(self._buffer[:end])
        blank = len(piece) - len(piece.lstrip())
        line = self._line + piece.count(b"\n", 0, blank)
        self._drop(drop)
        return piece.strip().replace(b"\r", b" "), line

    def _drop(self, count: int) -> None:
        self._line += self._buffer.count(b"\n", 0, count)
        del self._buffer[:count]

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is not None:
            self._buffer += chunk
        return chunk is not None

    def _rest(self) -> tuple[bytes, int]:
        self._ended = True
        if self._opened.damage:
            return b"", self._line
        if self._base:
            self._stop("the array is not closed", "write the file anew, with ] at its end")
        return self._cut(len(self._buffer), len(self._buffer))

    def _give_up(self) -> tuple[bytes, int]:
        self._ended = True
        self._stop(
            f"a value of more than {LONGEST_LINE >> 20} MB; nothing was read from there on",
            "write JSON Lines, one listing a line",
        )
        return b"", self._line

    def _check_end(self) -> None:
        while not self._buffer.strip() and self._more():
            pass
        if self._buffer.strip():
            self._stop("something follows the array and was not read", "write one array or lines")

    def _stop(self, found: str, mend: str) -> None:
        place = f"line {self._line:,}"
        self._opened.damage = InputError(self._opened.file, found, mend=mend, place=place)


def layout(head: bytes) -> str:
    """Tell how a JSON file is laid out, from its beginning: array, objects or lines."""
    lines = [line.strip() for line in head.split(b"\n") if line.strip()]
    if lines and lines[0].startswith(b"["):
        return "array"
    if len(lines) > 1 and lines[0].startswith(b"{") and not lines[0].endswith(b"}"):
        return "objects" if not lines[1].startswith(b"{") else "lines"
    return "lines"
