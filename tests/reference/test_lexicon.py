"""Lexicon files: every row becomes a term, and one that cannot says where and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from linsang.reference.lexicon import (
    COLUMNS,
    Hint,
    LexiconError,
    Role,
    read_lexicon,
    read_names,
    read_private,
)
from linsang.reference.vocabulary import data_directory

HEADER = ",".join(COLUMNS) + "\n"


def a_file(folder: Path, text: str | bytes, name: str = "en.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_row_becomes_a_term(tmp_path):
    """
    A row says the words, what they do, what they are about and where that is known from.
    """
    path = a_file(
        tmp_path,
        HEADER + "tiger claw,product,,panthera-tigris; panthera-leo ,CLA,alone,field guide,\n",
    )
    (term,) = read_lexicon(path)

    assert (term.text, term.language, term.role, term.hint) == (
        "tiger claw",
        "en",
        Role.PRODUCT,
        Hint.ALONE,
    )
    assert term.taxa == ("panthera-tigris", "panthera-leo")
    assert (term.trade_term, term.source) == ("CLA", "field guide")


def test_what_a_row_leaves_out_is_doubtful(tmp_path):
    """
    A term without a hint needs the company of others, and no column but two is needed.
    """
    (term,) = read_lexicon(a_file(tmp_path, "term,role\nstripes,code\n"))

    assert (term.hint, term.taxa, term.trade_term, term.sense) == (Hint.CONTEXT, (), None, "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeffterm,role\r\nlamp,object\r\n", id="byte-order-mark-and-crlf"),
        pytest.param('term,role\n"lamp",object\n', id="quoted"),
        pytest.param("term,role,colour\nlamp,object,red\n", id="unknown-column"),
        pytest.param("term,role\n lamp , object \n", id="spaces"),
        pytest.param("term,role,hint\nlamp,object\n", id="short-row"),
        pytest.param("term,role\nlamp,object,more,and more\n", id="long-row"),
        pytest.param("term,role\n\nlamp,object\n\n", id="blank-lines"),
    ],
)
def test_tables_as_people_save_them(tmp_path, text):
    """
    A table is read whichever program saved it.
    """
    (term,) = read_lexicon(a_file(tmp_path, text))

    assert (term.text, term.role) == ("lamp", Role.OBJECT)


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        pytest.param("term,role\n,product\n", "en.csv:2", "term: empty", id="no-term"),
        pytest.param("term,role\nx,produkt\n", "en.csv:2", "'produkt' is not a role", id="role"),
        pytest.param("term,role\nx,name\n", "en.csv:2", "'name' is not a role", id="name-role"),
        pytest.param("term,role\nx,\n", "en.csv:2", "'' is not a role", id="no-role"),
        pytest.param(
            "term,role,hint\nx,product,sure\n", "en.csv:2", "'sure' is not a hint", id="hint"
        ),
        pytest.param(
            "term,role\nlamp,object\nx,code\ny,zz\n", "en.csv:4", "'zz'", id="counts-lines"
        ),
        pytest.param("word,role\nx,code\n", "en.csv:1", "no column term; found word", id="header"),
        pytest.param("", "en.csv:1", "no column term, role; found an empty file", id="empty"),
        pytest.param('term,role\n"x,code\n', "en.csv:", "", id="open-quote"),
    ],
)
def test_a_bad_row_says_where_and_what_is_allowed(tmp_path, text, place, found):
    """
    A row that is no term is told with file and line, and with what would be right.
    """
    with pytest.raises(LexiconError) as error:
        list(read_lexicon(a_file(tmp_path, text)))

    assert str(error.value).startswith(place)
    assert found in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"term,role\n\xff\xfe,code\n", id="broken-utf8"),
        pytest.param("term,role\nx,code\n".encode("utf-16"), id="utf16"),
    ],
)
def test_a_file_in_another_encoding_is_told_by_name(tmp_path, text):
    """
    A file that is not UTF-8 is told with its name and place, not with a traceback.
    """
    with pytest.raises(LexiconError, match=r"^en\.csv:"):
        list(read_lexicon(a_file(tmp_path, text)))


def test_a_name_is_sure_unless_marked(tmp_path):
    """
    A species' name means the species, unless its row says that it often does not.
    """
    path = a_file(
        tmp_path, "name,taxon,ambiguous\nPangolin,manis,0\nPuma,puma-concolor,1\n", "de.csv"
    )
    pangolin, puma = read_names(path)

    assert (pangolin.language, pangolin.role, pangolin.hint) == ("de", Role.NAME, Hint.ALONE)
    assert puma.hint is Hint.AMBIGUOUS


@pytest.mark.parametrize("row", [pytest.param(",manis", id="name"), pytest.param("x,", id="taxon")])
def test_a_name_needs_its_taxon(tmp_path, row):
    """
    A name without a taxon, or a taxon without a name, is told with its line.
    """
    with pytest.raises(LexiconError, match=r"^en\.csv:2: "):
        list(read_names(a_file(tmp_path, f"name,taxon\n{row}\n")))


def test_private_terms_may_be_absent(tmp_path):
    """
    A platform without terms of its own has none, and that is no error.
    """
    assert read_private(tmp_path / "none.csv") == []


def test_private_terms_name_their_language_or_none(tmp_path):
    """
    A private file holds terms of many languages.
    """
    path = a_file(tmp_path, "term,role,language\nx,code,vi\ny,code,\n", "terms.csv")

    assert [term.language for term in read_private(path)] == ["vi", "und"]


SHIPPED = sorted(data_directory().glob("lexicon/*.csv"))
NAMES = sorted(data_directory().glob("names/*.csv"))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in SHIPPED])
def test_shipped_terms_have_what_their_role_needs(path):
    """
    Every shipped term says where it is known from, and a product which specimen it is.
    """
    terms = list(read_lexicon(path))
    unsourced = [term.text for term in terms if not term.source]
    vague = [term.text for term in terms if term.role is Role.PRODUCT and not term.trade_term]

    assert terms
    assert unsourced == []
    assert vague == []


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in (*SHIPPED, *NAMES)],
)
def test_shipped_tables_say_nothing_twice(path):
    """
    No shipped row is there twice.
    """
    read = read_names if path in NAMES else read_lexicon
    counts = Counter(
        (term.text, term.role, term.taxa, term.sense, term.trade_term) for term in read(path)
    )

    assert [row for row, count in counts.items() if count > 1] == []
