"""From shares of a model's outputs to what is said: open set, groups, and maps that are wrong."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="pictures need the extra [image]")

from tests.image.pictures import DRAWN, a_picture, drawn

from linsang.image.class_map import ClassMap
from linsang.image.embedding import Embedded, model_path
from linsang.image.head import Examples, Head
from linsang.image.heat import heat, shown
from linsang.image.pack import PACKS, Pack
from linsang.models.folder import ModelError, ModelFolder, digest_of

CLASSES = b"""
cat: {name: a wild cat, taxa: [Felidae], outputs: []}
spotted: {name: a spotted cat, taxa: [Felidae], part_of: cat, outputs: []}
leopard: {taxa: [Panthera pardus], trade_term: LIV, part_of: spotted}
jaguar: {taxa: [Panthera onca], trade_term: LIV, part_of: spotted}
tiger: {taxa: [Panthera tigris], trade_term: LIV, part_of: cat}
"""
OUTPUTS = ("leopard", "jaguar", "tiger", "sofa")


class NoBackbone:
    """A backbone for packs whose vectors are given."""

    dimensions = 2


def a_pack(least: float = 0.5, **of: float) -> Pack:
    """A pack whose vectors are the log-odds of its outputs."""
    head = Head(
        outputs=OUTPUTS,
        weights=np.eye(4, dtype=np.float32),
        bias=np.zeros(4, np.float32),
        examples=Examples((), np.zeros((4, 0), np.float32), np.zeros((0, 0), np.float32)),
    ).write()
    card = {
        "name": "test",
        "operating_point": {
            "least_wildlife": least,
            "least_share": 0.6,
            "least_wildlife_of": of,
        },
    }
    files = {"classes.yaml": CLASSES, "head.npz": head}
    return Pack(ModelFolder(version="test", card=card, files=files), NoBackbone())  # type: ignore[arg-type]  # only its vectors are asked for


def seen(pack: Pack, **likely: float) -> list[str]:
    """The classes that are said where outputs are that likely."""
    odds = np.log([[likely.get(one, 0.001) for one in OUTPUTS]]).astype(np.float32)
    halves = odds * np.float32(2**0.5)
    embedded = Embedded(halves[:, :2], halves[:, 2:], np.zeros((1, 0), np.float32))
    (sightings,) = pack.read(embedded)
    return [one.seen.label for one in sightings]


@pytest.mark.parametrize(
    ("likely", "said"),
    [
        pytest.param({"leopard": 0.9, "sofa": 0.1}, ["leopard"], id="sure"),
        pytest.param({"leopard": 0.5, "jaguar": 0.45}, ["spotted", "leopard"], id="which-spots"),
        pytest.param({"leopard": 0.4, "tiger": 0.55}, ["cat", "tiger"], id="which-cat"),
        pytest.param({"sofa": 0.9, "leopard": 0.1}, [], id="a-sofa"),
    ],
)
def test_as_much_is_said_as_is_clear(likely, said):
    """
    A species where it is clear, its group where it is not, and nothing of a sofa.
    """
    assert seen(a_pack(), **likely) == said


def test_a_class_may_ask_for_more_than_the_others():
    """
    What looks like many harmless things is said only when it is surer.
    """
    assert seen(a_pack(leopard=0.95), leopard=0.9, sofa=0.1) == []
    assert seen(a_pack(leopard=0.95), tiger=0.9, sofa=0.1) == ["tiger"]


@pytest.mark.parametrize("name", PACKS)
def test_shipped_packs_fit_their_reference_data(name):
    """
    Every class of a shipped pack names known taxa and trade terms, and its model's outputs.
    """
    from linsang.reference.taxonomy import Taxonomy
    from linsang.reference.trade_terms import TradeTerms

    pack = Pack.load(name, threads=1)
    pack.classes.check_known(
        {one.taxon for one in Taxonomy.load()}, {str(one.code) for one in TradeTerms.load()}
    )
    named = [one for one in pack.classes if one.outputs]

    assert len(named) >= 40
    if pack.head is not None:
        assert set(pack.classes.by_output) <= set(pack.head.outputs)


@pytest.mark.parametrize("name", PACKS)
def test_drawings_show_no_wildlife(name):
    """
    Stripes, a disc and a cloud get nothing.
    """
    pack = Pack.load(name, threads=1)

    assert pack.see([drawn(one) for one in DRAWN] + [a_picture()]) == [()] * 4


def test_a_head_says_the_same_alone_as_in_company():
    """
    Other pictures in the batch change nothing.
    """
    pack = Pack.load("default", threads=1)
    embedded = pack.backbone.embed([drawn(one) for one in DRAWN])
    assert pack.head is not None
    together = pack.head.odds(embedded.vectors)
    alone = pack.head.odds(embedded.vectors[1:2])

    assert np.abs(together[1] - alone[0]).max() < 1e-5


@pytest.mark.parametrize("name", PACKS)
def test_a_heat_map_covers_the_picture(name):
    """
    Where it is comes as a grid from 0 to 1, and as the picture in red.
    """
    pack = Pack.load(name, threads=1)
    picture = drawn("cloud")
    warm = heat(pack, picture, "spotted_cat")

    assert warm.min() >= 0
    assert warm.max() == pytest.approx(1)
    assert shown(picture, warm).size == picture.size


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param(b"", "names no class", id="empty"),
        pytest.param(b"a: [", "not YAML", id="not-yaml"),
        pytest.param(b"a: 3", "expected keys", id="no-keys"),
        pytest.param(b"a: {taxon: Felidae}", "key 'taxon'", id="slip"),
        pytest.param(b"a: {taxa: Felidae}", "are lists", id="not-a-list"),
        pytest.param(b"a: {part_of: b}", "no class of the map", id="no-such-group"),
        pytest.param(b"a: {part_of: b}\nb: {part_of: a}", "part of itself", id="a-ring"),
    ],
)
def test_maps_that_are_wrong_say_where(text, part):
    """
    A map with a slip is refused with the class and what is wrong with it.
    """
    with pytest.raises(ModelError, match=part):
        ClassMap.read(text, origin="mine")


def test_a_taxon_that_nobody_knows_is_refused():
    """
    A class that names no known taxon, or no trade term, is told by name.
    """
    classes = ClassMap.read(b"a: {taxa: [Felis imaginaria], trade_term: XXX}", origin="mine")

    with pytest.raises(ModelError, match="felis-imaginaria"):
        classes.check_known({"felidae"}, {"LIV"})
    with pytest.raises(ModelError, match="XXX"):
        classes.check_known({"felis-imaginaria"}, {"LIV"})


def test_a_model_of_ones_own_plugs_in(tmp_path):
    """
    Any ONNX model with a card and a map of its classes sees for Linsang.
    """
    model = (model_path("image_lite0") / "model.onnx").read_bytes()
    shipped = json.loads((model_path("image_lite0") / "card.json").read_text("utf-8"))
    classes = b"cat: {taxa: [Felidae], trade_term: LIV, outputs: ['286', '287', '288', '289']}"
    files = {"model.onnx": model, "classes.yaml": classes}
    card = {
        **{key: shipped[key] for key in ("side", "mean", "scale", "dimensions", "outputs")},
        "name": "mine",
        "operating_point": {"least_wildlife": 0.0, "least_share": 0.4},
        "files": {name: digest_of(data) for name, data in files.items()},
    }
    for name, data in {**files, "card.json": json.dumps(card).encode()}.items():
        (tmp_path / name).write_bytes(data)
    ((sighting,),) = Pack.load(str(tmp_path), threads=1).see([drawn("cloud")])

    assert (sighting.seen.label, sighting.seen.taxa) == ("cat", ("felidae",))

    (tmp_path / "classes.yaml").write_bytes(classes + b"\n")
    with pytest.raises(ModelError, match="digest"):
        Pack.load(str(tmp_path))


def test_no_such_model_says_what_there_is():
    """
    A model that is neither shipped nor a folder is told with what is.
    """
    with pytest.raises(ModelError, match="default, imagenet"):
        Pack.load("no-such-model")
