"""The only door for pictures: what comes through, what does not, and why."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("PIL", reason="pictures need the extra [image]")

from PIL import Image, features
from tests.image.pictures import (
    a_picture,
    encoded,
    gif_with_a_huge_frame,
    jpeg_that_claims,
    many_scans,
    moving,
    png_that_claims,
    speckled,
    turned,
)

from linsang.image.decode import LIMITS, CouldNotLook, Limits, Picture, Unread, decode
from linsang.image.orientation import orientation

FORMATS = ["JPEG", "PNG", "WEBP", "GIF"] + (["AVIF"] if features.check("avif") else [])


def colour(picture: Picture, at: tuple[int, int], frame: int = 0) -> list[int]:
    """The colour at one place."""
    return [int(value) for value in np.asarray(picture.frames[frame])[at[1], at[0]]]


def corner(picture: Picture) -> list[int]:
    """The colour near the upper left corner."""
    return colour(picture, (3, 3))


def why_not(data: bytes, limits: Limits = LIMITS) -> Unread:
    """The reason why a file could not be looked at."""
    with pytest.raises(CouldNotLook) as refused:
        decode(data, limits=limits)
    return refused.value.reason


@pytest.mark.parametrize("name", FORMATS)
def test_a_sound_picture_comes_through(name):
    """
    The formats that sellers use are read, and what is red stays red.
    """
    picture = decode(encoded(a_picture(), name))
    red, green, blue = colour(picture, (60, 44))

    assert (picture.format, picture.width, picture.height) == (name, 64, 48)
    assert picture.frames[0].mode == "RGB"
    assert red > 150
    assert max(green, blue) < 90


@pytest.mark.parametrize(
    ("mode", "name"),
    list(
        itertools.chain(
            (("CMYK", "JPEG"), ("L", "JPEG")),
            ((mode, "PNG") for mode in ("1", "L", "LA", "P", "RGBA", "I;16")),
            (("RGBA", "WEBP"), ("L", "GIF"), ("P", "GIF")),
        )
    ),
)
def test_every_kind_of_pixel_becomes_colours(mode, name):
    """
    Four inks, a palette, sixteen bits or one: white stays white and dark stays dark.
    """
    if mode == "I;16":
        plane = np.asarray(a_picture(colour=(40, 40, 40)).convert("L"), np.uint16) * 257
        made = Image.fromarray(plane)
    else:
        made = a_picture(colour=(40, 40, 40)).convert(mode)
    picture = decode(encoded(made, name))

    assert picture.frames[0].mode == "RGB"
    assert min(corner(picture)) > 240
    assert max(colour(picture, (60, 44))) < 60


@pytest.mark.parametrize("name", ["PNG", "WEBP"])
def test_what_is_transparent_lies_on_white(name):
    """
    A cut-out product is seen as a shop's page shows it.
    """
    made = Image.new("RGBA", (64, 48), (0, 0, 0, 0))

    assert corner(decode(encoded(made, name))) == [255, 255, 255]


@pytest.mark.parametrize("held", range(1, 9))
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_pictures_stand_upright(held, name):
    """
    However the camera was held, the picture comes as a person sees it.
    """
    from PIL import ImageOps

    data = turned(held, name)
    shown = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    picture = decode(data)

    assert picture.frames[0].size == shown.size
    assert np.abs(np.asarray(picture.frames[0], int) - np.asarray(shown, int)).mean() < 3


@given(st.binary(max_size=200))
def test_any_exif_gives_an_orientation(exif):
    """
    Made-up EXIF data say nothing worse than upright.
    """
    assert all(
        1 <= orientation(start + exif) <= 8
        for start in (b"", b"Exif\x00\x00", b"II*\x00", b"MM\x00*")
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", Unread.EMPTY, id="empty"),
        pytest.param(b"MZ\x90\x00" * 50, Unread.NOT_A_PICTURE, id="program"),
        pytest.param(b"<html>not found</html>", Unread.NOT_A_PICTURE, id="error-page"),
        pytest.param(b"<svg xmlns='x'/>", Unread.NOT_READ_HERE, id="drawing"),
        pytest.param(b"%PDF-1.7", Unread.NOT_READ_HERE, id="document"),
        pytest.param(b"\xff\xd8\xff", Unread.DAMAGED, id="jpeg-mark-alone"),
        pytest.param(b"\x89PNG\r\n\x1a\n", Unread.DAMAGED, id="png-mark-alone"),
        pytest.param(b"GIF89a", Unread.DAMAGED, id="gif-mark-alone"),
        pytest.param(b"RIFF\x10\x00\x00\x00WEBPVP8 ", Unread.DAMAGED, id="webp-mark-alone"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42", Unread.NOT_READ_HERE, id="film"),
        pytest.param(png_that_claims(50_000, 50_000), Unread.TOO_MANY_PIXELS, id="png-bomb"),
        pytest.param(jpeg_that_claims(65_000, 65_000), Unread.TOO_MANY_PIXELS, id="jpeg-bomb"),
        pytest.param(gif_with_a_huge_frame(), Unread.TOO_MANY_PIXELS, id="gif-frame-bomb"),
        pytest.param(png_that_claims(0, 10), Unread.DAMAGED, id="no-width"),
        pytest.param(many_scans(400), Unread.TOO_SLOW, id="jpeg-of-many-scans"),
    ],
)
def test_what_is_no_picture_says_so(data, reason):
    """
    What cannot be looked at is refused with its reason, before it is unpacked.
    """
    assert why_not(data) is reason


@pytest.mark.parametrize("name", FORMATS)
def test_half_a_picture_is_none(name):
    """
    A file that breaks off could hide anything in what is missing.
    """
    data = encoded(speckled(96, 96), name)

    assert why_not(data[: len(data) // 2]) is Unread.DAMAGED


def test_what_follows_a_picture_is_nobody_s_business():
    """
    A picture with an archive at its end is read as the picture.
    """
    data = encoded(a_picture()) + b"PK\x03\x04" + bytes(1000)

    assert decode(data).format == "JPEG"


def test_an_archive_before_a_picture_is_no_picture():
    """
    The first bytes say what a file is; a picture further on is not searched for.
    """
    assert why_not(b"PK\x03\x04" + encoded(a_picture())) is Unread.NOT_A_PICTURE


def test_limits_hold():
    """
    Bytes, pixels and time are bounded, each by a number that the caller may set.
    """
    data = encoded(a_picture(), "PNG")

    assert why_not(data, Limits(most_bytes=10)) is Unread.TOO_MANY_BYTES
    assert why_not(data, Limits(most_pixels=1000)) is Unread.TOO_MANY_PIXELS
    assert why_not(data, Limits(most_seconds=-1.0)) is Unread.TOO_SLOW


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG"])
def test_the_first_frames_of_an_animation(name):
    """
    An animation is looked at in its first frames, each of them whole and its own.
    """
    picture = decode(moving(6, name), limits=Limits(most_frames=3))
    greys = [colour(picture, (5, 5), frame)[0] for frame in range(3)]

    assert len(picture.frames) == 3
    assert greys == pytest.approx([10, 50, 90], abs=12)


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_large_pictures_come_small(name):
    """
    No more pixels come through than are asked for, twice over; small pictures stay as they are.
    """
    large = decode(encoded(a_picture(1600, 1200), name), least_side=300).frames[0]
    small = decode(encoded(a_picture(100, 80), name), least_side=300).frames[0]

    assert 300 <= min(large.size) < 600
    assert small.size == (100, 80)


def test_the_same_bytes_have_the_same_name():
    """
    A picture is known by a digest of its bytes, whatever it is called.
    """
    data = encoded(a_picture())

    assert decode(data).digest == decode(bytes(data)).digest
    assert decode(data).digest != decode(data + b"\x00").digest


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(FORMATS),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=6),
    keep=st.floats(0.05, 1),
)
def test_spoilt_files_are_read_or_refused(name, cuts, keep):
    """
    Whatever happens to a file on its way, it is a picture within limits or "could not look".
    """
    data = bytearray(_SOUND[name])
    for place, junk in cuts:
        at = int(place * (len(data) - 1))
        data[at : at + len(junk)] = junk
    spoilt = bytes(data[: int(keep * len(data))])
    try:
        frames = decode(spoilt, limits=Limits(most_pixels=1_000_000)).frames
    except CouldNotLook:
        return

    assert 1 <= len(frames) <= LIMITS.most_frames
    assert all(frame.mode == "RGB" and min(frame.size) >= 1 for frame in frames)


_SOUND = {
    name: moving(3, name) if name in ("GIF", "WEBP") else encoded(speckled(48, 40), name)
    for name in FORMATS
}
