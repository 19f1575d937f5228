"""Picture files made on the spot, sound and hostile."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any, Final

import numpy as np
from PIL import Image

ORIENTATION_TAG: Final = 0x0112


def a_picture(width: int = 64, height: int = 48, colour: Any = (200, 40, 40)) -> Image.Image:
    """A picture of one colour, its upper left quarter white: which way up it is shows."""
    picture = Image.new("RGB", (width, height), colour)
    picture.paste((255, 255, 255), (0, 0, width // 2, height // 2))
    return picture


def speckled(width: int, height: int, seed: int = 0) -> Image.Image:
    """A picture that compresses badly."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def encoded(picture: Image.Image, name: str = "JPEG", **how: Any) -> bytes:
    """A picture as the bytes of a file."""
    out = io.BytesIO()
    picture.save(out, name, **how)
    return out.getvalue()


def turned(orientation: int, name: str = "JPEG") -> bytes:
    """A picture whose EXIF data say how the camera was held."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    return encoded(a_picture(), name, exif=exif.tobytes())


def moving(frames: int, name: str = "GIF", size: tuple[int, int] = (32, 32)) -> bytes:
    """An animation; every frame has a grey of its own."""
    pages = [Image.new("RGB", size, (10 + 40 * (n % 6),) * 3) for n in range(frames)]
    return encoded(pages[0], name, save_all=True, append_images=pages[1:], duration=20)


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checked = name + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def jpeg_that_claims(width: int, height: int) -> bytes:
    """A JPEG whose frame header says it is huge."""
    data = bytearray(encoded(a_picture()))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_with_a_huge_frame() -> bytes:
    """A GIF of 8 by 8 whose second frame says that it is 60,000 by 60,000."""
    data = bytearray(moving(2, size=(8, 8)))
    first = data.index(b"\x2c\x00\x00\x00\x00")
    second = data.index(b"\x2c\x00\x00\x00\x00", first + 1)
    data[second + 5 : second + 9] = struct.pack("<HH", 60_000, 60_000)
    return bytes(data)


def many_scans(scans: int) -> bytes:
    """A progressive JPEG whose last scan is repeated."""
    data = encoded(speckled(64, 64), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]


DRAWN: Final = ("stripes", "disc", "cloud")


def drawn(name: str) -> Image.Image:
    """A picture of 320 by 240 that needs no file, for comparing models."""
    y, x = np.mgrid[0:240, 0:320]
    if name == "stripes":
        plane = np.where((x + y) // 16 % 2 == 0, 230, 30)
    elif name == "disc":
        plane = np.where((x - 160) ** 2 + (y - 120) ** 2 < 80**2, 220, 60)
    else:
        waves = (np.sin(x / step + y / (2 * step)) * step for step in (3, 7, 17, 41))
        plane = np.clip(128 + sum(waves), 0, 255)
    rgb = np.stack([plane, plane * 3 // 4, plane // 2], axis=-1).astype(np.uint8)
    return Image.fromarray(rgb)
