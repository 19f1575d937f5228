"""Lines of a file in groups of a bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from linsang.connectors.opened import OpenedFile

LONGEST_LINE: Final = 64 << 20
_GROUP_BYTES: Final = 32 << 20


class Lines:
    """The lines of a file; a line over `LONGEST_LINE` comes as None, unread.

    *numbers* are the 1-based numbers of the lines that were taken last.
    """

    def __init__(self, opened: OpenedFile) -> None:
        head = opened.text_head
        separator = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
        self.numbers = range(1, 1)
        self._groups = self._split(opened, separator)
        self._pending: list[bytes | None] = []
        self._pending_bytes = 0

    def take(self, count: int) -> list[bytes | None]:
        """Hand out the next lines, at most *count*; none at the end."""
        while len(self._pending) < count and self._pending_bytes < _GROUP_BYTES:
            if (group := next(self._groups, None)) is None:
                break
            self._add(group)
        taken = self._pending[:count]
        del self._pending[:count]
        self._pending_bytes -= sum(map(len, filter(None, taken)))
        self.numbers = range(self.numbers.stop, self.numbers.stop + len(taken))
        return taken

    def give_back(self, lines: list[bytes | None]) -> None:
        """Put lines that were taken last in front again."""
        self._pending[:0] = lines
        self._pending_bytes += sum(map(len, filter(None, lines)))
        self.numbers = range(self.numbers.start, self.numbers.stop - len(lines))

    def _add(self, group: list[bytes | None]) -> None:
        self._pending += group
        self._pending_bytes += sum(map(len, filter(None, group)))

    def _split(self, opened: OpenedFile, separator: bytes) -> Iterator[list[bytes | None]]:
        tail: list[bytes] = []
        size, too_long = 0, False
        for chunk in opened.utf8():
            lines: list[bytes | None] = [*chunk.split(separator)]
            first, rest = lines[0] or b"", lines[1:]
            size += len(first)
            too_long = too_long or size > LONGEST_LINE
            if too_long:
                tail = []
            else:
                tail.append(first)
            if rest:
                last = rest.pop() or b""
                yield [None if too_long else b"".join(tail), *rest]
                tail, size, too_long = [last], len(last), False
        # Where the file breaks off there is half a line, and half a line is no row.
        if size and opened.damage is None:
            yield [None if too_long else b"".join(tail)]
