"""A rule in plain words: what it asks for, from whom, since when, and what it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from linsang.model.decision import Action, Outcome
from linsang.model.finding import FindingKind
from linsang.model.taxon import Appendix, TaxonId, TradeTerm
from linsang.policy.jurisdictions import BLOCS
from linsang.policy.rules import AppendixNeed, Authority, Certainty, Each, Policy, Rule
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.trade_terms import TradeTerms

_ASKED: Final = {
    Each.TAXON: "each taxon that a listing names",
    Each.SPECIMEN: "each kind of specimen that a listing names, with or without a taxon",
    Each.GEAR: "each piece of gear that a listing names",
    Each.PICTURE: "each kind of animal or specimen that a picture shows",
    Each.LISTING: "each listing as a whole",
}
_DOES: Final = {
    Outcome.NO_ACTION: "nothing: the rule is switched off",
    Outcome.REVIEW: "the listing goes to a person",
    Outcome.RESTRICT: "the listing is restricted at once",
}
_CERTAIN: Final = {
    Certainty.CHECKED: "read",
    Certainty.PRESS: "reported, not read",
    Certainty.MEMORY: "not read",
}
_ACTIONS: Final = {
    Action.HIDE: "hide it",
    Action.WARN_SELLER: "warn the seller",
    Action.DISABLE: "disable it",
    Action.SUSPEND_SELLER: "suspend the seller",
}
_KINDS: Final = {
    FindingKind.TAXON_MENTION: "a taxon is named",
    FindingKind.TRADE_TERM: "a specimen of it is named",
    FindingKind.OFFER: "something is offered",
    FindingKind.CODED_LANGUAGE: "a word is used in its code sense",
    FindingKind.DISCLAIMER: "it is said not to be the real thing",
    FindingKind.LEGAL_CLAIM: "it is claimed to be lawful",
    FindingKind.GEAR: "gear to take or hold animals is named",
    FindingKind.NOT_TRADE: "it reads as news, rescue, museum or the like, and no trade",
    FindingKind.CONTACT: "a way to deal off the platform is given",
    FindingKind.DISGUISE_FOUND: "words are disguised",
    FindingKind.WILD_CAUGHT: "it is taken from the wild",
    FindingKind.WILDLIFE_SCORE: "the score that a real wild specimen is offered",
    FindingKind.PROHIBITED_SCORE: "the score that a moderator would uphold a prohibition",
    FindingKind.PICTURED: "it is seen in a picture",
}


def rule_in_words(
    rule: Rule, policy: Policy, taxonomy: Taxonomy, terms: TradeTerms, *, on: date
) -> list[str]:
    """The lines that explain one rule to somebody who has never seen a policy's text."""
    lines = [
        f"rule {rule.id} of {policy.label}",
        f"  asked about     {_ASKED[rule.each]}",
    ]

    def add(label: str, *said: str) -> None:
        for place, text in enumerate(said):
            lines.append(f"  {label if place == 0 else '':15} {text}")

    if rule.under:
        add("concerns", f"{_taxa(rule.under, taxonomy)}, and everything under them")
    if rule.except_under:
        add("not", f"{_taxa(rule.except_under, taxonomy)}, nor anything under them")
    if rule.each is not Each.LISTING:
        add("", "domesticated forms are never meant")
    if rule.trade_terms:
        add("specimens", _terms(rule.trade_terms, terms))
    if rule.except_trade_terms:
        add("not specimens", _terms(rule.except_trade_terms, terms))
    if rule.senses:
        add("senses", ", ".join(sorted(rule.senses)))
    if rule.appendix:
        add("Appendix", *_appendix(rule.appendix))
    if rule.broad:
        add("groups", f"the bare name is enough for {_taxa(sorted(rule.broad), taxonomy)}")
    add("holds when", *_scores(rule.needs, "at least"))
    if rule.unless:
        add("unless", *_scores(rule.unless, "at least"))
    add("then", _then(rule))
    if rule.weakens:
        add("only review if", *_scores(rule.weakens, "at least"))
    for exemption in rule.exempt:
        add(
            "exemption",
            f"a claim of {', '.join(sorted(exemption.senses))}"
            + (f" with {' or '.join(sorted(exemption.evidence))}" if exemption.evidence else "")
            + f" turns it into {exemption.to}"
            + (": a person looks, it is no pass" if exemption.to is Outcome.REVIEW else ""),
        )
    add("jurisdictions", _where(rule, policy))
    add("in force", _in_force(rule, on))
    add("ground", rule.ground or "none given")
    for authority in rule.authorities:
        add("authority", *_authority(authority))
    return lines


def in_force_briefly(rule: Rule, on: date) -> str:
    """Whether and how long a rule is in force, in a word or two.

    >>> from linsang.policy.rules import Each, Rule
    >>> later = Rule(id="a", each=Each.LISTING, outcome=Outcome.REVIEW, in_force=date(2030, 1, 1))
    >>> in_force_briefly(later, date(2026, 1, 1))
    'from 2030-01-01'
    """
    if rule.in_force and on < rule.in_force:
        return f"from {rule.in_force}"
    if rule.until and on >= rule.until:
        return f"ended {rule.until}"
    return f"until {rule.until}" if rule.until else "yes"


def jurisdictions_briefly(codes: Iterable[str]) -> str:
    """Codes in order, blocs first; none means everywhere."""
    return ", ".join(sorted(codes, key=lambda code: (code not in BLOCS, code))) or "everywhere"


def _then(rule: Rule) -> str:
    actions = ", ".join(_ACTIONS[action] for action in rule.actions)
    return f"{rule.outcome}: {_DOES[rule.outcome]}" + (f" ({actions})" if actions else "")


def _where(rule: Rule, policy: Policy) -> str:
    if not rule.jurisdictions:
        return "everywhere"
    said = jurisdictions_briefly(rule.jurisdictions)
    bound = [
        f"{code} is its {len(BLOCS[code])} members" for code in BLOCS if code in rule.jurisdictions
    ]
    also = f" ({', '.join(bound)})" if bound else ""
    open_in = jurisdictions_briefly(policy.jurisdictions) if policy.jurisdictions else "none named"
    return f"only in {said}{also}; the policy is for {open_in}"


def _in_force(rule: Rule, on: date) -> str:
    since = f"since {rule.in_force}" if rule.in_force else "always"
    until = f", until {rule.until}" if rule.until else ""
    if rule.in_force and on < rule.in_force:
        return f"{since}{until}: not yet"
    return f"{since}{until}: over" if rule.until and on >= rule.until else f"{since}{until}"


def _scores(scores: Mapping[FindingKind, float], comparison: str) -> list[str]:
    return [f"{kind} {comparison} {score:.2f}: {_KINDS[kind]}" for kind, score in scores.items()]


def _authority(authority: Authority) -> Iterator[str]:
    """What stands behind a rule, and how sure that is."""
    days = f", since {authority.in_force}" if authority.in_force else ""
    days += f", until {authority.until}" if authority.until else ""
    yield f"{authority.kind}: {authority.cited}{days}"
    yield f"{_CERTAIN[authority.certainty]}: {authority.source} ({authority.read})"
    if authority.doubt:
        yield f"doubt: {authority.doubt}"


def _appendix(need: AppendixNeed) -> list[str]:
    def named(appendices: frozenset[Appendix]) -> str:
        return " or ".join(one.value for one in Appendix if one in appendices)

    lines = []
    if need.surely:
        lines.append(f"surely {named(need.surely)}: under every reading that the offer leaves open")
    if need.possibly:
        lines.append(
            f"possibly {named(need.possibly)}: under one reading that the offer leaves open"
        )
    return lines


def _taxa(taxa: Iterable[TaxonId], taxonomy: Taxonomy) -> str:
    named = []
    for one in taxa:
        taxon = taxonomy.get(one)
        called = min(taxonomy.names(one, "en"), key=lambda name: (len(name), name), default="")
        named.append(f"{taxon.scientific_name} ({called})" if called else taxon.scientific_name)
    return ", ".join(named)


def _terms(codes: Iterable[TradeTerm], terms: TradeTerms) -> str:
    return ", ".join(f"{code} ({terms.get(code).name})" for code in sorted(codes))
