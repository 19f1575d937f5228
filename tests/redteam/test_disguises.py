"""What a red team does to one listing."""

from __future__ import annotations

from linsang.redteam.disguises import Offer, disguises
from linsang.redteam.ways import WAYS, way


def a_finding(kind, field, start, end):
    return {"kind": kind, "matches": [{"field": field, "start": start, "end": end}]}


def test_the_words_that_matter_are_those_that_name_the_thing():
    """
    The animal and its part are hidden; that it is for sale, and the tags, are not the seller's
    worry.
    """
    row = {"id": "1", "title": "For sale: ivory", "description": "old tusk"}
    findings = [
        a_finding("offer", "title", 0, 8),
        a_finding("trade_term", "title", 10, 15),
        a_finding("taxon_mention", "description", 4, 8),
        a_finding("taxon_mention", "tags", 0, 4),
    ]

    offer = Offer.of(row, findings, language="en")

    assert offer.spans == [(10, 15), (20, 24)]


def test_the_whole_text_can_be_disguised():
    """
    Asked for the whole text, every word of title and description is disguised.
    """
    row = {"id": "1", "title": "For sale: ivory", "description": "old tusk"}

    offer = Offer.of(row, [], language="en", whole_text=True)
    (disguise,) = disguises(offer, seed=1, ways=[way("styled")])

    assert not any(
        char.isascii() and char.isalpha() for char in disguise.title + disguise.description
    )


def test_a_listing_without_description_can_be_split():
    """
    The second half of the word becomes the description.
    """
    offer = Offer.of(
        {"id": "1", "title": "象牙"}, [a_finding("trade_term", "title", 0, 2)], language="zh-Hans"
    )
    (disguise,) = disguises(offer, seed=1, ways=[way("split")])

    assert (disguise.title, disguise.description) == ("象", "牙")


def test_each_way_is_tried_once_where_it_does_something():
    """
    Chinese words have no vowels to drop, and no row of the report says that they had.
    """
    offer = Offer.of(
        {"id": "1", "title": "象牙"}, [a_finding("trade_term", "title", 0, 2)], language="zh-Hans"
    )

    tried = [one.way.name for one in disguises(offer, seed=1)]

    assert len(tried) == len(set(tried))
    assert {"pinyin", "initials", "homophones"} <= set(tried)
    assert not {"vowel-drop", "leet", "styled", "misspelling"} & set(tried)
    assert set(tried) < {one.name for one in WAYS}
