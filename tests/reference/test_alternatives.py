"""What a searcher is told is whole, short and sourced, in every language."""

from __future__ import annotations

import csv
import re
import shutil

import pytest

from linsang.model.taxon import TaxonId, TradeTerm
from linsang.reference.alternatives import Alternatives, Group
from linsang.reference.query_words import Aim, QueryWords
from linsang.reference.rows import DATA, ReferenceDataError
from linsang.reference.taxonomy import Taxonomy

LANGUAGES = (
    "ar", "de", "en", "es", "fr", "hi", "id", "ja",
    "ko", "pt", "ru", "sw", "th", "vi", "zh-Hans", "zh-Hant",
)  # fmt: skip


@pytest.fixture(scope="module")
def taxonomy():
    return Taxonomy.load()


@pytest.fixture(scope="module")
def alternatives(taxonomy):
    return Alternatives.load(taxonomy)


def test_every_language_is_there(alternatives):
    """
    Messages are there in sixteen languages.
    """
    assert alternatives.languages == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", list(Group))
def test_every_message_is_whole_and_short(alternatives, group, language):
    """
    Every group has a message in every language, short enough for a banner, with something
    lawful to do instead.
    """
    told = alternatives.tell(group, language)

    assert told.language == language
    assert 1 <= len(told.alternatives) <= 4
    assert len(told.message()) <= (200 if language in ("ja", "ko", "zh-Hans", "zh-Hant") else 480)
    assert not re.search(r"\s{2}|^\s|\s$|!", told.message())


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_message_was_left_in_english(alternatives, language):
    """
    A message in another language shares no sentence with the English one.
    """
    english = {text for group in Group for text in _texts(alternatives.tell(group, "en"))}
    own = {text for group in Group for text in _texts(alternatives.tell(group, language))}

    assert not english & own


def _texts(told):
    return told.law, told.harm, told.report, *told.alternatives


@pytest.mark.parametrize(
    ("tag", "language"),
    [("zh-TW", "zh-Hans"), ("pt-BR", "pt"), ("ms", "id"), ("xx", "en"), (None, "en")],
)
def test_the_nearest_language_is_told(alternatives, tag, language):
    """
    A tag without messages of its own gets the nearest there are, in the end English.
    """
    assert alternatives.tell(Group.IVORY, tag).language == language


@pytest.mark.parametrize(
    ("taxon", "trade_term", "group"),
    [
        ("loxodonta-africana", "TUS", Group.IVORY),
        ("hippopotamus-amphibius", "IVC", Group.IVORY),
        (None, "IVP", Group.IVORY),
        ("diceros-bicornis", "HOR", Group.RHINO_HORN),
        ("panthera-tigris", "BON", Group.BIG_CATS),
        ("manis-javanica", "SCA", Group.PANGOLINS),
        ("ursus-thibetanus", "GAB", Group.BEARS),
        ("ara-macao", "LIV", Group.LIVE_BIRDS),
        ("rhinoplax-vigil", "CAR", Group.BIRDS),
        ("accipiter-gentilis", "LIV", Group.LIVE_BIRDS),
        ("accipiter-gentilis", "FEA", Group.BIRDS),
        ("nycticebus-coucang", "LIV", Group.MAMMALS),
        ("python-bivittatus", "SKI", Group.REPTILES),
        ("eretmochelys-imbricata", "SCA", Group.TURTLES),
        ("hippocampus", "BOD", Group.SHARKS),
        ("tridacninae", "SHE", Group.CORALS),
        ("orchidaceae", "LIV", Group.PLANTS),
        ("dalbergia", "LOG", Group.TIMBER),
        (None, None, Group.OTHER),
    ],
)
def test_a_specimen_has_its_group(alternatives, taxon, trade_term, group):
    """
    Each kind of wildlife is spoken of in its own way, and ivory is ivory whatever bore it.
    """
    found = alternatives.group_of(
        TaxonId(taxon) if taxon else None, TradeTerm(trade_term) if trade_term else None
    )

    assert found is group


def test_every_alternative_has_a_source():
    """
    Nothing is recommended without saying where it is known from.
    """
    with (DATA / "alternatives.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert rows
    assert all(row["source"].strip() for row in rows)
    assert {row["group"] for row in rows} == {group.value for group in Group}


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("species_groups.csv", "felis-nemo,,big_cats,0,x", "taxon 'felis-nemo'"),
        ("species_groups.csv", "felidae,,cats,0,x", "group 'cats'"),
        ("species_groups.csv", "felidae,,big_cats,maybe,x", "heavily_poached 'maybe'"),
        ("alternatives.csv", "ivory,tagua,", "no source"),
        ("alternatives.csv", "tusks,tagua,x", "group 'tusks'"),
    ],
)
def test_a_bad_row_is_told_by_its_line(taxonomy, tmp_path, file, line, told):
    """
    Whoever edits the data learns which line is wrong and what is allowed.
    """
    for name in ("species_groups.csv", "alternatives.csv"):
        shutil.copy(DATA / name, tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    lines = len((tmp_path / file).read_text("utf-8").splitlines())

    with pytest.raises(ReferenceDataError) as error:
        Alternatives.load(taxonomy, tmp_path)

    assert f"{file}:{lines}: {told}" in str(error.value)


def test_a_missing_sentence_is_told(taxonomy, tmp_path):
    """
    A language file with a gap is an error that names the gap, not a message with a hole.
    """
    for name in ("species_groups.csv", "alternatives.csv"):
        shutil.copy(DATA / name, tmp_path)
    (tmp_path / "messages").mkdir()
    whole = (DATA / "messages" / "en.toml").read_text("utf-8")
    (tmp_path / "messages" / "en.toml").write_text(
        re.sub(r"^bears = .*\n", "", whole, flags=re.MULTILINE), "utf-8"
    )

    with pytest.raises(ReferenceDataError, match=r"messages/en\.toml:0: no text for harm\.bears"):
        Alternatives.load(taxonomy, tmp_path).tell(Group.BEARS, "en")


def test_query_words_are_there_for_every_language():
    """
    Wishes to buy and to know are recognised in all sixteen languages.
    """
    with (DATA / "query_words.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for aim in (Aim.BUYING, Aim.ASKING, Aim.THING, Aim.SMALL):
        assert {row["language"] for row in rows if row["kind"] == aim} >= set(LANGUAGES)


def test_a_bad_query_word_row_is_told_by_its_line(tmp_path):
    """
    A kind that is none is told with its line.
    """
    (tmp_path / "query_words.csv").write_text("kind,language,terms\nwishing,en,buy\n", "utf-8")

    with pytest.raises(ReferenceDataError, match=r"query_words\.csv:2: kind 'wishing'"):
        QueryWords.load(tmp_path)
