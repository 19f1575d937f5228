"""A file's bytes as UTF-8, whatever it was packed with and encoded in."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final, Self

import zstandard

from linsang.connectors.places import FilePath
from linsang.connectors.problems import InputError, told_by_system

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
PARQUET: Final = b"PAR1"
_FOREIGN: Final = {
    b"PK\x03\x04": ("a zip archive or a spreadsheet", "unpack it, or export it as CSV"),
    b"BZh": ("bzip2", "unpack it, or pack it with gzip or zstd"),
    b"\xfd7zXZ": ("xz", "unpack it, or pack it with gzip or zstd"),
    b"SQLite format 3": ("an SQLite database", "export the table as CSV"),
    b"ARROW1": ("an Arrow file", "write it as Parquet"),
    b"Obj\x01": ("Avro", "write it as Parquet or JSON Lines"),
    b"%PDF": ("a PDF", "give a file of rows"),
}
_CHUNK: Final = 1 << 20
_GLANCE: Final = 1 << 12
# Eight kilobytes of zstd or gzip can grow to some hundred megabytes, and no more.
_PACKED_CHUNK: Final = 1 << 13
_BOMS: Final = (
    # UTF-32 first: its little-endian mark begins like that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class OpenedFile:
    """One file, unpacked as it is read, with the reason if its end is missing.

    *damage* is set when the bytes stop before the file does; what was read until
    then has been handed out.
    """

    def __init__(self, path: FilePath, file: str) -> None:
        self.path, self.file = path, file
        self.damage: InputError | None = None
        try:
            self._handle = path.open("rb")
            self.packed = self._handle.peek(4)[:4]
        except OSError as error:
            raise InputError(
                file,
                f"cannot be opened: {told_by_system(error)}",
                mend="check the name and its rights",
            ) from error
        try:
            self._pieces = self._unpacked()
            self.head = next(self._pieces, b"")
            while len(self.head) < 8 and (more := next(self._pieces, b"")):
                self.head += more
        except BaseException:
            self._handle.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.close()
        # They hold this and this holds them: a megabyte would wait for the collector.
        self._pieces = iter(())
        self.head = b""

    @property
    def plain(self) -> bool:
        """Whether the file is not packed."""
        return not self.packed.startswith((GZIP, ZSTD))

    @property
    def text_head(self) -> bytes:
        """The beginning of the text in UTF-8."""
        return b"".join(_utf8(iter([self.head])))

    def refuse_foreign(self) -> None:
        """Raise if the file begins like a kind that is known and cannot be read."""
        for magic, (name, mend) in _FOREIGN.items():
            if self.head.startswith(magic):
                raise InputError(self.file, f"this is {name}", mend=mend)

    def chunks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes, once."""
        if self.head:
            yield self.head
        yield from self._pieces

    def utf8(self) -> Iterator[bytes]:
        """Yield the text in UTF-8 without byte order mark; broken UTF-8 stays for the reader."""
        return _utf8(self.chunks())

    def _unpacked(self) -> Iterator[bytes]:
        try:
            if self.packed.startswith(GZIP):
                yield from self._inflated("gzip", lambda: zlib.decompressobj(31))
            elif self.packed.startswith(ZSTD):
                yield from self._inflated("zstd", zstandard.ZstdDecompressor().decompressobj)
            else:
                # Parquet is read by whoever knows where; this is but to see what it is.
                size = _GLANCE if self.packed == PARQUET else _CHUNK
                while chunk := self._handle.read(size):
                    yield chunk
        except OSError as error:
            self._stop(
                f"reading stopped: {told_by_system(error)}", "check the disk and copy the file anew"
            )

    def _inflated(self, name: str, new: Callable[[], Any]) -> Iterator[bytes]:
        inflater, begun, mend = new(), False, "copy or pack the file anew"
        while block := self._handle.read(_PACKED_CHUNK):
            while block:
                try:
                    piece = inflater.decompress(block)
                except (zlib.error, zstandard.ZstdError) as error:
                    self._stop(f"the {name} data is damaged ({error})", mend)
                    return
                begun = True
                if piece:
                    yield piece
                if not inflater.eof:
                    break
                # A packed file may be several put one after another.
                block, inflater, begun = inflater.unused_data.lstrip(b"\0"), new(), False
        if begun:
            self._stop(f"the {name} data ends in the middle", mend)

    def _stop(self, found: str, mend: str) -> None:
        place = f"byte {self._handle.tell():,}"
        self.damage = InputError(self.file, found, mend=mend, place=place)


def _utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    mark, encoding = next((bom for bom in _BOMS if first.startswith(bom[0])), (b"", "utf-8"))
    first = first[len(mark) :]
    if encoding == "utf-8":
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).encode()
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()
