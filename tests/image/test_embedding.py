"""Pixels to vectors: the same everywhere, within what eight bits allow."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="pictures need the extra [image]")

from tests.image.pictures import DRAWN, a_picture, drawn, speckled

from linsang.image.embedding import BACKBONES, Backbone, middle, model_path, squashed
from linsang.models.folder import ModelError, ModelFolder

GOLDEN = json.loads(
    (
        Path(__file__).parent.parent / "golden" / "eight_bits_say_what_thirty_two_said.json"
    ).read_text("utf-8")
)


@pytest.fixture(scope="module", params=BACKBONES)
def named(request):
    """Each shipped backbone, with its name."""
    return request.param, Backbone.shipped(request.param, threads=1)


@pytest.mark.parametrize("picture", DRAWN)
def test_eight_bits_say_what_thirty_two_said(named, picture):
    """
    The shipped model agrees with the one it was made from as closely as on the day it was made.
    """
    name, backbone = named
    exact = np.array(GOLDEN[name][picture]["first"])
    found = backbone.embed([drawn(picture)]).whole[0, : len(exact)]
    cosine = float(exact @ found / np.linalg.norm(exact) / np.linalg.norm(found))

    assert cosine > GOLDEN[name][picture]["cosine_of_int8"] - 0.05


def test_a_picture_has_the_same_vector_alone_as_in_company(named):
    """
    What else is in the batch moves no more than the last digits.
    """
    _, backbone = named
    pictures = [drawn(name) for name in DRAWN] * 4
    together = backbone.embed(pictures)
    alone = backbone.embed(pictures[4:5])

    assert together.vectors.shape == (12, 2 * backbone.dimensions)
    assert np.abs(together.vectors[4] - alone.vectors[0]).max() < 1e-4
    assert np.linalg.norm(together.vectors, axis=1) == pytest.approx(1)


def test_no_pictures_no_rows(named):
    """
    An empty batch is an empty answer.
    """
    _, backbone = named

    assert backbone.embed([]).whole.shape == (0, backbone.dimensions)


def test_places_make_up_the_vector():
    """
    The vector is the mean of the vectors of its places: that is what a heat map rests on.
    """
    backbone = Backbone.shipped("lite0", threads=1)
    places = backbone.places(drawn("cloud"))
    mean = places.mean(axis=(1, 2))
    vector = backbone.embed([drawn("cloud")]).whole[0]

    assert mean @ vector / np.linalg.norm(mean) == pytest.approx(1, abs=0.02)


def test_the_whole_picture_and_its_middle():
    """
    Vectors see the whole picture, class scores its middle: a corner shows in the first only.
    """
    picture = a_picture(400, 100, colour=(0, 0, 0))

    assert np.asarray(squashed(picture, 32))[2, 2].tolist() == [255, 255, 255]
    assert middle(speckled(400, 100), 32).size == (32, 32)


def test_a_model_that_was_changed_is_refused(tmp_path):
    """
    A backbone with other weights than its card promises does not run.
    """
    for file in model_path("image_lite0").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes() + b" " * (file.suffix == ".onnx"))

    with pytest.raises(ModelError, match="digest"):
        ModelFolder.read(tmp_path)


def test_a_card_that_does_not_feed_is_refused():
    """
    A card without the size of pictures names what is missing.
    """
    folder = ModelFolder(version="mine", card={"name": "mine", "files": {}}, files={})

    with pytest.raises(ModelError, match="side"):
        Backbone(folder)
