"""The tables that lie with the operators can be read, and say where their words are from."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from linsang.samples import LANGUAGES

KNOWN = {*LANGUAGES, "ko"}


def rows_of(name):
    path = resources.files("linsang.redteam") / name
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("name", ["code_words.csv", "emoji_words.csv"])
def test_every_row_is_whole(name):
    """
    Each row has a language that Linsang reads, words, and what they become.
    """
    for row in rows_of(name):
        assert all(value and value == value.strip() for value in row.values()), row
        assert row["language"] in KNOWN, row
        assert all(row["words"].split("|")), row


def test_every_language_has_its_code_words():
    """
    No language is left out of the code words.
    """
    assert {row["language"] for row in rows_of("code_words.csv")} == KNOWN


def test_every_code_word_has_a_source():
    """
    A code word is from print, or says that it is general knowledge.
    """
    assert all(row["source"] for row in rows_of("code_words.csv"))
    assert any("TRAFFIC" in row["source"] for row in rows_of("code_words.csv"))
