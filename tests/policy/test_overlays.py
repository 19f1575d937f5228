"""Overlays: the law of a place and a platform's text, laid over a policy that stays as it is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from linsang.model.decision import DecisionId, Outcome
from linsang.policy.authority_text import KEYS
from linsang.policy.decide import decide
from linsang.policy.load import PolicyError, load_policy, shipped_overlays
from linsang.policy.rules import AuthorityKind, Certainty
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.trade_terms import TradeTerms
from linsang.testing.factories import NOON, a_finding, an_assessment, checked

TAXONOMY = Taxonomy.load()
APPENDICES = Appendices.load(TAXONOMY)
CODES = frozenset(str(row.code) for row in TradeTerms.load())
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text("utf-8")
HEAD = 'overlay: ours\nversion: "1"\n'
LAW = """authorities:
  - {id: act, kind: law, title: An Act, provision: section 1, in_force: 2020-02-01,
     source: the text, read: 2026-11, certainty: CERTAINTY, doubt: not all of it}
"""
RULE = "  - {id: a, each: listing, outcome: restrict, needs: {offer: 0.6}, authority: act}\n"


def load(name):
    return load_policy(name, TAXONOMY, CODES)


def outcome(text, policy):
    return checked(text, policy).decision.outcome


@pytest.fixture
def overlay(tmp_path, monkeypatch):
    """Lay an overlay of this text over a policy."""
    monkeypatch.chdir(tmp_path)

    def overlay(text, over="coalition"):
        (tmp_path / "ours.yaml").write_text(text.replace("CERTAINTY", "checked"))
        return load(f"{over}+ours.yaml")

    return overlay


@pytest.mark.parametrize("name", sorted(shipped_overlays()))
def test_shipped_overlays_are_sound(name):
    """
    Each shipped overlay can be laid over each other one, and leaves the policy's rules there.
    """
    alone, policy = load(name), load("coalition")
    together = load("coalition+" + "+".join({name: None} | shipped_overlays()))

    assert {rule.id for rule in policy.rules} < {rule.id for rule in together.rules}
    assert alone.label == f"coalition@2026-11+{name}@2026-11"


@pytest.mark.parametrize("name", sorted(shipped_overlays()))
def test_every_rule_of_an_overlay_says_by_what_authority(name):
    """
    Who is told of a law can be told where it stands, who read it, and what is in doubt.
    """
    policy = {rule.id: rule for rule in load("coalition").rules}
    own = [rule for rule in load(name).rules if policy.get(rule.id) != rule]

    assert own
    for rule in own:
        assert rule.authorities
        assert rule.by_law is (len(name) == 2)
        for authority in rule.authorities:
            assert authority.source
            assert authority.certainty is Certainty.CHECKED or authority.doubt
            if authority.kind is AuthorityKind.LAW:
                assert rule.jurisdictions == {name.upper()}


@pytest.mark.parametrize("name", sorted(shipped_overlays()))
def test_nobody_is_restricted_by_a_law_that_nobody_read(name):
    """
    What is known from memory alone sends a listing to a person at most.
    """
    for rule in load(name).rules:
        if {one.certainty for one in rule.authorities} == {Certainty.MEMORY}:
            assert rule.outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("text", "policy", "expected"),
    [
        pytest.param("Victorian carved ivory brooch", "coalition", "review", id="age-is-a-doubt"),
        pytest.param("Victorian carved ivory brooch", "coalition+gb", "restrict", id="gb-no-number"),
        pytest.param(
            "Victorian carved ivory brooch, exemption certificate no. 2023/10456",
            "coalition+gb", "review", id="gb-with-number",
        ),
        pytest.param("Antique mammoth tusk, polished", "coalition+gb", "review",
                     id="gb-mammoth-is-not-in-the-act"),
        pytest.param("Tiger cub for sale, hand raised", "coalition+us", "restrict", id="us-big-cat"),
        pytest.param("Red fox cub, tame, for sale", "coalition", "no_action", id="fox"),
        pytest.param("Red fox cub, tame, for sale", "coalition+no-live-animals", "review",
                     id="fox-on-a-platform-without-animals"),
        pytest.param("Antique ivory carving, 1890, with papers", "coalition+papers-do-not-help",
                     "restrict", id="papers-do-not-help"),
    ],
)  # fmt: skip
def test_what_an_overlay_changes(text, policy, expected):
    """
    The same offer under the law of a place, or the text of a platform.
    """
    assert outcome(text, policy) == expected


@pytest.mark.parametrize(
    ("on", "rules"),
    [
        pytest.param(date(2022, 6, 5), (), id="before"),
        pytest.param(date(2022, 6, 6), ("gb-ivory",), id="in-force"),
    ],
)
def test_a_law_holds_from_its_day(on, rules):
    """
    A rule begins on the day on which its authority does.
    """
    ivory = a_finding("trade_term", 0.9, taxon="elephantidae", trade_term="IVC")
    decision = decide(
        an_assessment(ivory, a_finding("offer", 0.9)), load("gb"), APPENDICES, TAXONOMY,
        decision_id=DecisionId("d"), now=datetime.combine(on, NOON.timetz()).astimezone(UTC),
    )  # fmt: skip

    assert tuple(rule for rule in decision.rules if rule.startswith("gb-ivory")) == rules


def test_rules_keep_their_order(overlay):
    """
    First what is inherited, then each overlay's rules in the order in which they are laid.
    """
    ids = [rule.id for rule in overlay(HEAD + LAW + "rules:\n" + RULE, "coalition+gb").rules]
    base = [rule.id for rule in load("coalition").rules]

    assert ids[: len(base)] == base
    assert ids[-1] == "a"
    assert "gb-ivory" in ids[len(base) : -1]


def test_an_authority_gives_ground_and_day(overlay):
    """
    What the authority says is not said again in the rule.
    """
    rule = overlay(HEAD + LAW + "rules:\n" + RULE).rules[-1]

    assert (rule.ground, rule.in_force) == ("An Act, section 1", date(2020, 2, 1))


def test_a_change_replaces_the_keys_it_names(overlay):
    """
    A platform switches a rule off or makes it stricter without writing it anew.
    """
    policy = overlay(
        HEAD + "changes:\n  - {rule: coded, outcome: no_action}\n"
        "  - {rule: ivory-of-any-age, outcome: review}\n"
        "  - {rule: appendix-i-animal-offered, exempt: none}\n"
    )
    rules = {rule.id: rule for rule in policy.rules}
    before = {rule.id: rule for rule in load("coalition").rules}

    assert [rule.id for rule in policy.rules] == list(before)
    assert rules["coded"].outcome is Outcome.NO_ACTION
    assert rules["coded"].needs == before["coded"].needs
    assert (rules["ivory-of-any-age"].actions, rules["ivory-of-any-age"].weakens) == ((), {})
    assert rules["appendix-i-animal-offered"].exempt == ()


def test_a_policy_names_its_overlays(tmp_path):
    """
    A policy that lays overlays over what it extends says so in every decision.
    """
    path = tmp_path / "market.yaml"
    path.write_text(
        "policy: market\nversion: '7'\nextends: coalition\noverlays: [eu, gb]\n"
        "changes:\n  - {rule: coded, outcome: no_action}\n"
    )
    policy = load(path)

    assert policy.label == "market@7+eu@2026-11+gb@2026-11"
    assert policy.extends == ("coalition@2026-11",)
    assert policy.jurisdictions == {"EU", "GB"}


SLIPS = {
    "unknown-key": HEAD + "policy: ours\nrules:\n" + RULE,
    "nothing": HEAD,
    "no-such-rule": HEAD + "changes:\n  - {rule: ivory-of-any-aeg, outcome: review}\n",
    "changes-nothing": HEAD + "changes:\n  - {rule: coded}\n",
    "changed-twice": HEAD
    + "changes:\n  - {rule: coded, outcome: no_action}\n  - {rule: coded, outcome: review}\n",
    "change-of-what-it-is": HEAD + "changes:\n  - {rule: coded, each: taxon, id: uncoded}\n",
    "needs-none": HEAD + "changes:\n  - {rule: coded, needs: none}\n",
    "same-id": HEAD
    + "rules:\n  - {id: coded, each: listing, outcome: review, needs: {offer: 0.6}}\n",
    "a-place-changes-everywhere": HEAD
    + "jurisdictions: [GB]\nchanges:\n  - {rule: coded, outcome: no_action}\n",
    "beyond-its-places": HEAD
    + "jurisdictions: [EU]\nrules:\n"
    + "  - {id: a, each: listing, outcome: review, needs: {offer: 0.6}, jurisdictions: [DE, US]}\n",
    "no-such-authority": HEAD + LAW + "rules:\n" + RULE.replace("authority: act", "authority: atc"),
    "no-authorities": HEAD + "rules:\n" + RULE,
    "an-unread-law": HEAD + LAW.replace("CERTAINTY", "memory") + "rules:\n" + RULE,
    "no-doubt": HEAD + LAW.replace("CERTAINTY", "press").replace(", doubt: not all of it", "")
    + "rules:\n" + RULE,
    "authority": HEAD
    + "authorities:\n  - {id: An Act, kind: rumour, title: x, source: y, read: today, certainty: sure}\n"
    + "rules:\n  - {id: a, each: listing, outcome: review, needs: {offer: 0.6}}\n",
    "with": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: restrict\n    needs: {offer: 0.6}\n"
    + "    exempt: {legal_claim: [antique], with: number, to: review}\n",
}  # fmt: skip


def test_slips_in_overlays_are_told(overlay, golden):
    """
    Each slip says its file, line and column, what was found and what is allowed.
    """
    told = []
    for name, text in SLIPS.items():
        with pytest.raises(PolicyError) as caught:
            overlay(text)
        told.append(f"# {name}\n{caught.value}\n")

    golden("\n".join(told))


def test_an_overlay_that_never_holds_is_a_slip(tmp_path):
    """
    British law laid over a policy for Germany alone would say nothing, silently.
    """
    path = tmp_path / "market.yaml"
    path.write_text(
        "policy: market\nversion: '7'\nextends: coalition\njurisdictions: [DE]\noverlays: [gb]\n"
    )
    with pytest.raises(PolicyError, match="gb holds in GB, and this policy is for DE"):
        load(path)


def test_every_key_of_an_authority_is_documented():
    """
    Whoever writes down a law finds every key in one table, in order, and no other.
    """
    table = DOCS.partition("An authority has these keys")[2].partition("\n\nA rule that")[0]

    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(KEYS)


def test_the_documented_overlay_is_sound(overlay):
    """
    The overlay that the page shows can be copied as it stands.
    """
    text = re.search(r"```yaml\n(overlay:.*?)```", DOCS, re.DOTALL)
    assert text is not None

    assert overlay(text[1]).overlays == ("our-country@1",)
