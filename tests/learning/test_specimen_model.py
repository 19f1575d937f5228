"""A model from twenty photos: what it takes, what it refuses, and how far it may go."""

from __future__ import annotations

import json
import zipfile

import pytest

pytest.importorskip("onnxruntime", reason="pictures need the extra [image]")
pytest.importorskip("sklearn", reason="learning needs the extra [train]")

import numpy as np
from tests.image.pictures import drawn, encoded

from linsang.image.embedding import Backbone
from linsang.image.pack import Pack
from linsang.learning.model_shelf import ModelShelf, ModelState
from linsang.learning.specimen_model import (
    Shots,
    TooFewPhotosError,
    read_shots,
    write_specimen_model,
)
from linsang.models.folder import ModelError


def shots(count: int, towards: int, *, seed: int = 0, sources: int = 1, width: int = 64) -> Shots:
    """Made-up photos: vectors that lean towards one direction."""
    random = np.random.default_rng(seed + towards)
    vectors = random.normal(size=(count, width)).astype(np.float32) * 0.5
    vectors[:, towards] += 3 + width / 200
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Shots(
        names=tuple(f"{towards}-{n}.jpg" for n in range(count)),
        sources=tuple(f"s{n % sources}" if sources > 1 else "" for n in range(count)),
        vectors=vectors,
        collapsed=0,
        unread=(),
    )


@pytest.fixture
def shelf(tmp_path):
    """An empty shelf."""
    return ModelShelf(tmp_path / "models")


def trained(shelf: ModelShelf, *, others: int = 120, seed: int = 0, width: int = 64):
    """A model on the shelf that learned from made-up photos."""
    card = write_specimen_model(
        shelf.place("comb"),
        "comb",
        shots(24, 3, seed=seed, width=width),
        shots(others, 50, seed=seed, width=width),
    )
    return card, shelf.add("comb", who="ana", why="trained")


def test_twenty_photos_are_enough(shelf):
    """
    A kind of specimen is learned from twenty photos, judged on photos that it had not seen.
    """
    card, model = trained(shelf)

    assert model.state is ModelState.DRAFT
    assert card["operating_point"]["recall"]["total"] == 24
    assert card["average_precision"] > 0.95
    assert [step["positives"] for step in card["learning_curve"]] == [5, 10, 20]
    assert Pack.load(str(model.path), threads=1).classes["comb"].outputs == ("comb",)


@pytest.mark.parametrize(
    ("count", "others", "blamed"), [(3, 120, "positives"), (24, 5, "negatives")]
)
def test_too_few_photos_are_refused(shelf, count, others, blamed):
    """
    Three photos teach nothing; the message says how many it takes.
    """
    with pytest.raises(TooFewPhotosError, match=f"--{blamed}: .* 20 or more"):
        write_specimen_model(shelf.place("comb"), "comb", shots(count, 3), shots(others, 50))


def test_one_photo_fifty_times_is_one_photo(tmp_path):
    """
    The same photo, saved again in other sizes, counts once; files that are none are told.
    """
    picture = drawn("cloud").resize((200, 160))
    for number in range(12):
        small = picture.resize((200 - number, 160 - number))
        (tmp_path / f"{number}.jpg").write_bytes(encoded(small))
    (tmp_path / "notes.txt").write_text("no photo", "utf-8")
    found = read_shots(tmp_path, Backbone.shipped("lite0", threads=1))

    assert (len(found.names), found.collapsed) == (1, 11)
    assert found.unread == (("notes.txt", "not_a_picture"),)


def test_positives_among_the_negatives_are_shown(shelf):
    """
    A photo that lies in both folders is named with its twin.
    """
    positives, negatives = shots(24, 3), shots(120, 50)
    negatives.vectors[7] = positives.vectors[5]
    card = write_specimen_model(shelf.place("comb"), "comb", positives, negatives)

    assert card["suspicious"][0] == ["3-5.jpg", "50-7.jpg", 1.0]


def test_sources_stay_on_one_side(shelf):
    """
    Where photos name their sources, the model is judged on sources that it had not seen.
    """
    card = write_specimen_model(
        shelf.place("comb"), "comb", shots(24, 3, sources=4), shots(120, 50, sources=4)
    )

    assert card["judged"] == "by source"


def test_states_go_one_step_at_a_time(shelf):
    """
    Draft, shadow, live; the next live one retires the last, and a rollback brings it back.
    """
    _, first = trained(shelf)
    for _ in range(2):
        shelf.promote("comb", who="ana", why="looked at it", version=first.version)
    _, second = trained(shelf, seed=5)
    for _ in range(2):
        shelf.promote("comb", who="ben", why="better", version=second.version)

    assert shelf.find("comb", first.version).state is ModelState.RETIRED
    assert shelf.find("comb", second.version).state is ModelState.LIVE

    back = shelf.rollback("comb", who="ana", why="too many combs")

    assert back is not None
    assert (back.version, back.state) == (first.version, ModelState.LIVE)
    assert shelf.find("comb", second.version).state is ModelState.RETIRED
    assert {line["who"] for line in shelf.history("comb")} == {"ana", "ben"}


def test_what_cannot_be_measured_is_not_promised(shelf):
    """
    Fifty harmless photos cannot show one false alarm in a hundred: such a model stays in the
    shadow.
    """
    card, model = trained(shelf, others=50)
    shelf.promote("comb", who="ana", why="try")

    assert "no_promise" in card["operating_point"]
    with pytest.raises(ModelError, match="stays in the shadow"):
        shelf.promote("comb", who="ana", why="hurry", version=model.version)


def test_a_model_travels_as_one_file(shelf, tmp_path):
    """
    An exported model is taken in elsewhere as a draft, the same to the last bit; a changed one
    is refused.
    """
    _, model = trained(shelf)
    packed = tmp_path / "comb.zip"
    shelf.export("comb", packed)
    other = ModelShelf(tmp_path / "other")

    assert other.take_in(packed, who="cho").version == model.version

    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(packed) as archive, zipfile.ZipFile(spoilt, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, archive.read(name) + b" " * (name == "head.npz"))
    with pytest.raises(ModelError, match="digest"):
        ModelShelf(tmp_path / "third").take_in(spoilt, who="cho")


@pytest.mark.parametrize("name", ["../up", "Comb", "", "a/b"])
def test_names_are_plain(shelf, name):
    """
    A model's name leads nowhere else on the disk.
    """
    with pytest.raises(ModelError, match="is no name"):
        shelf.place(name)


def test_what_is_no_export_is_refused(shelf, tmp_path):
    """
    Any other file is told as such.
    """
    (tmp_path / "a.zip").write_text("nothing", "utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("../../evil", json.dumps({}))

    for name in ("a.zip", "b.zip"):
        with pytest.raises(ModelError, match="not a model"):
            shelf.take_in(tmp_path / name, who="cho")


def test_live_models_see_beside_the_shipped_one(tmp_path):
    """
    A model counts in screening from its promotion to live on, and not before.
    """
    from linsang.compose import viewing
    from linsang.reference.taxonomy import Taxonomy
    from linsang.settings import Settings

    shelf = ModelShelf(tmp_path / "models")
    _, model = trained(shelf, width=2560)
    settings = Settings(images="all", image_model="imagenet", data_dir=tmp_path)

    def version() -> str:
        seeing = viewing(settings, Taxonomy.load())
        assert seeing is not None
        seeing.looker.look_at([encoded(drawn("cloud"), "PNG")])
        return seeing.version

    shelf.promote("comb", who="ana", why="try")
    shadow = version()
    shelf.promote("comb", who="ana", why="works")

    assert model.version not in shadow
    assert model.version in version()
