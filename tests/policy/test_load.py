"""Policy text: read whole, every mistake with its place, and nothing that can hang or crash."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linsang.model.decision import Outcome
from linsang.policy.load import PolicyError, load_policy, shipped_policies
from linsang.policy.rule_text import RuleReader
from linsang.policy.yaml_nodes import Node
from linsang.policy.yaml_tree import MAX_ALIASES, MAX_BYTES
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.trade_terms import TradeTerms

TAXONOMY = Taxonomy.load()
CODES = frozenset(str(row.code) for row in TradeTerms.load())
DOCS = Path(__file__).resolve().parents[2] / "docs" / "policy.md"
HEAD = 'policy: ours\nversion: "1"\n'
RULE = "  - {id: a, each: listing, outcome: review, needs: {offer: 0.6}}\n"


def load(path):
    return load_policy(path, TAXONOMY, CODES)


@pytest.fixture
def policy(tmp_path, monkeypatch):
    """Load a policy from text, as a file in the working directory."""
    monkeypatch.chdir(tmp_path)

    def policy(text, name="ours.yaml"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(tmp_path / name)

    return policy


def mistakes(policy, text):
    """What is said about a text that is no policy."""
    with pytest.raises(PolicyError) as caught:
        policy(text)
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(shipped_policies()))
def test_shipped_policies_are_sound(name):
    """
    What comes with Linsang passes its own check.
    """
    assert load(name).rules


def test_every_key_is_documented():
    """
    Whoever writes a rule finds every key in one table, in order, and no other.
    """
    table = DOCS.read_text("utf-8").partition("## What a rule may say")[2].partition("\n## ")[0]

    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(
        RuleReader(TAXONOMY, CODES).keys
    )


def test_the_documented_policy_is_sound(policy):
    """
    The policy that the page shows can be copied as it stands, and the slip it shows is told so.
    """
    text = re.search(r"```yaml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert text is not None
    ours = policy(text[1], name="our-marketplace.yaml")
    with pytest.raises(PolicyError) as caught:
        policy(text[1].replace("no_action ", "remove "), name="our-marketplace.yaml")

    assert ours.name == "our-marketplace"
    assert str(caught.value) in DOCS.read_text("utf-8")


MISTAKES = {
    "unknown-key": HEAD + "rule:\n" + RULE,
    "unknown-rule-key": HEAD
    + "rules:\n  - {id: a, each: listing, outcome: review, need: {offer: 0.6}}\n",
    "unknown-finding": HEAD
    + "rules:\n  - {id: a, each: listing, outcome: review, needs: {ofer: 0.6}}\n",
    "outcome": HEAD + "rules:\n  - {id: a, each: listing, outcome: remove, needs: {offer: 0.6}}\n",
    "score": HEAD + "rules:\n  - {id: a, each: listing, outcome: review, needs: {offer: 60}}\n",
    "score-zero": HEAD + "rules:\n  - {id: a, each: listing, outcome: review, needs: {offer: 0}}\n",
    "no-needs": HEAD + "rules:\n  - {id: a, each: listing, outcome: review}\n",
    "twice": HEAD + "rules:\n" + RULE + RULE,
    "key-twice": HEAD + "version: '2'\nrules:\n" + RULE,
    "taxon": HEAD
    + "rules:\n  - id: a\n    each: taxon\n    outcome: review\n    under: [Panthera tigriss, tiger]\n"
    + "    needs: {offer: 0.6}\n",
    "trade-term": HEAD
    + "rules:\n  - id: a\n    each: specimen\n    outcome: review\n    trade_terms: [bone, TUSK]\n"
    + "    needs: {offer: 0.6}\n",
    "trade-term-never": HEAD
    + "rules:\n  - id: a\n    each: taxon\n    outcome: review\n    trade_terms: [BON]\n"
    + "    needs: {offer: 0.6}\n",
    "claim": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: restrict\n    needs: {offer: 0.6}\n"
    + "    exempt: {legal_claim: [permit], to: review}\n",
    "exempt-nothing": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: review\n    needs: {offer: 0.6}\n"
    + "    exempt: {legal_claim: [antique], to: restrict}\n",
    "sense": HEAD
    + "rules:\n  - id: a\n    each: gear\n    outcome: review\n    needs: {gear: 0.6}\n"
    + "    senses: [traps]\n",
    "sense-never": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: review\n    needs: {gear: 0.6}\n"
    + "    senses: [trap]\n",
    "weakens-nothing": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: review\n    needs: {offer: 0.6}\n"
    + "    weakens: {disclaimer: 0.4}\n    actions: [hide]\n",
    "listing-without-taxon": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: review\n    needs: {offer: 0.6}\n"
    + "    appendix: {surely: [I]}\n",
    "appendix": HEAD
    + "rules:\n  - id: a\n    each: taxon\n    outcome: review\n    needs: {offer: 0.6}\n"
    + "    appendix: {surely: [1], possible: [II]}\n",
    "day": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: review\n    needs: {offer: 0.6}\n"
    + "    in_force: 2026-02-30\n    until: next year\n",
    "days-crossed": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: review\n    needs: {offer: 0.6}\n"
    + "    in_force: 2026-02-03\n    until: 2026-02-03\n",
    "jurisdictions": HEAD + "jurisdictions: [UK, gb, ZZ, Germany]\nrules:\n" + RULE,
    "extends": HEAD + "extends: coalitoin\n",
    "extends-itself": HEAD + "extends: ours.yaml\n",
    "empty-list": HEAD
    + "rules:\n  - id: a\n    each: specimen\n    outcome: review\n    needs: {offer: 0.6}\n"
    + "    trade_terms: []\n",
    "no-rules": HEAD,
    "a-list": "- policy: ours\n",
    "names": 'policy: Our Policy\nversion: "1 beta"\nrules:\n' + RULE,
    "nothing": HEAD + "rules:\n  - {id: , each: listing, outcome: ~, needs: {offer: }}\n",
    "several": HEAD
    + "rules:\n  - id: a\n    each: listing\n    outcome: remove\n    needs: {offer: x}\n"
    + "  - id: b\n    each: nobody\n    outcome: review\n    colour: red\n    needs: {offer: 0.6}\n",
    "empty": "# nothing yet\n",
    "not-yaml": HEAD + "rules: [\n",
    "tab": "policy: ours\n\tversion: 1\n",
    "control-character": "policy: ours\nversion: \x01\n",
    "escaped-character": 'policy: ours\nversion: "\\e[2J"\n',
    "two-documents": HEAD + "---\n" + HEAD,
    "tag": "policy: !!python/object:os.system ours\n",
    "no-anchor": HEAD + "rules: *rules\n",
    "alias-in-itself": HEAD + "rules: &rules [*rules]\n",
    "key-that-is-a-list": "? [policy]\n: ours\n",
    "latin-1": "policy: ours\nsummary: caf\xe9\n".encode("latin-1"),
    "utf-16": HEAD.encode("utf-16"),
    "bad-directive": "%YAML 9.9\n---\npolicy: ours\n",
}


def test_mistakes_are_told(policy, golden):
    """
    Each mistake says its file, line and column, what was found and what is allowed.
    """
    told = [f"# {name}\n{mistakes(policy, text)}\n" for name, text in MISTAKES.items()]

    golden("\n".join(told))


def test_files_that_are_none(tmp_path, monkeypatch):
    """
    A policy that is not there, or is a folder, is answered with those that are.
    """
    monkeypatch.chdir(tmp_path)
    for name in ("coaliton", ".", "x" * 5000, "a\0b"):
        with pytest.raises(PolicyError, match="coalition"):
            load(name)


LAUGHS = (
    HEAD
    + "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(LAUGHS, "aliases", id="billion-laughs"),
        pytest.param(
            HEAD + "a: &a [x, x]\n" + "".join(f"a{n}: &a{n} [*a, *a]\n" for n in range(40)),
            f"more than {MAX_ALIASES} aliases",
            id="aliases",
        ),
        pytest.param(
            HEAD + f"a: &a [{'x, ' * 2000}x]\nb: [{', '.join(['*a'] * 9)}]\n",
            "values, aliases written out",
            id="aliases-of-much",
        ),
        pytest.param(HEAD + "rules: " + "[" * 100 + "]" * 100, "nested", id="100-deep"),
        pytest.param("[" * 100_000, "nested", id="100000-deep"),
        pytest.param("- " * 60_000, "nested", id="deep-in-blocks"),
        pytest.param("? " * 60_000, "nested", id="deep-in-keys"),
        pytest.param("- a\n" * 30_000, "values", id="long"),
        pytest.param(HEAD + "#" * 300_000, f"at most {MAX_BYTES} bytes", id="300-kilobytes"),
        pytest.param("'" + "a\n" * 60_000, "not YAML", id="open-quote"),
        pytest.param("x: " + "9" * 100_000, "not a key here", id="long-number"),
    ],
)
def test_too_much_is_refused_at_once(policy, text, said):
    """
    Text that is too large, too deep or repeats itself without end is refused within seconds.
    """
    begun = time.monotonic()
    told = mistakes(policy, text)

    assert said in told
    assert time.monotonic() - begun < 5


def test_a_long_chain_is_refused(tmp_path):
    """
    Policies that extend each other for ever, or nearly, are refused.
    """
    for number in range(20):
        (tmp_path / f"p{number}.yaml").write_text(HEAD + f"extends: p{number + 1}.yaml\n")

    with pytest.raises(PolicyError, match="more than 8 policies"):
        load(tmp_path / "p0.yaml")


def test_a_circle_is_told_with_its_way(tmp_path):
    """
    A circle of policies names every file on its way round.
    """
    (tmp_path / "a.yaml").write_text(HEAD + "extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text(HEAD + "extends: a.yaml\n")

    with pytest.raises(PolicyError, match=r"a\.yaml -> b\.yaml -> a\.yaml"):
        load(tmp_path / "a.yaml")


def test_extending_replaces_and_adds(policy):
    """
    A policy has the rules of the one it extends; a rule of the same id takes its place.
    """
    base = load("coalition")
    ours = policy(
        HEAD
        + "extends: coalition\njurisdictions: [EU]\nrules:\n"
        + "  - {id: coded, each: listing, outcome: no_action, needs: {coded_language: 0.9}}\n"
        + "  - {id: new, each: listing, outcome: review, needs: {contact: 0.9}}\n"
    )

    assert len(ours.rules) == len(base.rules) + 1
    assert [rule.outcome for rule in ours.rules if rule.id == "coded"] == [Outcome.NO_ACTION]
    assert ours.extends == (base.label,)
    assert ours.text_digest != base.text_digest


def test_jurisdictions_are_inherited(policy):
    """
    Where a policy does not say where it holds, it holds where the one it extends does.
    """
    policy(HEAD + "jurisdictions: [DE]\nrules:\n" + RULE, name="base.yaml")
    ours = policy(HEAD + "extends: base.yaml\n")

    assert ours.jurisdictions == {"DE"}


@pytest.mark.parametrize(
    ("rule_in", "platform_in", "holds"),
    [
        pytest.param("EU", "DE", True, id="member-of-the-bloc"),
        pytest.param("DE", "EU", True, id="bloc-with-the-member"),
        pytest.param("DE", "FR", False, id="another-member"),
        pytest.param("EU", "GB", False, id="no-member"),
        pytest.param("NO", "NO", True, id="norway-is-no-boolean"),
    ],
)
def test_blocs_hold_for_their_members(policy, rule_in, platform_in, holds):
    """
    A rule of the EU holds in each of its countries, and nowhere else.
    """
    ours = policy(
        HEAD
        + "rules:\n  - {id: a, each: listing, outcome: review, needs: {offer: 0.6},"
        + f" jurisdictions: [{rule_in}]}}\n"
    )
    (rule,) = ours.rules

    assert rule.applies(on=date(2026, 1, 1), jurisdictions=frozenset({platform_in})) is holds


def test_text_stays_text(policy):
    """
    A version that looks like a number or a day is kept as it was written.
    """
    assert policy("policy: ours\nversion: 2026.10\nrules:\n" + RULE).version == "2026.10"


YAML_SIGNS = st.text(alphabet=":-[]{}&*!|>'\"#%@`\n\t a0~,?.\\x\x85é🐅", max_size=80)


@given(text=st.one_of(st.text(max_size=200), YAML_SIGNS))
@settings(max_examples=300)
def test_any_text_is_a_tree_or_an_error(text):
    """
    Whatever is in a file, it is read or it is told what is wrong with it.
    """
    told = ""
    try:
        Node.parse(text, "any.yaml")
    except PolicyError as error:
        told = str(error)

    assert not told or told.startswith("any.yaml:")


@st.composite
def mutated_policies(draw):
    """A shipped policy with a few pieces lost, moved, doubled or overwritten."""
    text = draw(st.sampled_from(SHIPPED_TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        piece = draw(
            st.one_of(
                YAML_SIGNS,
                st.just(""),
                st.just(text[start:end] * 2),
                st.sampled_from(["[", "}", "&x ", "*x", "1e999", "nan", "no", "2026-13-01", "- "]),
            )
        )
        text = text[:start] + piece + text[end:]
    return text


SHIPPED_TEXTS = [path.read_text("utf-8") for path in shipped_policies().values()]


@given(text=mutated_policies())
@settings(max_examples=60)
def test_a_damaged_policy_is_read_or_told(text, tmp_path_factory):
    """
    A shipped policy with slips in it is either still a policy or a list of mistakes with places.
    """
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text(text, "utf-8", newline="")
    try:
        outcome = load(path).rules
    except PolicyError as error:
        outcome = error.problems

    assert outcome
