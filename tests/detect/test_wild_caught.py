"""The seller says that the animal or plant was taken from the wild."""

from __future__ import annotations

import pytest

from linsang.detect.wild_caught import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

VOCABULARY = a_vocabulary(
    [
        a_term("goldfinch", taxa="carduelis-carduelis"),
        a_term("wild caught", "wild"),
        a_term("Wildfang", "wild", language="de"),
        a_term("野生", "wild", language="zh-Hans"),
        a_term("tangkapan hutan", "wild", language="id"),
        a_term("caught this week", "wild", hint="context"),
    ]
)


def find(title="", **more):
    """The findings on one listing."""
    return build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]


class TestWildCaught(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Goldfinches, wild-caught", description="Wildfang, 野生"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "quote"),
    [
        pytest.param("Wild-caught goldfinch", "Wild-caught", id="english"),
        pytest.param("Stieglitz, Wildfang", "Wildfang", id="german"),
        pytest.param("野生兰花", "野生", id="chinese"),
        pytest.param("murai tangkapan hutan", "tangkapan hutan", id="indonesian"),
        pytest.param("goldfinches caught this week", "caught this week", id="in-passing"),
    ],
)
def test_wild_origin_is_quoted(title, quote):
    """
    Who says that an animal was taken from the wild is quoted.
    """
    assert quote in [match.quote for finding in find(title) for match in finding.matches]


@pytest.mark.parametrize("title", ["goldfinch", "Brass lamp", "", "wild west poster"])
def test_nothing_is_read_into_silence(title):
    """
    A bird whose origin is not told is not said to be wild.
    """
    assert find(title) == ()


def test_it_is_installed():
    """
    What rules ask for has somebody who looks for it.
    """
    from linsang.compose import detectors

    assert "wild_caught" in [detector.spec.name for detector in detectors()]
