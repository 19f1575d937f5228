"""Findings to a decision: evidence stays with its taxon, doubt is carried, silence is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from linsang.model.decision import Action, DecisionId, Outcome
from linsang.model.finding import FindingKind
from linsang.model.taxon import Appendix, TradeTerm
from linsang.policy.decide import decide
from linsang.policy.rules import AppendixNeed, Each, Exemption, Policy, Rule
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy
from linsang.testing.factories import NOON, a_finding, an_assessment

TAXON_MENTION, TRADE_TERM = FindingKind.TAXON_MENTION, FindingKind.TRADE_TERM
OFFER, DISCLAIMER, LEGAL_CLAIM = FindingKind.OFFER, FindingKind.DISCLAIMER, FindingKind.LEGAL_CLAIM
GEAR, CODED = FindingKind.GEAR, FindingKind.CODED_LANGUAGE
PANGOLIN, PARROT, FOX = "manis-javanica", "psittacus-erithacus", "vulpes-vulpes"


@pytest.fixture(scope="module")
def taxonomy():
    return Taxonomy.load()


@pytest.fixture(scope="module")
def appendices(taxonomy):
    return Appendices.load(taxonomy)


@pytest.fixture
def judge(appendices, taxonomy):
    """Decide about findings under some rules."""

    def decided(rules, *findings, failed=(), jurisdictions=frozenset(), now=NOON):
        policy = Policy(name="test", version="1", rules=tuple(rules))
        return decide(
            an_assessment(*findings, failed=failed),
            policy,
            appendices,
            taxonomy,
            decision_id=DecisionId("d-1"),
            now=now,
            jurisdictions=jurisdictions,
        )

    return decided


def a_rule(rule_id="rule", **more):
    """A rule that restricts whatever taxon is named and offered."""
    values = {
        "each": Each.TAXON,
        "outcome": Outcome.RESTRICT,
        "needs": {TAXON_MENTION: 0.8, OFFER: 0.6},
        **more,
    }
    return Rule(id=rule_id, **values)


def named(taxon, score=0.9):
    return a_finding("taxon_mention", score, taxon=taxon)


OFFERED = a_finding("offer", 0.9)


# --- evidence stays with its taxon ------------------------------------------------------------


def test_evidence_about_one_taxon_never_convicts_another(judge):
    """
    A confident fox and a doubtful pangolin in one text are no confident pangolin.
    """
    rule = a_rule(under=("pholidota",))

    assert judge([rule], named(FOX, 0.99), named(PANGOLIN, 0.3), OFFERED).rules == ()
    assert judge([rule], named(FOX, 0.3), named(PANGOLIN, 0.9), OFFERED).rules == ("rule",)


def test_scores_do_not_cross_taxa(judge):
    """
    A sure name of one animal and a sure part of another do not add up to either.
    """
    rule = a_rule(needs={TAXON_MENTION: 0.8, TRADE_TERM: 0.8})
    skin = a_finding("trade_term", 0.9, taxon=FOX, trade_term="SKI")

    assert judge([rule], named(PANGOLIN), skin).outcome is Outcome.NO_ACTION
    assert judge([rule], named(FOX), skin).outcome is Outcome.RESTRICT


def test_what_excuses_one_taxon_does_not_excuse_another(judge):
    """
    "Faux fox, real pangolin": the disclaimer frees the fox alone.
    """
    rule = a_rule(unless={DISCLAIMER: 0.8})
    faux_fox = a_finding("disclaimer", 0.95, taxon=FOX)
    decision = judge([rule], named(FOX), named(PANGOLIN), faux_fox, OFFERED)

    assert [fired.taxon for fired in decision.fired] == [PANGOLIN]


def test_what_is_said_about_the_listing_holds_for_each_taxon(judge):
    """
    A finding about no taxon in particular speaks about all.
    """
    rule = a_rule(unless={DISCLAIMER: 0.8})
    faux = a_finding("disclaimer", 0.95)

    assert judge([rule], named(FOX), named(PANGOLIN), faux, OFFERED).rules == ()


def test_a_part_of_one_kind_does_not_answer_for_another(judge):
    """
    A doubtful tusk is not made sure by a sure bone of the same animal.
    """
    rule = a_rule(each=Each.SPECIMEN, trade_terms=frozenset({TradeTerm("TUS")}),
                  needs={TRADE_TERM: 0.8})  # fmt: skip
    tusk = a_finding("trade_term", 0.4, taxon="loxodonta-africana", trade_term="TUS")
    bone = a_finding("trade_term", 0.95, taxon="loxodonta-africana", trade_term="BON")

    assert judge([rule], tusk, bone).outcome is Outcome.NO_ACTION
    assert judge([rule], replace(tusk, score=0.9), bone).outcome is Outcome.RESTRICT


def test_domesticated_forms_are_never_judged(judge):
    """
    A dog is no wolf before the treaty, whatever a rule says about its group.
    """
    rules = [a_rule("all", under=("animalia",)), a_rule("canids", under=("canidae",))]

    assert judge(rules, named("canis-familiaris"), OFFERED).fired == ()
    assert judge(rules, named("canis-lupus"), OFFERED).rules == ("all", "canids")


# --- who could not look -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        pytest.param((), Outcome.REVIEW, id="nothing-found"),
        pytest.param((named(FOX), OFFERED), Outcome.RESTRICT, id="already-restricted"),
    ],
)
def test_an_incomplete_assessment_is_looked_at_by_a_person(judge, findings, outcome):
    """
    Where a detector could not look, somebody does: silence is no clean bill.
    """
    assert judge([a_rule()], *findings, failed=["gear"]).outcome is outcome
    assert judge([a_rule()], *findings).outcome is not Outcome.REVIEW


# --- unless, weakens, exempt ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "outcome"),
    [
        pytest.param(0.95, Outcome.NO_ACTION, id="strong-stops"),
        pytest.param(0.8, Outcome.NO_ACTION, id="at-the-bound-stops"),
        pytest.param(0.6, Outcome.REVIEW, id="weaker-weakens"),
        pytest.param(0.4, Outcome.REVIEW, id="at-the-bound-weakens"),
        pytest.param(0.2, Outcome.RESTRICT, id="weakest-changes-nothing"),
    ],
)
def test_doubt_lowers_and_strong_doubt_stops(judge, score, outcome):
    """
    A disclaimer lowers the outcome; only a strong one stops the rule.
    """
    rule = a_rule(unless={DISCLAIMER: 0.8}, weakens={DISCLAIMER: 0.4})

    assert judge([rule], named(FOX), OFFERED, a_finding("disclaimer", score)).outcome is outcome


def test_weakening_makes_nothing_graver(judge):
    """
    What lowers a restriction to review leaves a review as it is.
    """
    rule = a_rule(outcome=Outcome.REVIEW, weakens={DISCLAIMER: 0.4})
    decision = judge([rule], named(FOX), OFFERED, a_finding("disclaimer", 0.5))

    assert decision.outcome is Outcome.REVIEW
    assert decision.fired[0].because == ""


@pytest.mark.parametrize(
    ("sense", "to", "outcome"),
    [
        pytest.param("antique", Outcome.REVIEW, Outcome.REVIEW, id="named-claim"),
        pytest.param("captive_bred", Outcome.REVIEW, Outcome.RESTRICT, id="another-claim"),
        pytest.param("antique", Outcome.NO_ACTION, Outcome.NO_ACTION, id="where-a-rule-says-so"),
    ],
)
def test_a_claim_exempts_only_as_the_rule_says(judge, sense, to, outcome):
    """
    A claim of papers or age leads to review, or to a pass, only where a rule names it.
    """
    rule = a_rule(exempt=(Exemption(senses=frozenset({"antique"}), to=to),))
    claim = a_finding("legal_claim", 0.9, sense=sense)

    assert judge([rule], named(FOX), OFFERED, claim).outcome is outcome


def test_a_claim_makes_nothing_graver(judge):
    """
    Who claims a permit is not treated worse than who does not.
    """
    rule = a_rule(outcome=Outcome.REVIEW,
                  exempt=(Exemption(senses=frozenset({"antique"}), to=Outcome.RESTRICT),))  # fmt: skip
    claim = a_finding("legal_claim", 0.9, sense="antique")

    assert judge([rule], named(FOX), OFFERED, claim).outcome is Outcome.REVIEW


def test_a_lowered_outcome_says_why(judge):
    """
    The decision names what lowered it.
    """
    rules = [
        a_rule("weak", weakens={DISCLAIMER: 0.4}),
        a_rule("old", exempt=(Exemption(senses=frozenset({"antique"}), to=Outcome.REVIEW),)),
    ]
    decision = judge(rules, named(FOX), OFFERED, a_finding("disclaimer", 0.5),
                     a_finding("legal_claim", 0.9, sense="antique"))  # fmt: skip
    reasons = {fired.rule: fired.because for fired in decision.fired}

    assert "disclaimer" in reasons["weak"]
    assert "antique" in reasons["old"]


# --- the Appendices ---------------------------------------------------------------------------

LOXODONTA, SEIZED = "loxodonta-africana", "panthera-tigris"


@pytest.mark.parametrize(
    ("need", "taxon", "holds"),
    [
        pytest.param(AppendixNeed(surely=frozenset({Appendix.I})), SEIZED, True, id="surely-i"),
        pytest.param(AppendixNeed(surely=frozenset({Appendix.I})), LOXODONTA, False,
                     id="split-listed-is-not-sure"),
        pytest.param(AppendixNeed(possibly=frozenset({Appendix.I})), LOXODONTA, True,
                     id="split-listed-is-possible"),
        pytest.param(AppendixNeed(surely=frozenset({Appendix.I, Appendix.II})), LOXODONTA, True,
                     id="surely-one-of-both"),
        pytest.param(AppendixNeed(possibly=frozenset({Appendix.I})), "gallus-gallus", False,
                     id="unlisted"),
        pytest.param(AppendixNeed(surely=frozenset({Appendix.I})), "gallus-gallus", False,
                     id="unlisted-not-sure"),
    ],
)  # fmt: skip
def test_surely_and_possibly(judge, need, taxon, holds):
    """
    Surely means under every reading that the offer leaves open, possibly under one of them.
    """
    decision = judge([a_rule(appendix=need)], named(taxon), OFFERED)

    assert bool(decision.fired) is holds


def test_a_fired_rule_carries_the_readings(judge):
    """
    The decision says in which Appendix the taxon is, as far as the offer leaves it open.
    """
    need = AppendixNeed(possibly=frozenset({Appendix.I}))
    (fired,) = judge([a_rule(appendix=need)], named(LOXODONTA), OFFERED).fired

    assert {Appendix.I, Appendix.II} <= fired.readings


# --- which rules speak ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "today", "where", "speaks"),
    [
        pytest.param({"in_force": date(2026, 11, 1)}, NOON, (), True, id="first-day"),
        pytest.param({"in_force": date(2026, 11, 2)}, NOON, (), False, id="the-day-before"),
        pytest.param({"until": date(2026, 11, 1)}, NOON, (), False, id="no-longer"),
        pytest.param({"until": date(2026, 11, 2)}, NOON, (), True, id="last-day"),
        pytest.param({"jurisdictions": frozenset({"GB"})}, NOON, (), False, id="elsewhere"),
        pytest.param({"jurisdictions": frozenset({"GB"})}, NOON, ("GB",), True, id="there"),
    ],
)
def test_a_rule_speaks_on_its_days_and_in_its_places(judge, more, today, where, speaks):
    """
    A rule holds from its first day, up to its last, in the places that it names.
    """
    decision = judge([a_rule(**more)], named(FOX), OFFERED, now=today,
                     jurisdictions=frozenset(where))  # fmt: skip

    assert bool(decision.fired) is speaks


@pytest.mark.parametrize(
    ("more", "taxon", "speaks"),
    [
        pytest.param({"under": ("felidae",)}, "panthera-tigris", True, id="under"),
        pytest.param({"under": ("felidae",)}, FOX, False, id="not-under"),
        pytest.param({"except_under": ("felidae",)}, "panthera-tigris", False, id="excepted"),
    ],
)  # fmt: skip
def test_a_rule_speaks_about_its_taxa(judge, more, taxon, speaks):
    """
    A rule about a group reaches what is under it, and leaves out what it excepts.
    """
    assert bool(judge([a_rule(**more)], named(taxon), OFFERED).fired) is speaks


@pytest.mark.parametrize(
    ("broad", "taxon", "speaks"),
    [
        pytest.param(("psittaciformes",), "psittaciformes", True, id="said-to-be-enough"),
        pytest.param((), "psittaciformes", False, id="not-said"),
        pytest.param((), "psittacus-erithacus", True, id="the-species-itself"),
    ],
)
def test_the_bare_name_of_a_group(judge, broad, taxon, speaks):
    """
    "Parrot" may be a listed one: where a rule says that the bare name is enough, it is.
    """
    rule = a_rule(appendix=AppendixNeed(possibly=frozenset({Appendix.I})), broad=frozenset(broad))

    assert bool(judge([rule], named(taxon), OFFERED).fired) is speaks


def test_gear_is_judged_by_its_kind(judge):
    """
    A rule about traps does not speak about cages.
    """
    rule = a_rule(each=Each.GEAR, senses=frozenset({"trap"}), needs={GEAR: 0.7})

    assert judge([rule], a_finding("gear", 0.9, sense="cage")).fired == ()
    assert judge([rule], a_finding("gear", 0.9, sense="trap")).rules == ("rule",)


def test_a_rule_about_the_listing_needs_no_taxon(judge):
    """
    Code is judged for the listing as a whole.
    """
    rule = a_rule(each=Each.LISTING, needs={CODED: 0.6}, outcome=Outcome.REVIEW)

    assert judge([rule], a_finding("coded_language", 0.7)).outcome is Outcome.REVIEW


# --- the decision as a whole ------------------------------------------------------------------


def test_the_gravest_outcome_counts_and_brings_its_actions(judge):
    """
    Of several rules the gravest decides; the others are named too.
    """
    rules = [
        a_rule("look", outcome=Outcome.REVIEW, actions=(Action.WARN_SELLER,)),
        a_rule("hide", actions=(Action.HIDE,)),
    ]
    decision = judge(rules, named(FOX), OFFERED)

    assert (decision.outcome, decision.actions) == (Outcome.RESTRICT, (Action.HIDE,))
    assert decision.rules == ("hide", "look")


def test_a_review_acts_on_nothing(judge):
    """
    What a person is to look at is not hidden before.
    """
    rule = a_rule(outcome=Outcome.REVIEW, actions=(Action.HIDE,))

    assert judge([rule], named(FOX), OFFERED).actions == ()


@pytest.mark.parametrize(
    ("mention", "offer", "missing"),
    [
        pytest.param(0.9, 0.45, ("offer(0.45<0.60)",), id="offer"),
        pytest.param(0.7, 0.9, ("taxon_mention(0.70<0.80)",), id="name"),
        pytest.param(0.7, 0.45, ("taxon_mention(0.70<0.80)", "offer(0.45<0.60)"), id="both"),
    ],
)
def test_a_near_miss_names_what_was_missing(judge, mention, offer, missing):
    """
    Why nothing was done is the first thing an investigator asks.
    """
    (miss,) = judge([a_rule()], named(FOX, mention), a_finding("offer", offer)).near_misses

    assert all(one in miss.missing for one in missing)
    assert (miss.rule, miss.taxon) == ("rule", FOX)


def test_what_stopped_a_rule_is_named(judge):
    """
    A rule that a disclaimer stopped says so.
    """
    rule = a_rule(unless={DISCLAIMER: 0.8})
    (miss,) = judge([rule], named(FOX), OFFERED, a_finding("disclaimer", 0.9)).near_misses

    assert "not disclaimer" in miss.missing


def test_a_wide_miss_is_not_told(judge):
    """
    A rule that was far from holding is not worth a line.
    """
    assert judge([a_rule()], named(FOX, 0.1), OFFERED).near_misses == ()


def test_the_order_of_findings_changes_nothing(judge):
    """
    The same findings in any order make the same decision.
    """
    findings = [named(FOX), named(PANGOLIN), OFFERED, a_finding("disclaimer", 0.5, taxon=FOX)]
    rules = [a_rule("one", weakens={DISCLAIMER: 0.4}), a_rule("two", under=("pholidota",))]
    first, again = judge(rules, *findings), judge(rules, *findings[::-1])

    assert first.outcome is again.outcome
    assert set(first.fired) == set(again.fired)


def test_a_policy_without_rules_does_nothing(judge):
    """
    Nothing is decided that no rule says.
    """
    decision = judge([], named(FOX), OFFERED)

    assert (decision.outcome, decision.fired, decision.near_misses) == (Outcome.NO_ACTION, (), ())


def test_a_decision_says_by_whom_and_when(judge):
    """
    A decision names its policy, its version and the day whose law it applied.
    """
    decision = judge([a_rule()], named(FOX), OFFERED)

    assert decision.policy_version == "test@1"
    assert decision.decided_by == "policy:test@1"
    assert (decision.valid_on, decision.decided_at) == (NOON.date(), NOON)
