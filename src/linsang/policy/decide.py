"""Assessment to decision: a function of its arguments and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from linsang.model.assessment import Assessment
from linsang.model.decision import Decision, DecisionId, FiredRule, NearMiss, Outcome
from linsang.model.finding import Finding, FindingKind
from linsang.model.taxon import Appendix, TaxonId, TradeTerm
from linsang.policy.rules import Each, Policy, Rule
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy

# A need that fell short by less than this is worth telling: "offer 0.41 < 0.70".
_NEARLY = 0.3
_ABOUT_TAXON = frozenset({FindingKind.TAXON_MENTION, FindingKind.TRADE_TERM})


@dataclass(frozen=True, slots=True)
class _Subject:
    """What one rule is asked about: a taxon, a specimen, a thing, or the listing."""

    taxon: TaxonId | None = None
    trade_term: TradeTerm | None = None
    finding: Finding | None = None


def decide(
    assessment: Assessment,
    policy: Policy,
    appendices: Appendices,
    taxonomy: Taxonomy,
    *,
    decision_id: DecisionId,
    now: datetime,
    jurisdictions: frozenset[str] = frozenset(),
) -> Decision:
    """Apply every rule to every subject; the gravest outcome counts.

    Evidence stays with its taxon: a rule asked about parrots sees what was found about
    parrots and about the listing as a whole, never what was found about pangolins.
    An incomplete assessment is at least reviewed, because the detector that could not
    look may have missed the offence, or the excuse for it.
    """
    today = now.date()
    found = {finding.kind for finding in assessment.findings}
    fired: list[FiredRule] = []
    missed: list[NearMiss] = []
    for rule in policy.rules:
        # A rule that needs a kind of finding that nobody made can neither fire nor nearly fire.
        if not rule.needs.keys() <= found:
            continue
        if not rule.applies(on=today, jurisdictions=jurisdictions | policy.jurisdictions):
            continue
        for subject in _subjects(rule, assessment):
            verdict = _ask(rule, subject, assessment, appendices, taxonomy, now)
            if isinstance(verdict, FiredRule):
                fired.append(verdict)
            elif verdict is not None:
                missed.append(verdict)
    outcome = max((one.outcome for one in fired), key=lambda one: one.severity, default=None)
    if not assessment.complete and (outcome is None or outcome is Outcome.NO_ACTION):
        outcome = Outcome.REVIEW
    outcome = outcome or Outcome.NO_ACTION
    by_id = {rule.id: rule for rule in policy.rules}
    grave = [by_id[one.rule] for one in fired if one.outcome is outcome]
    actions = dict.fromkeys(action for rule in grave for action in rule.actions)
    return Decision(
        id=decision_id,
        listing_id=assessment.listing_id,
        outcome=outcome,
        decided_at=now,
        decided_by=f"policy:{policy.label}",
        policy_version=policy.label,
        valid_on=today,
        fired=tuple(sorted(fired, key=lambda one: -one.outcome.severity)),
        near_misses=tuple(dict.fromkeys(missed)),
        actions=tuple(actions) if outcome is Outcome.RESTRICT else (),
    )


def _subjects(rule: Rule, assessment: Assessment) -> Iterator[_Subject]:
    if rule.each is Each.LISTING:
        yield _Subject()
        return
    kind = _SUBJECT_KINDS.get(rule.each, FindingKind.TRADE_TERM)
    seen: set[tuple[TaxonId | None, TradeTerm | None]] = set()
    for finding in assessment.findings:
        if rule.each is Each.TAXON and FindingKind.TRADE_TERM not in rule.needs:
            if finding.kind in _ABOUT_TAXON and (finding.taxon, None) not in seen:
                seen.add((finding.taxon, None))
                yield _Subject(taxon=finding.taxon)
        elif finding.kind is kind and (
            rule.each is Each.SPECIMEN or finding.taxon or kind is FindingKind.GEAR
        ):
            yield _Subject(taxon=finding.taxon, trade_term=finding.trade_term, finding=finding)


_SUBJECT_KINDS = {Each.GEAR: FindingKind.GEAR, Each.PICTURE: FindingKind.PICTURED}


def _ask(
    rule: Rule,
    subject: _Subject,
    assessment: Assessment,
    appendices: Appendices,
    taxonomy: Taxonomy,
    now: datetime,
) -> FiredRule | NearMiss | None:
    """The rule fires, nearly does, or has nothing to say."""
    if not _concerns(rule, subject, taxonomy):
        return None
    readings: frozenset[Appendix | None] = frozenset()
    if subject.taxon is not None:
        # A group's name stands for its listed members only where the rule says so:
        # "turtle" may be any of many that are listed, "deer" is hardly ever one of the few.
        readings = appendices.readings(
            subject.taxon,
            on=now.date(),
            trade_term=subject.trade_term,
            below=subject.taxon in rule.broad,
        )
    if rule.appendix is not None and not rule.appendix.holds(readings):
        return None
    short = {
        kind: (score, least)
        for kind, least in rule.needs.items()
        if (score := _score(kind, subject, assessment)) < least
    }
    if short:
        nearly = all(score > 0 and least - score < _NEARLY for score, least in short.values())
        if not nearly:
            return None
        wants = ", ".join(
            f"{kind}({score:.2f}<{least:.2f})" for kind, (score, least) in short.items()
        )
        return NearMiss(rule=rule.id, missing=wants, taxon=subject.taxon)
    for kind, most in rule.unless.items():
        score = _score(kind, subject, assessment)
        if score >= most:
            return NearMiss(
                rule=rule.id, missing=f"not {kind}({score:.2f}>={most:.2f})", taxon=subject.taxon
            )
    outcome, because = _outcome(rule, subject, assessment)
    if outcome is Outcome.NO_ACTION:
        return NearMiss(rule=rule.id, missing=because, taxon=subject.taxon)
    return FiredRule(
        rule=rule.id,
        outcome=outcome,
        ground=rule.ground,
        taxon=subject.taxon,
        trade_term=subject.trade_term,
        readings=readings,
        because=because,
    )


def _concerns(rule: Rule, subject: _Subject, taxonomy: Taxonomy) -> bool:
    """Whether the rule speaks about this kind of subject at all."""
    if rule.trade_terms and subject.trade_term not in rule.trade_terms:
        return False
    if subject.trade_term in rule.except_trade_terms:
        return False
    if rule.senses and (subject.finding is None or subject.finding.sense not in rule.senses):
        return False
    taxon = subject.taxon
    if rule.under and not (taxon and any(taxonomy.is_under(taxon, one) for one in rule.under)):
        return False
    if taxon is None:
        return True
    # A dog is no wolf before the treaty or this policy.
    if taxonomy.is_domesticated(taxon):
        return False
    return not any(taxonomy.is_under(taxon, one) for one in rule.except_under)


def _score(kind: FindingKind, subject: _Subject, assessment: Assessment) -> float:
    """The highest score of that kind among what concerns the subject."""
    if subject.finding is not None and kind is subject.finding.kind:
        return subject.finding.score
    about_listing = subject.taxon is None
    return max(
        (
            finding.score
            for finding in assessment.findings
            if finding.kind is kind
            and (about_listing or finding.taxon is None or finding.taxon == subject.taxon)
        ),
        default=0.0,
    )


def _outcome(rule: Rule, subject: _Subject, assessment: Assessment) -> tuple[Outcome, str]:
    """The rule's outcome after what weakens it and what it exempts, and the reason."""
    outcome, because = rule.outcome, ""
    for kind, least in rule.weakens.items():
        if _score(kind, subject, assessment) >= least and outcome is Outcome.RESTRICT:
            outcome, because = Outcome.REVIEW, f"weakened by {kind}"
    claims = {
        finding.sense: finding.score
        for finding in assessment.findings
        if finding.kind is FindingKind.LEGAL_CLAIM
    }
    for exemption in rule.exempt:
        claim = exemption.met(claims)
        if claim is not None and exemption.to.severity < outcome.severity:
            outcome, because = exemption.to, f"claim of {claim}"
    return outcome, because
