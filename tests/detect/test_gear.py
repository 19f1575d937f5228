"""Gear to take wild animals: traps, nets, snares, bird lime."""

from __future__ import annotations

import pytest

from linsang.detect.gear import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

VOCABULARY = a_vocabulary(
    [
        a_term("bird lime", "gear", sense="lime"),
        a_term("mist net", "gear", sense="net"),
        a_term("捕鸟网", "gear", language="zh-Hans", sense="net"),
        a_term("liga para pájaros", "gear", language="es", sense="lime"),
        a_term("trap", "gear", sense="trap", hint="context"),
        a_term("otter", taxa="lutra-lutra"),
        a_term("mouse trap", "mask"),
    ]
)


def find(title="", **more):
    """Senses to findings."""
    found = build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]
    return {finding.sense: finding for finding in found}


class TestGear(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Bird lime and mist nets", description="otter trap"),
            a_listing("trap 捕鸟网"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "sense", "quote"),
    [
        pytest.param("Bird lime, 1 kg", "lime", "Bird lime", id="lime"),
        pytest.param("Mist-nets 12 m", "net", "Mist-nets", id="net-plural"),
        pytest.param("捕鸟网12米", "net", "捕鸟网", id="chinese"),
        pytest.param("vendo liga para pajaros", "lime", "liga para pajaros", id="spanish"),
        pytest.param("trap for otters", "trap", "trap", id="with-its-animal"),
    ],
)
def test_gear_is_named_and_quoted(title, sense, quote):
    """
    Gear is found with its kind and the words for it.
    """
    assert quote in [match.quote for match in find(title)[sense].matches]


def test_a_doubtful_trap_counts_beside_an_animal():
    """
    A trap for otters is stronger evidence than a trap.
    """
    assert find("otter trap")["trap"].score > find("trap door")["trap"].score


def test_an_animal_far_away_says_nothing():
    """
    An animal in another field does not make a trap a trap for it.
    """
    far = find("trap door hinge, brass, four pieces", description="Otter Hardware Ltd.")

    assert far["trap"].score == find("trap door hinge")["trap"].score


@pytest.mark.parametrize("title", ["mouse trap", "Brass lamp", "", "otter"])
def test_what_is_no_gear(title):
    """
    A mouse trap is a false friend, and an animal is no gear.
    """
    assert find(title) == {}
