"""docs/results.md says of every result column what it is, and of no other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from linsang.connectors.results import open_results
from linsang.model.decision import Outcome
from linsang.model.listing import Rejected
from linsang.operations.result_rows import RESULT_SCHEMA, RESULT_SCHEMA_VERSION

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "results.md").read_text("utf-8")
FINDINGS = RESULT_SCHEMA.field("findings").type
MATCHES = FINDINGS.value_type.field("matches").type

# How the page calls the types of the schema.
TYPES: dict[Any, str] = {
    pa.string(): "text",
    pa.float64(): "number",
    pa.int32(): "whole number",
    pa.bool_(): "true or false",
    pa.list_(pa.string()): "list of text",
    FINDINGS: "list of findings",
    MATCHES: "list of matches",
}


def documented(heading: str) -> list[tuple[str, str]]:
    """The names and types in the table under *heading*."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| ([a-z ]+) \| .+ \|$", section, re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Columns", list(RESULT_SCHEMA)),
        ("A finding", list(FINDINGS.value_type)),
        ("A match", list(MATCHES.value_type)),
    ],
)
def test_every_result_column_is_documented(heading, fields):
    """
    Whoever reads a result file finds every column, in its order, with its type and meaning.
    """
    assert documented(heading) == [(field.name, TYPES[field.type]) for field in fields]


def test_every_outcome_is_documented():
    """
    Whoever acts on an outcome finds all that it may be.
    """
    row = PAGE.partition("| `outcome` |")[2].partition("\n")[0]

    assert [word for word in re.findall(r"`(\w+)`", row) if word in set(Outcome)][:3] == [*Outcome]


def test_what_a_rejected_row_says_is_documented(tmp_path):
    """
    Whoever mends a rejected row finds what each of its fields says.
    """
    with open_results(tmp_path / "out.jsonl", RESULT_SCHEMA) as writer:
        writer.reject(Rejected(file="a.jsonl", line=1, reason="no id", found="title"))
    section = PAGE.partition("## Rejected rows\n")[2]

    for name in json.loads((tmp_path / "out.rejected.jsonl").read_text("utf-8")):
        assert f"`{name}`" in section


def test_the_schema_version_is_a_promise():
    """
    The columns changed if this fails: say so in CHANGELOG.md and raise the version.
    """
    names = [field.name for field in RESULT_SCHEMA]

    assert (RESULT_SCHEMA_VERSION, len(names), names[0], names[-1]) == (
        "1",
        19,
        "id",
        "model_version",
    )
