"""Looking at very many pictures takes no more memory than looking at some."""

from __future__ import annotations

import pytest

pytest.importorskip("onnxruntime", reason="pictures need the extra [image]")

from tests.image.pictures import encoded, speckled

from linsang.image.look import Looker


class SeesNothing:
    """A model that looks at nothing."""

    version = "blind"
    least_side = 8

    def __init__(self) -> None:
        self.backbone = self

    def see(self, frames):
        return [() for _ in frames]


def test_what_is_remembered_is_bounded(monkeypatch):
    """
    Of very many distinct pictures only the last are remembered, by digest; the pictures are not.
    """
    monkeypatch.setattr("linsang.image.look._REMEMBERED", 10)
    looker = Looker(SeesNothing())  # type: ignore[arg-type]  # a model for tests
    for start in range(0, 60, 20):
        looker.look_at([encoded(speckled(8, 8, seed), "PNG") for seed in range(start, start + 20)])

    assert looker.looked == 60
    assert len(looker._known) == 10
    assert all(not look.sightings for look in looker._known.values())
