"""A changed policy over what was screened: exact where somebody looked, estimated elsewhere."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linsang.cli import main
from linsang.commands.replayed import new_hits_among_free
from linsang.connectors.problems import InputError
from linsang.model.decision import DecisionId, Outcome
from linsang.model.finding import FindingKind
from linsang.model.listing import ListingId
from linsang.model.taxon import Appendix
from linsang.operations.recorded import Recorded, Versions
from linsang.operations.recorded_results import recorded_results
from linsang.operations.replay import By, Change, Replayer
from linsang.operations.rescreen import Scope
from linsang.policy.rules import AppendixNeed, Each, Policy, Rule
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy
from linsang.samples import listings_path
from linsang.store.record import Stratum
from linsang.testing.factories import NOON, a_finding, an_assessment

TAXONOMY = Taxonomy.load()
APPENDICES = Appendices.load(TAXONOMY)
VERSIONS = Versions(engine="1", reference="lexicon-1", policy="old@1", model="rules-1")
TUSK = a_finding("trade_term", 0.7, taxon="loxodonta-africana", trade_term="TUS")
OFFERED = a_finding("offer", 0.9)
NEEDS = {FindingKind.TRADE_TERM: 0.6, FindingKind.OFFER: 0.6}


def a_rule(rule_id="tusks", **more):
    values = {"each": Each.TAXON, "outcome": Outcome.REVIEW, "needs": NEEDS, **more}
    return Rule(id=rule_id, **values)


def a_policy(*rules, name="old"):
    return Policy(name=name, version="1", rules=rules)


def recorded(*findings, outcome=Outcome.NO_ACTION, number=1, **more):
    """One judgement; without findings nobody looked."""
    values = {
        "decision_id": DecisionId(f"d-{number}"),
        "listing_id": ListingId(f"m:{number}"),
        "platform": "m",
        "language": "en",
        "outcome": outcome,
        "rules": (),
        "versions": VERSIONS,
        "assessment": an_assessment(*findings) if findings else None,
        **more,
    }
    return Recorded(**values)


def replayed(old, new, judgements, *, versions=VERSIONS, free=None, **more):
    replayer = Replayer(
        old=old, new=new, appendices=APPENDICES, taxonomy=TAXONOMY, now=NOON,
        versions=versions, **more,
    )  # fmt: skip
    return replayer.replay(judgements, free=free)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        pytest.param([], [a_rule()], Change.NEW_HIT, id="new-hit"),
        pytest.param([a_rule()], [], Change.LOST_HIT, id="lost-hit"),
        pytest.param(
            [a_rule()], [a_rule(outcome=Outcome.RESTRICT)], Change.STRICTER, id="stricter"
        ),
        pytest.param([a_rule(outcome=Outcome.RESTRICT)], [a_rule()], Change.MILDER, id="milder"),
        pytest.param([a_rule()], [a_rule("other")], Change.OTHER_RULES, id="other-rules"),
        pytest.param([a_rule()], [a_rule()], None, id="nothing"),
    ],
)
def test_what_changes(old, new, change):
    """
    Each listing that comes out otherwise is counted once, by taxon, language, rule and seller.
    """
    listing = recorded(TUSK, OFFERED, seller="s-1")
    told = replayed(a_policy(*old), a_policy(*new, name="new"), [listing])

    assert told.changes == Counter([change] if change else [])
    assert told.changed == sum(len(found) for found in told.examples.values())
    if change:
        assert told.groups[By.TAXON] == {"Loxodonta africana": Counter([change])}
        assert told.groups[By.LANGUAGE] == {"en": Counter([change])}
        assert told.groups[By.SELLER] == {"s-1": Counter([change])}
        named = {rule.id for rule in (*old, *new)}
        assert set(told.groups[By.RULE]) == named


def test_the_day_decides_too():
    """
    One policy on two days: what an Appendix entry changes on the day it comes into force.
    """
    # Pangolins went from Appendix II to I on that day (CITES CoP17).
    scales = a_finding("trade_term", 0.9, taxon="manis-javanica", trade_term="SCA")
    rule = a_rule(appendix=AppendixNeed(surely=frozenset({Appendix.I})))
    told = replayed(
        a_policy(rule), a_policy(rule), [recorded(scales, OFFERED)],
        old_on=date(2017, 1, 1), new_on=date(2017, 1, 2),
    )  # fmt: skip

    assert told.changes == {Change.NEW_HIT: 1}


@given(
    counts=st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 500)),
)
def test_the_rest_is_estimated_from_the_sample(counts):
    """
    The interval holds what the sample says of all that went free, and never more than there is.
    """
    hits, others, unseen = counts
    more = {"in_audit_sample": True, "audit_rate": 0.1}
    judgements = [recorded(TUSK, OFFERED, number=n, **more) for n in range(hits)]
    judgements += [recorded(OFFERED, number=n + hits, **more) for n in range(others)]
    free = [
        Stratum(
            outcome=Outcome.NO_ACTION, audit_rate=0.1, listings=hits + others + unseen,
            kept=hits + others, labelled=0, positive=0,
        )
    ]  # fmt: skip
    told = replayed(a_policy(), a_policy(a_rule(), name="new"), judgements, free=free)
    share = new_hits_among_free(told)

    assert (told.looked_at, told.unseen) == (hits + others, unseen)
    if hits + others == 0:
        assert share is None
        return
    assert share is not None
    assert share.value is not None
    assert share.value == pytest.approx(hits / (hits + others))
    assert 0 <= share.low <= share.value <= share.high <= 1


def test_without_a_sample_nothing_is_estimated():
    """
    A result file has no audit sample: what nobody looked at is counted and left unknown.
    """
    told = replayed(a_policy(), a_policy(a_rule(), name="new"), [recorded(), recorded(number=2)])

    assert (told.unseen, told.changed, new_hits_among_free(told)) == (2, 0, None)


NOW = {"engine": "1", "reference": "lexicon-1", "policy": "new@1", "model": "rules-1"}


@pytest.mark.parametrize(
    ("now", "rules", "scopes"),
    [
        pytest.param({}, [a_rule(needs={FindingKind.TRADE_TERM: 0.1})], [], id="threshold"),
        pytest.param({}, [a_rule(in_force=date(2020, 1, 1))], [], id="day"),
        pytest.param({"reference": "lexicon-2"}, [], [Scope.EVERY], id="lexicon"),
        pytest.param({"engine": "2"}, [], [Scope.EVERY], id="detectors"),
        pytest.param(
            {"model": "learned-1"}, [a_rule()], [Scope.CLEARED], id="model-nobody-asks"
        ),
        pytest.param(
            {"model": "learned-1"},
            [a_rule(each=Each.LISTING, needs={FindingKind.TRADE_TERM: 0.5,
                                              FindingKind.PROHIBITED_SCORE: 0.5})],
            [Scope.EVERY], id="model-asked",
        ),
        pytest.param(
            {}, [a_rule(each=Each.LISTING, needs={FindingKind.CONTACT: 0.6})], [Scope.CLEARED],
            id="rule-on-what-triage-lets-go",
        ),
    ],
)  # fmt: skip
def test_when_listings_have_to_be_screened_again(now, rules, scopes):
    """
    Only what a change can touch is named, with the reason.
    """
    versions = Versions(**{**NOW, **now})
    told = replayed(
        a_policy(), a_policy(*rules, name="new"), [recorded(TUSK, OFFERED)], versions=versions
    )

    assert [one.scope for one in told.rescreens] == scopes
    assert all(one.why for one in told.rescreens)


# --- from files and ledgers -------------------------------------------------------------------


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    """The sample listings, screened and recorded once."""
    folder = tmp_path_factory.mktemp("screened")
    results, ledger = folder / "results.jsonl", folder / "ledger.db"
    code = main(
        ["screen", str(listings_path()), "--out", str(results), "--carry", "seller_id",
         "--record", str(ledger), "--audit-rate", "0.5"]
    )  # fmt: skip
    assert code == 0
    return folder


def test_a_replay_of_the_same_policy_changes_nothing(screened, capsys):
    """
    What was found, decided again by the same policy, comes out as it did.
    """
    results = str(screened / "results.jsonl")
    assert (
        main(["policy", "replay", "--old", "coalition", "--new", "coalition", results, "--json"])
        == 0
    )
    told = json.loads(capsys.readouterr().out)

    assert told["recorded_otherwise"] == 0
    assert set(told["changes"].values()) == {0}
    assert told["rescreen"] == []


def test_replay_says_what_screening_says(tmp_path, capsys):
    """
    The new outcomes are those that screening under the new policy gives, listing by listing.
    """
    files = {name: tmp_path / f"{name}.jsonl" for name in ("coalition", "coalition+gb")}
    for policy, file in files.items():
        assert main(["screen", str(listings_path()), "--out", str(file), "--policy", policy]) == 0
    changes = tmp_path / "changes.jsonl"
    code = main(
        ["policy", "replay", "--old", "coalition", "--new", "coalition+gb",
         str(files["coalition"]), "--changes", str(changes)]
    )  # fmt: skip
    assert code == 0
    capsys.readouterr()
    before, after = (
        {one.listing_id: one.outcome for one in recorded_results([str(file)])}
        for file in files.values()
    )
    told = [json.loads(line) for line in changes.read_text("utf-8").splitlines()]
    moved = {
        one["listing_id"]: one["new"]["outcome"] for one in told if one["change"] != "other rules"
    }

    assert moved == {
        listing: after[listing] for listing in after if after[listing] != before[listing]
    }


def test_a_ledger_is_replayed_with_an_estimate(screened, capsys):
    """
    A ledger keeps a random sample of what went free, and so knows about the rest.
    """
    code = main(
        ["policy", "replay", "--old", "coalition", "--new", "marketplace-strict",
         str(screened / "ledger.db"), "--json"]
    )  # fmt: skip
    told = json.loads(capsys.readouterr().out)

    assert code == 0
    assert told["looked_at"] + told["unseen"] == 300
    assert told["new_hits_among_free"]["low"] <= told["new_hits_among_free"]["high"]


def test_parquet_and_json_lines_are_replayed_alike(screened, tmp_path):
    """
    The form of the result file makes no difference.
    """
    lines = screened / "results.jsonl"
    rows = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "results.parquet")
    one, other = (
        list(recorded_results([str(path)])) for path in (lines, tmp_path / "results.parquet")
    )

    assert one == other


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('{"id": "1", "title": "x"}', "line 1: no row of results", id="listings"),
        pytest.param("not json", "line 1: no row of results", id="no-json"),
    ],
)
def test_what_is_no_result_file_is_told(tmp_path, text, said):
    """
    Whoever names the listings in place of the results is told the line and what to give.
    """
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        list(recorded_results([str(path)]))
