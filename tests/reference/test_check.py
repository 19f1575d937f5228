"""The check of reference data: what is shipped is sound, and what is wrong is pointed at."""

from __future__ import annotations

import pytest

from linsang.reference.check import check
from linsang.reference.rows import DATA

TAXA = (
    "taxon,scientific_name,rank,parent,synonyms,domesticated,source,doubt\n"
    "animalia,Animalia,kingdom,,,0,test,\n"
    "felidae,Felidae,family,animalia,,0,test,\n"
)
NAMES = "name,taxon,ambiguous,source,note\n"
LEXICON = "term,role,sense,taxa,trade_term,hint,source,note\n"
ENTRIES = (
    "taxon,appendix,in_force,until,populations,trade_terms,"
    "annotation,authority,certainty,date_basis,note\n"
)


def test_the_shipped_tree_and_entries_are_sound():
    """
    What we ship about taxa and Appendices has no error in it.
    """
    problems = [str(each) for each in check() if each.file.startswith(("taxa", "append", "trade"))]

    assert problems == []


def test_every_taxon_in_names_and_lexicons_is_in_the_tree():
    """
    Every animal and plant that a name or a term points at can be looked up.
    """
    problems = [str(each) for each in check() if each.found.startswith("taxon '")]

    assert problems == []


def test_every_file_is_looked_at():
    """
    The check reads every language's names and lexicon, not only the English ones.
    """
    assert len(list((DATA / "names").glob("*.csv"))) >= 15
    assert len(list((DATA / "lexicon").glob("*.csv"))) >= 15


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        pytest.param(
            "names/de.csv", NAMES + "Katze,felida,0,test,\n",
            "names/de.csv:2: taxon 'felida'; allowed: a taxon of taxa.csv, or a synonym there",
            id="name-of-unknown-taxon",
        ),
        pytest.param(
            "names/de.csv", NAMES + "Katze,felidae,maybe,test,\n",
            "names/de.csv:2: ambiguous 'maybe'; allowed: 0 or 1",
            id="ambiguous",
        ),
        pytest.param(
            "names/de.csv", NAMES + "Katze,felidae,0,test,\nkatze,felidae,0,test,\n",
            "names/de.csv:3: name 'katze' as in line 2; allowed: each row once",
            id="name-twice",
        ),
        pytest.param(
            "lexicon/de.csv", LEXICON + "Fell,produkt,,felidae,SKI,alone,test,\n",
            "lexicon/de.csv:2: role 'produkt'; allowed: claim, code, contact, disclaimer, "
            "evasion, gear, live, mask, not_trade, object, offer, part, product, real, wild",
            id="role",
        ),
        pytest.param(
            "lexicon/de.csv", LEXICON + "Fell,product,,felidae,SKI,often,test,\n",
            "lexicon/de.csv:2: hint 'often'; allowed: alone, context, ambiguous",
            id="hint",
        ),
        pytest.param(
            "lexicon/de.csv", LEXICON + "Falle,gear,hole,,,alone,test,\n",
            "lexicon/de.csv:2: sense 'hole' of gear; allowed: trap, net, snare, lime, lure, "
            "poison, weapon, fighting, cage, ill_treatment",
            id="sense",
        ),
        pytest.param(
            "lexicon/de.csv", LEXICON + "Fell,product,,felidae,FELL,alone,test,\n",
            "lexicon/de.csv:2: trade term 'FELL'; allowed: a code of trade_terms.csv",
            id="trade-term",
        ),
        pytest.param(
            "lexicon/de.csv", LEXICON + "Fell,product,,lupus,SKI,alone,test,\n",
            "lexicon/de.csv:2: taxon 'lupus'; allowed: a taxon of taxa.csv, or a synonym there",
            id="lexicon-taxon",
        ),
        pytest.param(
            "appendices.csv", ENTRIES + "felidae,II,2026-03-05,2020-01-01,,,,CITES,checked,seen,\n",
            "appendices.csv:2: until 2020-01-01; allowed: a day after 2026-03-05",
            id="days-the-wrong-way-round",
        ),
        pytest.param(
            "appendices.csv", ENTRIES + "felidae,II,,,,,,CITES,,seen,\n",
            "appendices.csv:2: no certainty; allowed: how well it is known",
            id="no-certainty",
        ),
        pytest.param(
            "appendices.csv", "taxon,appendix\n",
            "appendices.csv:1: no column in_force, until, populations, trade_terms, annotation, "
            "authority, certainty, date_basis, note; allowed: a header with taxon,appendix,"
            "in_force,until,populations,trade_terms,annotation,authority,certainty,date_basis,note",
            id="header",
        ),
        pytest.param(
            "names/de.csv", NAMES + '"Katze,felidae,0,test,\n',
            "names/de.csv:2: unexpected end of data; allowed: RFC 4180 quoting",
            id="open-quote",
        ),
    ],
)  # fmt: skip
def test_a_problem_points_at_its_place(tmp_path, file, text, problem):
    """
    A wrong row is named by file and line, with what was found and what is allowed.
    """
    (tmp_path / "names").mkdir()
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "taxa.csv").write_text(TAXA, encoding="utf-8")
    (tmp_path / file).write_text(text, encoding="utf-8")

    assert [str(each) for each in check(tmp_path)] == [problem]


def test_bytes_that_are_no_utf8_are_pointed_at(tmp_path):
    """
    A file in another encoding is named with the line of its first wrong byte.
    """
    (tmp_path / "names").mkdir()
    (tmp_path / "taxa.csv").write_text(TAXA, encoding="utf-8")
    (tmp_path / "names" / "de.csv").write_bytes(
        NAMES.encode() + "Löwe,felidae,0,test,\n".encode("latin-1")
    )

    assert [str(each) for each in check(tmp_path)] == [
        "names/de.csv:2: byte 0xf6; allowed: UTF-8 text"
    ]


def test_a_circle_in_the_tree_is_found(tmp_path):
    """
    A taxon that is under itself is a problem and no endless loop.
    """
    (tmp_path / "taxa.csv").write_text(
        TAXA + "a,A,genus,b,,0,test,\nb,B,genus,a,,0,test,\n", encoding="utf-8"
    )

    assert [str(each) for each in check(tmp_path)] == [
        "taxa.csv:4: 'a' is under itself; allowed: a tree without circles"
    ]
