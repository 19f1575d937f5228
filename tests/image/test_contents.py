"""Where a listing says that its pictures are, and how far that is believed."""

from __future__ import annotations

import base64
import os
from urllib.parse import quote

import pytest

pytest.importorskip("PIL", reason="pictures need the extra [image]")

from tests.image.pictures import a_picture, encoded

from linsang.image.contents import Contents
from linsang.image.decode import CouldNotLook, Limits, Unread

DATA = encoded(a_picture(), "PNG")


@pytest.fixture
def root(tmp_path):
    """A folder of pictures, with something beside it that is nobody's business."""
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.png").write_bytes(DATA)
    (tmp_path / "secret.png").write_bytes(DATA)
    return folder


def why_not(contents: Contents, location: str) -> Unread:
    """The reason why a location was not read."""
    with pytest.raises(CouldNotLook) as refused:
        contents.read(location)
    return refused.value.reason


@pytest.mark.parametrize("location", ["a.png", "./a.png", "../photos/a.png"])
def test_paths_start_at_the_folder(root, location):
    """
    A path that stays in the folder is read.
    """
    assert Contents(root).read(location) == DATA


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        pytest.param("../secret.png", Unread.OUTSIDE, id="above"),
        pytest.param("/etc/passwd", Unread.OUTSIDE, id="absolute"),
        pytest.param("link.png", Unread.OUTSIDE, id="through-a-link"),
        pytest.param("none.png", Unread.MISSING, id="missing"),
        pytest.param("a.png\x00.jpg", Unread.MISSING, id="nul"),
        pytest.param("x" * 5000, Unread.MISSING, id="too-long-a-name"),
        pytest.param(".", Unread.MISSING, id="the-folder"),
        pytest.param("pipe", Unread.NOT_A_PICTURE, id="pipe"),
        pytest.param("https://example.org/a.jpg", Unread.NOT_FETCHED, id="address"),
        pytest.param("//example.org/a.jpg", Unread.NOT_FETCHED, id="address-without-scheme"),
        pytest.param("data:image/png;base64", Unread.DAMAGED, id="data-without-data"),
        pytest.param("data:image/png;base64,****", Unread.DAMAGED, id="data-not-base64"),
    ],
)
def test_what_is_refused_says_why(root, location, reason):
    """
    Nothing outside the folder is opened, and nothing is waited for.
    """
    (root / "link.png").symlink_to(root.parent / "secret.png")
    os.mkfifo(root / "pipe")

    assert why_not(Contents(root), location) is reason


def test_without_a_folder_no_path_is_opened():
    """
    Who configures no folder has no files read.
    """
    assert why_not(Contents(), "a.png") is Unread.NO_FOLDER


@pytest.mark.parametrize(
    "location",
    [
        "data:image/png;base64," + base64.b64encode(DATA).decode(),
        "DATA:image/png;BASE64," + base64.b64encode(DATA).decode(),
        "data:image/png;base64," + base64.urlsafe_b64encode(DATA).decode().rstrip("="),
        "data:;base64," + quote(base64.b64encode(DATA).decode()),
        "data:image/png," + quote(DATA),
    ],
    ids=["plain", "capitals", "for-addresses", "quoted", "percent"],
)
def test_pictures_written_out_are_read(location):
    """
    A data URI is the picture itself, in any of the ways to write one.
    """
    assert Contents().read(location) == DATA


def test_bytes_are_bounded_before_they_are_read(root):
    """
    A file or a data URI that is too large is refused unread.
    """
    small = Contents(root, Limits(most_bytes=20))

    assert why_not(small, "a.png") is Unread.TOO_MANY_BYTES
    assert why_not(small, "data:image/png;base64," + "A" * 100) is Unread.TOO_MANY_BYTES
