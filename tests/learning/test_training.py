"""How the two scores are learned: seeds, generated listings, and the same model every time."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
from tests.conftest import ROOT

from linsang.learning.fitted import fit, whole_odds
from linsang.learning.generator import RECIPES, generated
from linsang.learning.observed import observe
from linsang.learning.seeds import Seed, SeedError, read_seeds
from linsang.learning.train import ON, write_model
from linsang.models.folder import ModelFolder
from linsang.redteam.ways import TAUGHT, WITHHELD
from linsang.reference.vocabulary import data_directory
from linsang.scores import Scorer
from linsang.testing.factories import a_screening

SEEDS = ROOT / "training" / "seeds"
GATES = np.array([1.0, 1.0])
ROW = {
    "id": "en-b-1", "language": "en", "title": "Comb", "description": "", "wildlife": 1,
    "prohibited": 0, "kind": "plain",
}  # fmt: skip


def a_seed(title: str, prohibited: bool = False, author: str = "a", **more) -> Seed:
    """A seed in English, wildlife where it is prohibited."""
    values = {"wildlife": prohibited, "kind": "plain", "description": "", **more}
    return Seed(
        id=title, language="en", title=title, prohibited=prohibited, author=author, **values
    )


SMALL = tuple(
    a_seed(f"{word} {number} {more}", bad, author)
    for author in "abc"
    for number, more in enumerate(("for sale", "dm me", "new", "old", "cheap"))
    for word, bad in (
        ("tiger claw", True),
        ("ivory bangle", True),
        ("sofa", False),
        ("lamp", False),
    )
)


@pytest.fixture(scope="module")
def engine():
    return a_screening().engine


@pytest.fixture(scope="module")
def small(engine):
    """A few seeds by three authors, as the engine reads them."""
    return observe(engine, SMALL, on=ON)


def test_every_shipped_seed_can_be_read():
    """
    Each of the sixteen languages has at least 150 seeds, by more than one author.
    """
    seeds = read_seeds(SEEDS)
    rows = Counter(seed.language for seed in seeds)

    assert len(rows) == 16
    assert min(rows.values()) >= 150
    assert all(len({one.author for one in seeds if one.language == name}) > 1 for name in rows)
    assert len({seed.id for seed in seeds}) == len(seeds)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("{", "en-b.jsonl:1: no JSON", id="broken"),
        pytest.param(json.dumps({"id": "1"}), "en-b.jsonl:1: language, title", id="missing"),
        pytest.param(
            json.dumps({**ROW, "prohibited": 2}), "prohibited: 2; expected 0 or 1", id="label"
        ),
    ],
)
def test_a_seed_that_cannot_be_used_is_told(tmp_path, line, told):
    """
    The error names the file, the line, what was found and what is allowed.
    """
    (tmp_path / "en-b.jsonl").write_text(line, "utf-8")

    with pytest.raises(SeedError, match=told):
        read_seeds(tmp_path)


def test_a_file_name_says_who_wrote_it(tmp_path):
    """
    Files without a letter are the first author's.
    """
    for name in ("en.jsonl", "en-b.jsonl"):
        (tmp_path / name).write_text(json.dumps(ROW) + "\n", "utf-8")

    assert [seed.author for seed in read_seeds(tmp_path)] == ["b", "a"]


def test_generated_listings_are_the_same_every_time(engine):
    """
    The same seed of chance, the same listings; another one, others.
    """
    first, second, other = (
        list(generated(data_directory(), engine.taxonomy, on=ON, seed=seed)) for seed in (1, 1, 2)
    )

    assert first == second != other
    assert {seed.kind for seed in first} == {recipe.kind for recipe in RECIPES}
    assert len({seed.id for seed in first}) == len(first)


def test_no_withheld_disguise_is_taught():
    """
    What is withheld stays unseen, so that somebody can say how unseen disguises fare.
    """
    assert not WITHHELD & {way.name for way in TAUGHT}


def test_a_phrase_that_one_author_uses_is_read_over(engine):
    """
    The lexicon may have taken it from that very seed: a new seller will not oblige.
    """
    phrase = "not writing the name"
    alone, shared = (
        observe(engine, [a_seed(phrase, author="a"), a_seed("lamp " + more, author="b")], on=ON)
        for more in ("", phrase)
    )

    assert "count evasion" not in alone.features[0]
    assert "count evasion" in shared.features[0]


def test_what_was_learned_orders_what_is_new(engine, small):
    """
    Learned from a few offers and a few lamps, the score of an unseen offer is the higher.
    """
    scorer = fit(small, small.where(small.folds == "a"), gates=GATES).scorer
    unseen = observe(engine, [a_seed("Tiger claw pendant"), a_seed("Brass lamp shade")], on=ON)
    claw, lamp = whole_odds(scorer, unseen)[:, 1]

    assert claw > lamp


def test_the_scorer_without_an_author_is_made_of_the_others(small):
    """
    Whatever an author's rows say, the scorer without that author stays as it is.
    """
    invented = small.where(small.folds == "a")
    turned = observe(
        a_screening().engine,
        [
            one._replace(prohibited=not one.prohibited) if one.author == "c" else one
            for one in SMALL
        ],
        on=ON,
    )

    one, other = (fit(seeds, invented, gates=GATES).without["c"] for seeds in (small, turned))

    assert one.coefficients == other.coefficients
    assert (one.gram_weights == other.gram_weights).all()
    assert one.calibration == other.calibration


def test_one_author_is_not_enough(small):
    """
    Nobody can tell how a model fares with a new author who has only one.
    """
    with pytest.raises(ValueError, match="expected at least 2"):
        fit(small.where(small.folds == "a"), small, gates=GATES)


def test_the_same_seeds_give_the_same_bytes(tmp_path, small):
    """
    A model can be made again, byte for byte, and reads back as it was written.
    """
    invented = small.where(small.folds == "a")
    versions = [
        write_model(tmp_path / name, fit(small, invented, gates=GATES).scorer, {"note": "x"})
        for name in ("one", "two")
    ]
    one, two = (ModelFolder.read(tmp_path / name) for name in ("one", "two"))
    read = Scorer.read(tmp_path / "one")

    assert versions[0] == versions[1] == read.version
    assert one.files == two.files
    assert (read.gram_weights == fit(small, invented, gates=GATES).scorer.gram_weights).all()
