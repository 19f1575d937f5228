"""Which way up a camera held a picture, read from its EXIF data without trusting it."""

from __future__ import annotations

from typing import Final

_TAG: Final = 0x0112
_MOST_ENTRIES: Final = 512
_MARK: Final = b"Exif\x00\x00"


def orientation(exif: bytes | None) -> int:
    """The EXIF orientation, 1 to 8; 1, upright, where it is missing or makes no sense.

    >>> orientation(b"MM\\x00*\\x00\\x00\\x00\\x08\\x00\\x01\\x01\\x12\\x00\\x03\\x00\\x00\\x00\\x01\\x00\\x06\\x00\\x00")
    6
    >>> orientation(None), orientation(b"II*\\x00\\xff\\xff\\xff\\xff")
    (1, 1)
    """
    data = (exif or b"").removeprefix(_MARK)
    if data[:2] == b"II":
        order = "little"
    elif data[:2] == b"MM":
        order = "big"
    else:
        return 1

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], "little" if order == "little" else "big")

    start = number(4, 4)
    for place in range(min(number(start, 2), _MOST_ENTRIES)):
        entry = start + 2 + 12 * place
        if number(entry, 2) == _TAG:
            found = number(entry + 8, 2)
            return found if 1 <= found <= 8 else 1
    return 1
