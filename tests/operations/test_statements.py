"""Statements for what was screened, and the records of the public database."""

from __future__ import annotations

import json
import re
from datetime import date

import msgspec
import pytest

from linsang.cli import main
from linsang.model.statement import Prompt
from linsang.operations.dsa_record import TERRITORIES, DsaRecord, dsa_record, is_due
from linsang.policy.explain import explain
from linsang.samples import listings_path
from linsang.testing.factories import NOON, a_screening, checked

IVORY = "Genuine elephant tusk, carved, 2 kg"
EU = "coalition+eu"


def stated(text, policy="coalition", **more):
    one = checked(text, policy)
    screening = a_screening(policy)
    return explain(
        one.decision, one.assessment, screening.policy, screening.engine.taxonomy,
        issued_at=NOON, **more,
    )  # fmt: skip


def plain(record):
    return msgspec.to_builtins(record)


def test_a_record_looks_like_this(golden):
    """
    What the public database is sent: for a law, for a policy, for a look, for a plant and gear.
    """
    texts = [
        (IVORY, EU), (IVORY, "coalition"), ("African grey parrot, captive bred, CITES papers", EU),
        ("Slipper orchids, dug in the mountains, 20 plants", "coalition"),
        ("Mist net 12 m for catching birds, delivery", "coalition"),
    ]  # fmt: skip

    golden([plain(dsa_record(stated(*one))) for one in texts])


def test_a_law_of_the_union_is_named_as_law():
    """
    What the law of the place forbids is illegal content; what only the platform forbids is not.
    """
    by_law, by_policy = dsa_record(stated(IVORY, EU)), dsa_record(stated(IVORY))

    assert by_law.decision_ground == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert "2021/2280" in (by_law.illegal_content_legal_ground or "")
    assert by_policy.decision_ground == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert by_policy.territorial_scope == sorted(TERRITORIES)


def test_a_law_of_elsewhere_makes_nothing_illegal_in_the_union():
    """
    British law is no ground in the Union, and what holds only in Britain has no record at all.
    """
    both = dsa_record(stated(IVORY, "coalition+gb+eu"))
    british = stated(IVORY, "coalition+gb")

    assert "Ivory Act" not in (both.illegal_content_legal_ground or "")
    assert "GB" not in both.territorial_scope
    assert not is_due(british)
    with pytest.raises(ValueError, match="outside the EEA"):
        dsa_record(british)


@pytest.mark.parametrize(
    ("prompt", "source"),
    [
        (Prompt.NOTICE, "SOURCE_ARTICLE_16"), (Prompt.TRUSTED_FLAGGER, "SOURCE_TRUSTED_FLAGGER"),
        (Prompt.OWN_INITIATIVE, "SOURCE_VOLUNTARY"),
        (Prompt.OTHER, "SOURCE_TYPE_OTHER_NOTIFICATION"),
    ],
)  # fmt: skip
def test_what_made_somebody_look_is_told(prompt, source):
    """
    The record says whether a notice, a trusted flagger or the platform itself found it.
    """
    assert dsa_record(stated(IVORY, prompt=prompt)).source_type == source


def test_the_day_of_the_listing_is_told():
    """
    Where it is known when a listing was posted, the record says so.
    """
    record = dsa_record(stated(IVORY), content_date=date(2026, 10, 1))

    assert (record.content_date, record.application_date) == (date(2026, 10, 1), NOON.date())


BROKEN = {
    "no-restriction": {"decision_visibility": []},
    "other-unsaid": {"decision_visibility": ["DECISION_VISIBILITY_OTHER"]},
    "unknown-visibility": {"decision_visibility": ["HIDDEN"]},
    "two-grounds": {"illegal_content_legal_ground": "x", "illegal_content_explanation": "y"},
    "no-ground": {"incompatible_content_ground": None},
    "long-ground": {"incompatible_content_ground": "x" * 501},
    "long-explanation": {"incompatible_content_explanation": "x" * 2001},
    "long-facts": {"decision_facts": "x" * 5001},
    "no-facts": {"decision_facts": ""},
    "no-content-type": {"content_type": []},
    "category": {"category": "STATEMENT_CATEGORY_IVORY"},
    "category-twice": {"category_addition": ["STATEMENT_CATEGORY_ANIMAL_WELFARE"]},
    "keyword": {"category_specification": ["KEYWORD_IVORY"]},
    "territory": {"territorial_scope": ["GB"]},
    "language": {"content_language": "english"},
    "day": {"content_date": "yesterday"},
    "source": {"source_type": "SOURCE_NEIGHBOUR"},
    "automation": {"automated_decision": "PERHAPS"},
    "puid": {"puid": "d 1"},
    "unknown-field": {"seller": "anybody"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_record_that_the_database_would_refuse_is_refused_here(name):
    """
    Each rule of the database's schema is kept before anything is sent.
    """
    sound = plain(dsa_record(stated(IVORY)))
    assert msgspec.convert(sound, DsaRecord, strict=False) == dsa_record(stated(IVORY))

    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(sound | BROKEN[name], DsaRecord, strict=False)


# --- the command ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    """The sample listings, screened and recorded once."""
    folder = tmp_path_factory.mktemp("screened")
    code = main(
        ["screen", str(listings_path()), "--out", str(folder / "results.jsonl"),
         "--record", str(folder / "ledger.db"), "--audit-rate", "0.1"]
    )  # fmt: skip
    assert code == 0
    return folder


@pytest.mark.parametrize("source", ["results.jsonl", "ledger.db"])
def test_every_decision_but_no_action_has_a_statement_and_a_record(screened, source, capsys):
    """
    Each listing that was held or restricted gets reasons, from the results or from the ledger.
    """
    path = screened / source
    rows = (screened / "results.jsonl").read_text("utf-8").splitlines()
    stopped = [row for row in map(json.loads, rows) if row["outcome"] != "no_action"]
    capsys.readouterr()
    assert main(["statement", str(path), "--format", "dsa"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main(["statement", str(path), "--format", "json"]) == 0
    texts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert len(records) == len(texts) == len(stopped)
    assert {one["puid"] for one in records} == {row["decision_id"] for row in stopped}
    for record in records:
        msgspec.convert(record, DsaRecord, strict=False)
        assert "@" not in record["decision_facts"]
        assert not re.search(r"\d{5}", record["decision_facts"])


def test_one_listing_in_a_language(screened, capsys):
    """
    Whoever answers a seller names the listing and the seller's language.
    """
    path = str(screened / "results.jsonl")
    capsys.readouterr()
    assert main(["statement", path, "--id", "en-05", "--language", "pt-BR"]) == 0
    text = capsys.readouterr().out

    assert text.startswith("Por que decidimos")
    assert text.count("Referência:") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["--policy", "marketplace-strict"], 1, "--policy coalition", id="policy"),
        pytest.param(
            ["--language", "tlh"], 6, "no statements in it; there are ar, de", id="language"
        ),
        pytest.param(["--id", "nobody"], 1, "no such decision", id="id"),
        pytest.param(["--on", "1960-01-01"], 1, "--on DAY", id="day"),
    ],
)
def test_what_cannot_be_stated_is_told(screened, arguments, code, said, capsys):
    """
    A seller is never told what was not so: where the reasons are gone, that is said instead.
    """
    capsys.readouterr()
    found = main(["statement", str(screened / "results.jsonl"), *arguments])

    assert found == code
    assert said in capsys.readouterr().err
