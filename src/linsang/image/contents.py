"""The bytes of a listing's picture, by what the listing says of where it is."""

from __future__ import annotations

import base64
import binascii
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from linsang.image.decode import LIMITS, CouldNotLook, Limits, Unread

_DATA: Final = "data:"
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Contents:
    """Reads pictures that lie under one folder, and those that are written out as data URIs.

    A path that leads out of the folder is refused, and so is one through a link; addresses on
    the network are not fetched.
    """

    root: Path | None = None
    limits: Limits = field(default=LIMITS)

    def read(self, location: str) -> bytes:
        """The bytes at a location; what cannot be read raises `CouldNotLook`.

        >>> Contents().read("data:text/plain;base64,aGVsbG8=")
        b'hello'
        >>> Contents().read("https://example.org/a.jpg")
        Traceback (most recent call last):
        linsang.image.decode.CouldNotLook: not_fetched: an address on the network
        """
        if location[: len(_DATA)].lower() == _DATA:
            return self._from_data(location)
        if "://" in location[:16] or location.startswith("//"):
            raise CouldNotLook(Unread.NOT_FETCHED, "an address on the network")
        return self._from_file(location)

    def _from_data(self, location: str) -> bytes:
        head, comma, body = location.partition(",")
        if not comma:
            raise CouldNotLook(Unread.DAMAGED, "a data URI without data")
        # Base64 takes four characters for three bytes, percent signs three for one.
        if len(body) > 3 * self.limits.most_bytes:
            raise CouldNotLook(Unread.TOO_MANY_BYTES, f"{len(body):,} characters")
        if not head.lower().endswith(";base64"):
            return unquote_to_bytes(body)
        text = unquote(body) if "%" in body else body
        packed = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
        try:
            return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
        except (binascii.Error, ValueError) as error:
            raise CouldNotLook(Unread.DAMAGED, "a data URI that is not base64") from error

    def _from_file(self, location: str) -> bytes:
        if self.root is None:
            raise CouldNotLook(
                Unread.NO_FOLDER, "a path, and no folder of pictures is set; see image_root"
            )
        try:
            root = self.root.resolve(strict=True)
            path = (root / location.removeprefix("file:")).resolve(strict=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise CouldNotLook(Unread.MISSING, _shown(location)) from error
        if not path.is_relative_to(root):
            raise CouldNotLook(Unread.OUTSIDE, _shown(location))
        return read_file(path, self.limits)


def read_file(path: Path, limits: Limits = LIMITS) -> bytes:
    """The bytes of a picture's file, no more than are allowed; a device or a pipe is none."""
    try:
        # Without waiting: a pipe that nobody writes to would hold us up for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as opened:
            state = os.fstat(opened.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise CouldNotLook(Unread.NOT_A_PICTURE, "not a file")
            if state.st_size > limits.most_bytes:
                raise CouldNotLook(
                    Unread.TOO_MANY_BYTES,
                    f"{state.st_size:,} bytes; at most {limits.most_bytes:,}",
                )
            return opened.read(limits.most_bytes + 1)
    except OSError as error:
        raise CouldNotLook(Unread.MISSING, error.strerror or "cannot be read") from error


def _shown(location: str) -> str:
    return location if len(location) <= _SHOWN else location[: _SHOWN - 1] + "…"
