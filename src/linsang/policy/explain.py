"""Decision and findings to a statement of reasons: what was found, by which rule, to what effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from linsang.model.assessment import Assessment
from linsang.model.decision import Decision, FiredRule, Outcome
from linsang.model.finding import Finding, FindingKind
from linsang.model.statement import (
    Automation,
    Concern,
    Concerned,
    Found,
    Ground,
    Prompt,
    Provision,
    StatementOfReasons,
)
from linsang.model.taxon import Appendix, TaxonId, TradeTerm
from linsang.policy.rules import Each, Policy, Rule
from linsang.reference.taxonomy import Taxonomy
from linsang.scores import IVORY
from linsang.text.personal_data import MASK, without_personal_data

MOST_QUOTES: Final = 3
_EGGS: Final = frozenset({TradeTerm("EGG"), TradeTerm("EGL")})
_LIVE: Final = frozenset({TradeTerm("LIV"), TradeTerm("FIG"), TradeTerm("PUP")})
_PLANTS: Final = TaxonId("plantae")
# In the order in which a seller reads them: what it is, what is done with it, what speaks for it.
_TOLD: Final = (
    FindingKind.TAXON_MENTION,
    FindingKind.TRADE_TERM,
    FindingKind.PICTURED,
    FindingKind.GEAR,
    FindingKind.CODED_LANGUAGE,
    FindingKind.DISGUISE_FOUND,
    FindingKind.WILD_CAUGHT,
    FindingKind.OFFER,
    FindingKind.CONTACT,
    FindingKind.WILDLIFE_SCORE,
    FindingKind.PROHIBITED_SCORE,
    FindingKind.LEGAL_CLAIM,
    FindingKind.DISCLAIMER,
)
# What a rule does not ask for and a seller is told all the same: it speaks for them, or shows
# how the words were hidden.
_ALWAYS: Final = frozenset(
    {FindingKind.LEGAL_CLAIM, FindingKind.DISCLAIMER, FindingKind.DISGUISE_FOUND}
)
_NO_WORDS: Final = frozenset({"implied", "priced", "document_number"})
_NEVER_QUOTED: Final = frozenset({FindingKind.CONTACT, FindingKind.PICTURED})


def explain(
    decision: Decision,
    assessment: Assessment,
    policy: Policy,
    taxonomy: Taxonomy,
    *,
    issued_at: datetime,
    prompt: Prompt = Prompt.OWN_INITIATIVE,
) -> StatementOfReasons:
    """The reasons for a decision that did not let a listing go; raises ValueError for one that did.

    Only the rules that led to the outcome are cited, a milder one that also held is not. A
    statement says that a listing is illegal only where a law's rule restricts it: a review is
    a question.
    """
    if decision.outcome is Outcome.NO_ACTION:
        raise ValueError(f"decision {decision.id} let the listing go: there is nothing to state")
    rules = {rule.id: rule for rule in policy.rules}
    fired = [one for one in decision.fired if one.outcome is decision.outcome]
    provisions = _provisions(fired, rules, taxonomy)
    restricted_by_law = decision.outcome is Outcome.RESTRICT and any(
        one.by_law for one in provisions
    )
    by_machine = decision.decided_by.startswith("policy:")
    restricted = decision.outcome is Outcome.RESTRICT
    return StatementOfReasons(
        decision_id=decision.id,
        outcome=decision.outcome,
        ground=Ground.ILLEGAL_CONTENT if restricted_by_law else Ground.INCOMPATIBLE_CONTENT,
        policy=policy.label,
        provisions=provisions,
        found=tuple(_found(assessment, fired, [rules[one.rule] for one in fired])),
        concerned=tuple(_concerned(fired, taxonomy)),
        actions=decision.actions,
        territories=tuple(sorted(policy.jurisdictions)),
        prompt=prompt,
        automated_detection=True,
        automated_decision=Automation.NOT_AUTOMATED
        if not by_machine
        else Automation.FULLY
        if restricted
        else Automation.PARTIALLY,
        decided_at=decision.decided_at,
        issued_at=issued_at,
        content_language=assessment.language,
        complete=assessment.complete,
    )


def _provisions(
    fired: list[FiredRule], rules: Mapping[str, Rule], taxonomy: Taxonomy
) -> tuple[Provision, ...]:
    """What the fired rules stand by, each text once, in the order in which the rules fired."""
    by: dict[Provision, dict[str, None]] = {}
    for one in fired:
        rule = rules[one.rule]
        provision = Provision(
            rules=(),
            ground=rule.ground,
            by_law=rule.by_law,
            concern=_concern(one, rule, taxonomy),
            places=tuple(sorted(rule.jurisdictions)),
        )
        by.setdefault(provision, {}).setdefault(rule.id)
    return tuple(replace(provision, rules=tuple(ids)) for provision, ids in by.items())


def _concern(fired: FiredRule, rule: Rule, taxonomy: Taxonomy) -> Concern:
    if rule.each is Each.GEAR:
        return Concern.GEAR
    if fired.trade_term in IVORY:
        return Concern.IVORY
    if rule.each is Each.LISTING:
        return Concern.CODE if FindingKind.CODED_LANGUAGE in rule.needs else Concern.WILDLIFE
    if fired.taxon is not None and taxonomy.is_under(fired.taxon, _PLANTS):
        return Concern.PLANT
    if fired.trade_term in _EGGS:
        return Concern.EGGS
    if fired.trade_term in _LIVE:
        return Concern.LIVE_ANIMAL
    return Concern.ANIMAL_PART if fired.trade_term else Concern.WILDLIFE


def _found(assessment: Assessment, fired: list[FiredRule], rules: list[Rule]) -> Iterable[Found]:
    """The evidence that the rules asked for, about what they fired for, and what is always told."""
    about = {one.taxon for one in fired}
    asked = _ALWAYS.union(*(rule.needs for rule in rules))
    # A specimen that was named has named its taxon, in the same words.
    if FindingKind.TRADE_TERM in asked:
        asked |= {FindingKind.TAXON_MENTION}
    for kind in _TOLD:
        if kind not in asked:
            continue
        findings = [
            finding
            for finding in assessment.findings
            if finding.kind is kind
            # A rule about no taxon in particular heard what was found about each.
            and (finding.taxon is None or finding.taxon in about or None in about)
        ]
        quotes = dict.fromkeys(quote for finding in findings for quote in _quotes(finding))
        whole = [
            one for one in quotes if not any(one != other and one in other for other in quotes)
        ]
        shown = tuple(whole[:MOST_QUOTES])
        scored = kind in (FindingKind.WILDLIFE_SCORE, FindingKind.PROHIBITED_SCORE)
        if shown or (findings and (scored or kind in _NEVER_QUOTED)):
            yield Found(kind=kind, quotes=shown)


def _quotes(finding: Finding) -> Iterable[str]:
    """The words of a finding without personal data.

    An offer that only a price or the form of a listing implies quotes its whole title, which
    may hold anything.
    """
    if finding.kind in _NEVER_QUOTED or finding.sense in _NO_WORDS:
        return
    for match in finding.matches:
        quote = without_personal_data(match.quote)
        if quote.replace(MASK, "").strip():
            yield quote


def _concerned(fired: list[FiredRule], taxonomy: Taxonomy) -> Iterable[Concerned]:
    readings: dict[TaxonId, set[Appendix]] = {}
    for one in fired:
        if one.taxon is not None:
            readings.setdefault(one.taxon, set()).update(
                reading for reading in one.readings if reading is not None
            )
    for taxon, appendices in readings.items():
        yield Concerned(
            taxon=taxon,
            scientific_name=taxonomy.get(taxon).scientific_name,
            appendices=tuple(one for one in Appendix if one in appendices),
        )
