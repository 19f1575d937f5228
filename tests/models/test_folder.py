"""A model's folder is what its card says, or a clear error."""

from __future__ import annotations

import json
import shutil

import pytest

from linsang.models.folder import CARD, LISTING_SCORES, ModelError, ModelFolder
from linsang.scores import Scorer, model_version


@pytest.fixture
def copied(tmp_path):
    """A copy of the shipped folder."""
    return shutil.copytree(LISTING_SCORES, tmp_path / "scores")


def test_the_shipped_folder_is_what_its_card_says():
    """
    The shipped model loads, and results carry its version.
    """
    assert Scorer.read(LISTING_SCORES).version == model_version()
    assert model_version().startswith("listing-scores-")


@pytest.mark.parametrize("name", ["weights.npz", "model.json"])
def test_a_file_that_was_changed_is_told(copied, name):
    """
    A byte more, and the error names the file and says how to mend it.
    """
    path = copied / name
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(ModelError, match=rf"{name}: the digest is .* the card says .*make model"):
        Scorer.read(copied)


@pytest.mark.parametrize("name", [CARD, "weights.npz", "model.json"])
def test_a_file_that_is_gone_is_told(copied, name):
    """
    A missing file is named.
    """
    (copied / name).unlink()

    with pytest.raises(ModelError, match=rf"{name}: No such file"):
        Scorer.read(copied)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x"}', '{"name": "x", "files": 3}'])
def test_a_card_that_is_none_is_told(copied, text):
    """
    A card without a name or without files is no card.
    """
    (copied / CARD).write_text(text)

    with pytest.raises(ModelError, match="no model card"):
        ModelFolder.read(copied)


def test_another_card_is_another_version(copied):
    """
    What the card says is part of the version.
    """
    card = json.loads((copied / CARD).read_text("utf-8"))
    (copied / CARD).write_text(json.dumps({**card, "note": "mine"}), "utf-8")

    assert ModelFolder.read(copied).version != model_version()


def test_a_folder_of_something_else_is_told(copied):
    """
    Files with the right digests that hold no scores are no model either.
    """
    card = json.loads((copied / CARD).read_text("utf-8"))
    (copied / CARD).write_text(json.dumps({**card, "files": {}}), "utf-8")

    with pytest.raises(ModelError, match="not a model of the listing scores"):
        Scorer.read(copied)
