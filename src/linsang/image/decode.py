"""Untrusted bytes to pixels: the only door for pictures.

What comes in is a seller's file and may be anything. What comes out is upright, small and in
RGB, or a `CouldNotLook` with the reason: a picture that could not be read is never a picture
with nothing in it.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from PIL import GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from linsang.image.orientation import orientation


class Unread(StrEnum):
    """Why a picture could not be looked at."""

    EMPTY = "empty"
    NOT_A_PICTURE = "not_a_picture"
    NOT_READ_HERE = "format_not_read_here"
    DAMAGED = "damaged"
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PICTURES = "too_many_pictures"
    TOO_SLOW = "too_slow"
    MISSING = "missing"
    OUTSIDE = "outside_the_folder"
    NOT_FETCHED = "not_fetched"
    NO_FOLDER = "no_folder_configured"


class CouldNotLook(ValueError):  # noqa: N818  # what is said, in the glossary's words
    """A picture that could not be read: the reason, and what was found."""

    def __init__(self, reason: Unread, found: str) -> None:
        super().__init__(f"{reason}: {found}")
        self.reason = reason
        self.found = found


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of one picture is taken in before it is refused.

    *most_pixels* counts what the file declares, before anything is unpacked; of an animation
    the first *most_frames* are looked at.
    """

    most_bytes: int = 32 << 20
    most_pixels: int = 64_000_000
    most_frames: int = 3
    most_seconds: float = 5.0


LIMITS: Final = Limits()
MOST_SCANS: Final = 200
"""Passes over a progressive JPEG; cameras and encoders make about ten."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The frames of a picture, upright and in RGB; *width* and *height* as the file has them.

    A large picture comes reduced: no side of a frame is smaller than what was asked for, unless
    the file's own is.
    """

    frames: tuple[Image.Image, ...]
    format: str
    width: int
    height: int
    digest: str


def decode(data: bytes, *, least_side: int = 512, limits: Limits = LIMITS) -> Picture:
    """The pixels of a file; what cannot be read raises `CouldNotLook`.

    >>> decode(b"MZ this is a program")
    Traceback (most recent call last):
    linsang.image.decode.CouldNotLook: not_a_picture: begins with '4d5a20746869'
    """
    if len(data) > limits.most_bytes:
        raise CouldNotLook(
            Unread.TOO_MANY_BYTES, f"{len(data):,} bytes; at most {limits.most_bytes:,}"
        )
    name, opener = _format(data)
    if name == "JPEG" and data.count(b"\xff\xda") > MOST_SCANS:
        raise CouldNotLook(Unread.TOO_SLOW, f"more than {MOST_SCANS} scans")
    clock = _Clocked(data, limits.most_seconds)
    try:
        return _read(clock, name, opener, least_side, limits, digest_of(data))
    except CouldNotLook:
        raise
    except MemoryError as error:
        raise CouldNotLook(Unread.TOO_MANY_PIXELS, "more than the memory holds") from error
    except Image.DecompressionBombError as error:
        raise CouldNotLook(Unread.TOO_MANY_PIXELS, "frames larger than the picture") from error
    except Exception as error:  # a codec may raise anything on made-up bytes
        raise CouldNotLook(Unread.DAMAGED, f"{name}, {type(error).__name__}") from error


def digest_of(data: bytes) -> str:
    """The name under which a picture is known: a digest of its bytes."""
    return hashlib.sha256(data).hexdigest()


class _Clocked(io.BytesIO):
    """Bytes that stop coming when the time is up: codecs ask for them bit by bit."""

    def __init__(self, data: bytes, seconds: float) -> None:
        super().__init__(data)
        self._until = time.monotonic() + seconds
        self._seconds = seconds

    def read(self, size: int | None = -1, /) -> bytes:
        self.check()
        return super().read(size)

    def check(self) -> None:
        """Raise when the time is up."""
        if time.monotonic() > self._until:
            raise CouldNotLook(Unread.TOO_SLOW, f"more than {self._seconds:g} seconds")


_Opener = Callable[[Any], Any]


def _format(data: bytes) -> tuple[str, _Opener]:
    """The format by the file's first bytes; what it is called says nothing."""
    if not data:
        raise CouldNotLook(Unread.EMPTY, "no bytes")
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG", JpegImagePlugin.JpegImageFile
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG", PngImagePlugin.PngImageFile
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF", GifImagePlugin.GifImageFile
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP", WebPImagePlugin.WebPImageFile
    if data[4:8] == b"ftyp":
        return _container(data[8:12])
    known = {b"BM": "BMP", b"II*\x00": "TIFF", b"MM\x00*": "TIFF", b"%PDF": "PDF", b"<svg": "SVG"}
    for mark, name in known.items():
        if data.startswith(mark):
            raise CouldNotLook(Unread.NOT_READ_HERE, name)
    raise CouldNotLook(Unread.NOT_A_PICTURE, f"begins with '{data[:6].hex()}'")


def _container(brand: bytes) -> tuple[str, _Opener]:
    """AVIF and HEIC, where a library reads them."""
    if brand in (b"avif", b"avis"):
        from PIL import AvifImagePlugin, features

        if features.check("avif"):
            return "AVIF", AvifImagePlugin.AvifImageFile
        raise CouldNotLook(Unread.NOT_READ_HERE, "AVIF; this Pillow was built without it")
    if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"):
        try:
            from pillow_heif import HeifImageFile
        except ImportError:
            raise CouldNotLook(
                Unread.NOT_READ_HERE, "HEIC; install pillow-heif to read it"
            ) from None
        return "HEIC", HeifImageFile
    raise CouldNotLook(Unread.NOT_READ_HERE, f"a container of '{brand.decode('latin-1')}'")


def _read(
    clock: _Clocked, name: str, opener: _Opener, least_side: int, limits: Limits, digest: str
) -> Picture:
    with opener(clock) as opened:
        width, height = opened.size
        _check_size(opened.size, limits)
        if name == "JPEG":
            # The codec skips what a smaller picture does not need.
            opened.draft("RGB", (least_side, least_side))
        frames = []
        for frame in _frames(opened, clock, limits):
            turn = _TURNS.get(orientation(opened.info.get("exif")))
            small = _small_in_rgb(frame, least_side)
            frames.append(small if turn is None else small.transpose(turn))
        return Picture(tuple(frames), name, width, height, digest)


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise CouldNotLook(Unread.DAMAGED, f"{width} by {height} pixels")
    if width * height > limits.most_pixels:
        raise CouldNotLook(
            Unread.TOO_MANY_PIXELS,
            f"{width:,} by {height:,}; at most {limits.most_pixels:,} in all",
        )


def _frames(opened: Any, clock: _Clocked, limits: Limits) -> Iterator[Image.Image]:
    """The first frames, unpacked; a picture that does not move has one."""
    for number in range(limits.most_frames):
        clock.check()
        try:
            opened.seek(number)
            # A later frame may be larger than the file said at first.
            _check_size(opened.size, limits)
            opened.load()
        except EOFError:
            if number == 0:
                raise
            return
        yield opened
    clock.check()


def _small_in_rgb(frame: Image.Image, least_side: int) -> Image.Image:
    """A frame in RGB, without the pixels that nobody will see."""
    factor = max(1, min(frame.width, frame.height) // least_side)
    if frame.mode.startswith("I") or frame.mode == "F":
        return _from_deep(frame, factor)
    if frame.mode not in _REDUCIBLE or "transparency" in frame.info:
        frame = _in_rgb(frame)
    return _in_rgb(frame.reduce(factor) if factor > 1 else frame)


def _from_deep(frame: Image.Image, factor: int) -> Image.Image:
    """Sixteen bits and more to eight: Pillow cuts them off at 255, which leaves a white page."""
    plane = np.asarray(frame)[::factor, ::factor]
    eight = plane if frame.mode == "F" else plane // 257
    return Image.fromarray(np.clip(eight, 0, 255).astype(np.uint8)).convert("RGB")


_REDUCIBLE: Final = frozenset({"L", "RGB", "RGBA", "CMYK", "YCbCr", "LA"})
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _in_rgb(frame: Image.Image) -> Image.Image:
    """Eight bits a channel; what is transparent lies on white, as shops show it."""
    if frame.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in frame.info:
        clear = frame.convert("RGBA")
        page = Image.new("RGB", clear.size, (255, 255, 255))
        page.paste(clear, mask=clear.getchannel("A"))
        return page
    # A copy, because the next frame is drawn into the same memory.
    return frame.convert("RGB") if frame.mode != "RGB" else frame.copy()
