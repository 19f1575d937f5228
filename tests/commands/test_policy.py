"""``linsang policy``: what it says of policies, sound or not."""

from __future__ import annotations

import json

import pytest

from linsang.cli import main
from linsang.model.exit_code import ExitCode
from linsang.policy.load import shipped_policies

RULES = """\
policy: ours
version: "1"
extends: coalition
jurisdictions: [GB, EU]
rules:
  - id: uk-ivory
    each: specimen
    trade_terms: [IVC, IVP]
    needs: {trade_term: 0.8, offer: 0.5}
    unless: {not_trade: 0.8}
    exempt: {legal_claim: [pre_convention, antique], to: review}
    jurisdictions: [GB]
    in_force: 2022-06-06
    outcome: restrict
    actions: [hide, warn_seller]
    ground: Ivory Act 2018
  - id: birds
    each: taxon
    under: [Psittaciformes]
    except: [Agapornis]
    appendix: {surely: [I], possibly: [I, II]}
    needs: {trade_term: 0.6, offer: 0.6}
    jurisdictions: [EU]
    in_force: 2020-01-01
    until: 2021-01-01
    outcome: review
"""


@pytest.fixture
def say(capsys, tmp_path, monkeypatch):
    """Run ``linsang policy`` in a folder with a policy of our own; what it says, and its code."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.yaml").write_text(RULES, "utf-8")
    (tmp_path / "broken.yaml").write_text(RULES.replace("restrict", "remove"), "utf-8")

    def say(*words):
        code = main(["policy", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return say


def test_a_sound_policy_is_counted(say):
    """
    A check says what it read: rules by outcome, what is extended, and exactly which text.
    """
    code, out, _ = say("check", "ours.yaml", "coalition")

    assert code == ExitCode.DONE
    assert out.startswith("ours.yaml: OK: ours@1: ")
    assert "extends coalition@" in out
    assert "digest " in out


def test_every_file_is_checked(say):
    """
    A broken policy does not keep the others from being checked.
    """
    code, out, err = say("check", "broken.yaml", "ours.yaml")

    assert code == ExitCode.CHECK_FAILED
    assert "broken.yaml:14:14: rules[0].outcome: 'remove' is not an outcome" in out
    assert "ours.yaml: OK" in out
    assert err == "broken.yaml: 1 mistake\n"


def test_a_missing_policy_has_its_own_code(say):
    """
    A script can tell a policy that is wrong from one that is not there.
    """
    code, out, _ = say("check", "nowhere.yaml")

    assert code == ExitCode.POLICY
    assert "no such policy" in out


@pytest.mark.parametrize("rule", ["uk-ivory", "birds"])
def test_a_rule_in_plain_words(say, golden, rule):
    """
    Somebody who has never seen a policy's text can read what a rule asks for.
    """
    code, out, _ = say("explain", "ours.yaml", rule)

    assert code == ExitCode.DONE
    golden(out)


@pytest.mark.parametrize("name", sorted(shipped_policies()))
def test_every_shipped_rule_can_be_explained(say, name):
    """
    There is no rule among those that are shipped that cannot be put in plain words.
    """
    _, shown, _ = say("show", name, "--json")
    for rule in json.loads(shown)["rules"]:
        code, out, _ = say("explain", name, rule["id"])

        assert code == ExitCode.DONE
        assert "holds when" in out


def test_an_unknown_rule_is_answered_with_the_nearest(say):
    """
    Who mistypes a rule's name is told the one that was meant.
    """
    code, _, err = say("explain", "coalition", "parrot-egg")

    assert code == ExitCode.POLICY
    assert "did you mean 'parrot-eggs'?" in err


def test_the_table_shows_where_and_when(say):
    """
    The table of a policy says for every rule where it holds and whether it is in force.
    """
    _, out, _ = say("show", "ours.yaml")
    rows = {line.split()[0]: line for line in out.splitlines() if line.strip()}

    assert "GB" in rows["uk-ivory"]
    assert rows["birds"].endswith("ended 2021-01-01")


def test_the_text_can_be_copied(say):
    """
    A shipped policy's text, comments and all, is there to copy and change.
    """
    _, out, _ = say("show", "coalition", "--text")

    assert out == shipped_policies()["coalition"].read_text("utf-8")


def test_the_list_marks_the_one_in_use(say, monkeypatch):
    """
    The list says which policy decides here, and who said so.
    """
    monkeypatch.setenv("LINSANG_POLICY", "ours.yaml")
    code, out, _ = say("list")

    assert code == ExitCode.DONE
    assert "ours@1   in use (LINSANG_POLICY)" in out


def test_too_many_words_are_a_slip(say):
    """
    More than a policy and a rule is answered with what was expected.
    """
    code, _, err = say("explain", "a", "b", "c")

    assert code == ExitCode.USAGE
    assert "expected RULE, or P and RULE" in err
