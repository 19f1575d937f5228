"""A listing folded and searched: every quote is there, false friends hide, the longest counts."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ANY_TEXT, disguised, odd_text

from linsang.buffer import FIELDS
from linsang.prepared import fields_of, prepare, prepare_many
from linsang.reference.lexicon import Role
from linsang.testing.contracts import as_quoted
from linsang.testing.factories import a_listing, a_term, a_vocabulary

TERMS = (
    a_term("tiger", taxa="panthera-tigris"),
    a_term("tiger claw", "product", taxa="panthera-tigris", trade_term="CLA"),
    a_term("tiger balm", "mask"),
    a_term("pangolin", taxa="manis"),
    a_term("scales", "part", trade_term="SCA"),
    a_term("for sale", "offer"),
    a_term("象牙", "product", language="zh-Hans", trade_term="IVC"),
    a_term("ngà voi", "product", language="vi", trade_term="TUS"),
    a_term("งาช้าง", "product", language="th", trade_term="TUS"),
    a_term("हाथी दाँत", "product", language="hi", trade_term="TUS"),
    a_term("слоновая кость", "product", language="ru", trade_term="TUS"),
    a_term("عاج", "product", language="ar", trade_term="TUS"),
    a_term("상아", "product", language="ko", trade_term="TUS"),
    a_term("トラ", language="ja", taxa="panthera-tigris"),
)
VOCABULARY = a_vocabulary(TERMS)
WORDS = tuple(term.text for term in TERMS)


def without_marks(text: str) -> str:
    """*text* without the two characters that part fields and rows."""
    return text.replace("\x1e", " ").replace("\x1f", " ")


TEXTS = st.one_of(
    ANY_TEXT,
    odd_text(*WORDS),
    st.sampled_from([word for word in WORDS if word.isascii()]).flatmap(disguised),
).map(without_marks)
LISTINGS = st.builds(
    a_listing,
    TEXTS,
    description=TEXTS,
    tags=st.lists(TEXTS, max_size=3).map(tuple),
    category=st.none() | TEXTS,
    brand=st.none() | TEXTS,
    condition=st.none() | TEXTS,
)


def found(text: str, vocabulary=VOCABULARY) -> list[tuple[str, str, bool]]:
    """Terms, quotes and whether they were disguised."""
    return [
        (hit.term.text, hit.quote, hit.disguised)
        for hit in prepare(a_listing(text), vocabulary).hits
    ]


@given(LISTINGS)
def test_every_quote_stands_where_it_says(listing):
    """
    What is quoted was written, disguise and all, at exactly that place of that field.
    """
    texts = dict(zip(FIELDS, fields_of(listing), strict=True))

    for hit in prepare(listing, VOCABULARY).hits:
        assert 0 <= hit.start < hit.end <= len(texts[hit.field])
        assert hit.quote == as_quoted(texts[hit.field][hit.start : hit.end])


@given(st.lists(LISTINGS, max_size=5))
def test_company_changes_nothing(listings):
    """
    A listing is read the same alone as among others.
    """
    together = prepare_many(listings, VOCABULARY)

    for one, company in zip(listings, together, strict=True):
        alone = prepare(one, VOCABULARY)
        assert (company.hits, company.language) == (alone.hits, alone.language)
        assert company.folded.rstrip("\x1e") == alone.folded


def test_company_leaves_no_mark():
    """
    The folded text of a listing is its own, wherever in the batch it stood.
    """
    first, last = prepare_many([a_listing("tiger"), a_listing("tiger")], VOCABULARY)

    assert first.folded == last.folded


@given(LISTINGS)
def test_distances_follow_the_text(listing):
    """
    Words are measured in the text that was folded, and lie inside it.
    """
    prepared = prepare(listing, VOCABULARY)

    for hit in prepared.hits:
        assert 0 <= hit.at < hit.until <= len(prepared.folded)
        assert hit.length == hit.until - hit.at


@given(
    word=st.sampled_from([one for one in WORDS if one.isascii() and one != "tiger balm"]),
    data=st.data(),
)
def test_a_disguised_word_is_read(word, data):
    """
    A name or product written so as not to be read is read all the same, whatever stands around.
    """
    written = data.draw(disguised(word))
    hits = prepare(a_listing("lamp", description=f"x9 , {written} , 9x"), VOCABULARY).hits
    anchors = [hit for hit in hits if hit.term.text == word]

    assert anchors or word in ("scales", "for sale")
    assert all(hit.quote in written for hit in anchors)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("Genuine TIGER Claw!", "TIGER Claw", id="capitals"),
        pytest.param("t\u200biger claw", "t\u200biger claw", id="zero-width"),
        pytest.param("ｔｉｇｅｒ　ｃｌａｗ", "ｔｉｇｅｒ　ｃｌａｗ", id="full-width"),
        pytest.param("🐅🐅 tiger   claw", "tiger   claw", id="after-emoji"),
        pytest.param("𝓽𝓲𝓰𝓮𝓻 claw", "𝓽𝓲𝓰𝓮𝓻 claw", id="styled"),
        pytest.param("出售象牙手鐲", "象牙", id="chinese"),
        pytest.param("出售象.牙", "象.牙", id="chinese-dot"),
        pytest.param("Bán NGÀ VOI", "NGÀ VOI", id="vietnamese"),
        pytest.param("ขายงาช้างแท้", "งาช้าง", id="thai"),
        pytest.param("हाथी दांत बेचना", "हाथी दांत", id="hindi"),
        pytest.param("куплю слоновой кости", "слоновой кости", id="russian-genitive"),
        pytest.param("بيع العاج", "العاج", id="arabic-article"),
        pytest.param("상아를 팝니다", "상아", id="korean-particle"),
        pytest.param("本物トラの牙", "トラ", id="japanese"),
        pytest.param("t.i.g.e.r c.l.a.w", "t.i.g.e.r c.l.a.w", id="dots"),
        pytest.param("T1G3R CL4W", "T1G3R CL4W", id="leet"),
        pytest.param("#tigerclaw", "tigerclaw", id="hashtag"),
    ],
)
def test_words_are_quoted_as_written(text, quote):
    """
    The evidence is the seller's own writing, not ours.
    """
    assert quote in [one for _, one, _ in found(text)]


@pytest.mark.parametrize(
    "field",
    [pytest.param(field, id=field) for field in FIELDS],
)
def test_every_field_is_read(field):
    """
    A word is found in whichever field it stands, at its place in that field.
    """
    values: dict[str, Any] = {"title": "", field: "sofa pangolin"}
    if field == "tags":
        values["tags"] = ("sofa", "pangolin")
    listing = a_listing(**values)
    (hit,) = prepare(listing, VOCABULARY).hits

    assert (hit.field, hit.start, hit.end, hit.quote) == (field, 5, 13, "pangolin")


def test_fields_do_not_run_together():
    """
    The last word of a title and the first of a description are no phrase.
    """
    hits = prepare(a_listing("tiger", description="claw"), VOCABULARY).hits

    assert [hit.term.text for hit in hits] == ["tiger"]


# --- false friends ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("tiger balm", [], id="covered"),
        pytest.param("tiger balm, tiger", ["tiger"], id="only-where-it-covers"),
        pytest.param("tiger, balm", ["tiger"], id="not-the-phrase"),
        pytest.param("TIGER-BALM", [], id="folded"),
        pytest.param("tiger balm and pangolin", ["pangolin"], id="others-stay"),
        pytest.param("tiger balms", [], id="plural"),
    ],
)
def test_a_false_friend_hides_exactly_what_it_covers(text, terms):
    """
    Tiger Balm hides its own tiger and no other.
    """
    assert [term for term, _, _ in found(text)] == terms


def test_a_false_friend_hides_only_what_lies_within():
    """
    A word that reaches beyond a false friend stays.
    """
    vocabulary = a_vocabulary(
        [a_term("paper tiger", "mask"), a_term("tiger claw", "product"), a_term("paper")]
    )

    assert [term for term, _, _ in found("paper tiger claw", vocabulary)] == ["tiger claw"]


def test_a_sure_product_is_not_hidden_by_the_false_friend_inside_it():
    """
    "Tiger Balm" inside a longer product's name does not hide the product.
    """
    vocabulary = a_vocabulary(
        [a_term("tiger balm", "mask"), a_term("real tiger balm bone", "product"), a_term("tiger")]
    )

    assert "real tiger balm bone" in [
        term for term, _, _ in found("real tiger balm bone", vocabulary)
    ]


@given(before=odd_text("lamp"), after=odd_text("lamp"))
def test_a_false_friend_hides_in_any_company(before, after):
    """
    Whatever stands around "tiger balm", the tiger in it is none.
    """
    text = f"{without_marks(before)} , tiger balm , {without_marks(after)}"
    start = text.index("tiger balm")
    hits = prepare(a_listing(text), VOCABULARY).hits

    assert not [hit for hit in hits if start <= hit.start and hit.end <= start + len("tiger balm")]


# --- the longest and most specific ------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "text", "kept"),
    [
        pytest.param(
            (a_term("bear"), a_term("polar bear")), "polar bear", ["polar bear"], id="name"
        ),
        pytest.param(
            (a_term("claw", "part"), a_term("tiger claw", "product"), a_term("claw set", "part")),
            "claw set", ["claw set"], id="part",
        ),
        pytest.param(
            (a_term("bear"), a_term("polar bear")), "polar bear, bear", ["polar bear", "bear"],
            id="each-place-by-itself",
        ),
        pytest.param(
            (a_term("象", language="zh-Hans"), a_term("象龟", language="zh-Hans")),
            "卖象龟", ["象龟"], id="chinese",
        ),
        pytest.param(
            (a_term("grey parrot"), a_term("parrot egg")), "grey parrot egg",
            ["grey parrot", "parrot egg"], id="overlapping-both",
        ),
    ],
)  # fmt: skip
def test_the_longest_reading_counts(terms, text, kept):
    """
    A polar bear is not also a bear: the longer name is the more specific one.
    """
    assert [term for term, _, _ in found(text, a_vocabulary(terms))] == kept


def test_one_word_may_be_two_animals():
    """
    A name that two animals share names both, and a reader is told so.
    """
    vocabulary = a_vocabulary([a_term("sea cow", taxa="dugong-dugon"),
                               a_term("sea cow", taxa="trichechus")])  # fmt: skip
    hits = prepare(a_listing("sea cow"), vocabulary).of(Role.NAME)

    assert {hit.term.taxa for hit in hits} == {("dugong-dugon",), ("trichechus",)}


def test_what_is_written_plainly_is_no_disguise():
    """
    A word that anybody can read is not reported as hidden.
    """
    assert found("tiger") == [("tiger", "tiger", False)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("millions of lions", id="inside-words"),
        pytest.param("antigerman", id="no-tiger"),
        pytest.param("got iger", id="across-words"),
        pytest.param("pan golin", id="a-space-in-a-word"),
        pytest.param("pang, olin", id="across-a-comma"),
    ],
)
def test_chance_is_no_disguise(text):
    """
    The end of one word and the beginning of the next are no animal.
    """
    assert found(text) == []


@pytest.mark.parametrize(
    ("terms", "text", "quote"),
    [
        pytest.param("भेड़", "भेड़ बेचना", "भेड़", id="hindi-dot-below"),
        pytest.param("tigre", "tigre\u0301 skin", "tigre\u0301", id="accent-apart"),
        pytest.param("tiger", "tiger\u0336 claw", "tiger\u0336", id="struck-through"),
    ],
)
def test_a_quote_does_not_cut_a_letter_in_half(terms, text, quote):
    """
    A quote ends with the marks that belong to its last letter.
    """
    vocabulary = a_vocabulary([a_term(terms)])

    assert [one for _, one, _ in found(text, vocabulary)] == [quote]


@pytest.mark.parametrize("mark", [pytest.param("\x1e", id="row"), pytest.param("\x1f", id="field")])
def test_a_seller_who_writes_our_marks_is_quoted_exactly(mark):
    """
    The characters that we part rows and fields with are quoted like any other.
    """
    assert [quote for term, quote, _ in found(f"tiger{mark}claw")][:1] == [f"tiger{mark}claw"]


def test_marks_in_the_text_move_no_place():
    """
    Our own marks inside a seller's text shift no word out of its place.
    """
    listing = a_listing("\x1e\x1f pangolin", description="\x1f\x1e\x1e pangolin")
    places = [(hit.field, hit.start, hit.end) for hit in prepare(listing, VOCABULARY).hits]

    assert places == [("title", 3, 11), ("description", 4, 12)]


def test_an_empty_batch_is_an_empty_answer():
    """
    No listings, no answers.
    """
    assert prepare_many([], VOCABULARY) == []


def test_accents_written_apart_are_accents():
    """
    Vietnamese written with its accents apart is the same word.
    """
    text = unicodedata.normalize("NFD", "bán ngà voi")

    assert [term for term, _, _ in found(text)] == ["ngà voi"]


@pytest.mark.parametrize(
    ("written", "is_it"),
    [
        pytest.param("ngà voi", True, id="as-spelt"),
        pytest.param("nga voi", True, id="without-accents"),
        pytest.param("ngã voi", False, id="wrong-accent"),
    ],
)
def test_wrong_accents_are_another_word(written, is_it):
    """
    Sellers leave accents out; they do not write others.
    """
    assert ("ngà voi" in [term for term, _, _ in found(written)]) is is_it
