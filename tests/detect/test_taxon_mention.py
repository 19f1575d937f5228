"""A species is named, in any language and through its disguises."""

from __future__ import annotations

import pytest

from linsang.detect.taxon_mention import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

TIGER, MANIS = "panthera-tigris", "manis-javanica"
VOCABULARY = a_vocabulary(
    [
        a_term("pangolin", taxa=MANIS),
        a_term("穿山甲", language="zh-Hans", taxa=MANIS),
        a_term("천산갑", language="ko", taxa=MANIS),
        a_term("trenggiling", language="id", taxa=MANIS),
        a_term("панголин", language="ru", taxa=MANIS),
        a_term("ตัวนิ่ม", language="th", taxa=MANIS),
        a_term("tê tê", language="vi", taxa=MANIS),
        a_term("tiger claw", "product", taxa=TIGER, trade_term="CLA"),
        a_term("puma", taxa="puma-concolor", hint="ambiguous"),
        a_term("big cat", taxa=["panthera-leo", TIGER]),
        a_term("paper pangolin", "mask"),
    ]
)


def find(title="", **more):
    """The findings on one listing."""
    return build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]


class TestTaxonMention(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Pangolin scales", description="穿山甲 and puma", tags=("tiger claw",)),
            a_listing("p.a.n.g.o.l.i.n 천산갑"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "quotes"),
    [
        pytest.param("Pangolin scales", ["Pangolin"], id="plain"),
        pytest.param("pａngo\u200blin", ["pａngo\u200blin"], id="disguised"),
        pytest.param("出售穿山甲鳞片", ["穿山甲"], id="chinese"),
        pytest.param("出售穿山甲鱗片", ["穿山甲"], id="traditional"),
        pytest.param("천산갑을 팝니다", ["천산갑"], id="korean-particle"),
        pytest.param("jual trenggiling hidup", ["trenggiling"], id="indonesian"),
        pytest.param("чешуя панголина", ["панголина"], id="russian-genitive"),
        pytest.param("ขายตัวนิ่มสด", ["ตัวนิ่ม"], id="thai"),
        pytest.param("vảy tê tê khô", ["tê tê"], id="vietnamese"),
        pytest.param("P4NG0LIN", ["P4NG0LIN"], id="leet"),
        pytest.param("pangolin, PANGOLIN", ["pangolin", "PANGOLIN"], id="twice"),
        pytest.param("paper pangolin", [], id="false-friend"),
        pytest.param("Brass lamp", [], id="lamp"),
        pytest.param("", [], id="empty"),
    ],
)
def test_names_are_found_as_written(title, quotes):
    """
    A species name is found through its disguises and quoted as written.
    """
    assert [match.quote for finding in find(title) for match in finding.matches] == quotes


def test_a_product_names_its_species():
    """
    A tiger claw names the tiger.
    """
    (finding,) = find("tiger claw")

    assert finding.taxon == TIGER


def test_a_name_of_several_species_names_each():
    """
    A word for two species makes a finding about each of them.
    """
    assert {finding.taxon for finding in find("big cat")} == {"panthera-leo", TIGER}


def test_one_finding_for_each_species():
    """
    However often a species is named, in whichever language, it is one finding with all its words.
    """
    (finding,) = find("Pangolin, 穿山甲", description="pangolin")

    assert [match.span.field for match in finding.matches] == ["title", "title", "description"]


def test_a_doubtful_name_is_a_weaker_claim():
    """
    A puma may be a shoe: its name is weaker evidence than a pangolin's.
    """
    assert find("puma")[0].score < find("pangolin")[0].score


@pytest.mark.parametrize("field", ["category", "brand", "condition"])
def test_only_the_sellers_words_name(field):
    """
    A brand or category that bears an animal's name offers no animal.
    """
    assert find("shoes", **{field: "pangolin"}) == ()
