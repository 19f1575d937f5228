"""A word of the trade was written so that machines would miss it: itself evidence."""

from __future__ import annotations

import pytest

from linsang.detect.disguise_found import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

TIGER = "panthera-tigris"
VOCABULARY = a_vocabulary(
    [
        a_term("tiger", taxa=TIGER),
        a_term("tiger claw", "product", taxa=TIGER, trade_term="CLA"),
        a_term("象牙", "product", language="zh-Hans", trade_term="IVC"),
        a_term("слоновая кость", "product", language="ru", trade_term="IVC"),
        a_term("งาช้าง", "product", language="th", trade_term="TUS"),
        a_term("for sale", "offer"),
    ]
)


def find(title="", **more):
    """The findings on one listing."""
    return build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]


class TestDisguiseFound(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("t i g e r  c l a w s", description="象.牙 т1ger"),
            a_listing("tiger claw"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "quote"),
    [
        pytest.param("t i g e r  c l a w s", "t i g e r  c l a w s", id="spaced"),
        pytest.param("real T1G3R", "T1G3R", id="leet"),
        pytest.param("tіger", "tіger", id="cyrillic-letter"),
        pytest.param("t.i.g.e.r", "t.i.g.e.r", id="dots"),
        pytest.param("象.牙", "象.牙", id="chinese-dot"),
        pytest.param("象 牙", "象 牙", id="chinese-space"),
        pytest.param("с.л.о.н.о.в.а.я кость", "с.л.о.н.о.в.а.я кость", id="russian"),
        pytest.param("ง.า.ช.้.า.ง", "ง.า.ช.้.า.ง", id="thai"),
    ],
)
def test_a_disguise_is_quoted_as_written(title, quote):
    """
    The disguise itself is the evidence, and is shown as it was written.
    """
    (finding,) = find(title)

    assert quote in [match.quote for match in finding.matches]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("tiger claw", id="plain"),
        pytest.param("TIGER CLAW", id="capitals"),
        pytest.param("tiger-claw", id="hyphen"),
        pytest.param("Tiger's claw", id="apostrophe"),
        pytest.param("象牙", id="chinese"),
        pytest.param("f.o.r s.a.l.e", id="nothing-to-hide"),
        pytest.param("USB 2.0, 5.1 sound", id="numbers"),
        pytest.param("Brass lamp", id="lamp"),
        pytest.param("", id="empty"),
    ],
)
def test_plain_writing_is_no_disguise(title):
    """
    What anybody can read was not hidden.
    """
    assert find(title) == ()


def test_one_species_is_named_by_its_disguise():
    """
    Where the hidden word is about one species, the finding says which.
    """
    assert find("t.i.g.e.r")[0].taxon == TIGER
