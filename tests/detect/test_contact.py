"""A way to deal off the platform."""

from __future__ import annotations

import pytest

from linsang.detect.contact import build
from linsang.prepared import prepare
from linsang.testing.contracts import DetectorContract
from linsang.testing.factories import a_listing, a_term, a_vocabulary

VOCABULARY = a_vocabulary(
    [
        a_term("pangolin", taxa="manis"),
        a_term("whatsapp", "contact"),
        a_term("私聊", "contact", language="zh-Hans"),
        a_term("пишите в личку", "contact", language="ru"),
        a_term("ทักแชท", "contact", language="th"),
        a_term("call me", "contact", hint="context"),
    ]
)


def find(title="", **more):
    """The findings on one listing."""
    return build().detect([prepare(a_listing(title, **more), VOCABULARY)])[0]


class TestContact(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return VOCABULARY

    @pytest.fixture
    def examples(self):
        return [
            a_listing("Pangolin, WhatsApp", description="call me, 私聊"),
            a_listing("Brass lamp"),
        ]


@pytest.mark.parametrize(
    ("title", "quote"),
    [
        pytest.param("WhatsApp only", "WhatsApp", id="messenger"),
        pytest.param("有货，私聊", "私聊", id="chinese"),
        pytest.param("Пишите в личку", "Пишите в личку", id="russian"),
        pytest.param("สนใจทักแชท", "ทักแชท", id="thai"),
    ],
)
def test_an_invitation_is_quoted(title, quote):
    """
    An invitation to deal elsewhere is found in any language and quoted.
    """
    (finding,) = find(title)

    assert [match.quote for match in finding.matches] == [quote]


def test_a_doubtful_invitation_weighs_less():
    """
    "Call me" is said of many things; a messenger's name is clearer.
    """
    assert find("please call me today")[0].score < find("whatsapp")[0].score


@pytest.mark.parametrize("title", ["Pangolin", "Brass lamp", "", "recall mechanism"])
def test_nothing_is_read_into_silence(title):
    """
    Without an invitation there is none.
    """
    assert find(title) == ()
