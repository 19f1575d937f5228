"""One rule of a policy, from text: every key typed, and no rule that could never hold."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any, Final

from linsang.model.decision import Action, Outcome
from linsang.model.finding import FindingKind
from linsang.model.taxon import Appendix, TaxonId, TradeTerm
from linsang.policy.jurisdictions import BLOCS, COUNTRIES, OFTEN_MEANT, is_jurisdiction
from linsang.policy.problems import PolicyError, PolicyProblem, gathered, one_of, quoted
from linsang.policy.rules import AppendixNeed, Authority, Certainty, Each, Exemption, Rule
from linsang.policy.yaml_nodes import Node, Record
from linsang.reference.check import SENSES
from linsang.reference.lexicon import Role
from linsang.reference.taxonomy import Taxonomy, slug
from linsang.reference.trade_terms import TradeTerms
from linsang.specimen import NamedBy

_ID: Final = re.compile(r"(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*")
_CLAIMS: Final = SENSES[Role.CLAIM]
# Beside the lexicon's claims, what the detector of claims reads without a word for it.
_EVIDENCE: Final = (*_CLAIMS, "document_number")
# `marketplace-strict` asks for the last one, which no term of the lexicon has yet.
_GEAR: Final = tuple(dict.fromkeys((*SENSES[Role.GEAR], "ill_treatment")))
_NAMED_BY: Final = tuple(one.value for one in NamedBy)
_ENGLISH: Final = "en"
_MOST_HINTS: Final = 50


class RuleReader:
    """Reads rules; knows the taxa and codes that they may name."""

    def __init__(self, taxonomy: Taxonomy, trade_terms: frozenset[str]) -> None:
        self.taxonomy = taxonomy
        self.codes = trade_terms
        self._called: dict[str, list[str]] = {}
        self._hints = 0

    def rule(self, node: Node, known: Mapping[str, Authority]) -> Rule:
        """The rule of one node, by *known* authorities; all that is wrong is told at once."""
        record = node.record(self._reads(known), required=("id", "each", "outcome", "needs"))
        rule = Rule(**_as_fields(record))
        return _sound(_with_ground(rule), record, node)

    def changed(
        self, node: Node, rules: Mapping[str, Rule], known: Mapping[str, Authority]
    ) -> Rule:
        """One of *rules* as a change leaves it: the keys that are given replace its own.

        A rule that no longer restricts loses what goes with restriction alone.
        """
        reads: dict[str, Callable[[Node], Any]] = {
            "rule": lambda one: _named_rule(one, rules),
            **{
                key: functools.partial(_or_none, read, _FIELDS.get(key, key))
                for key, read in self._reads(known).items()
                if key not in _FIXED
            },
        }
        record = node.record(reads, required=("rule",))
        values = _as_fields(record)
        rule: Rule = values.pop("rule")
        if not values:
            raise node.wrong("changes nothing", "expected keys of the rule with new values")
        if "authorities" in values and "ground" not in values:
            values["ground"] = ""
        return _sound(_with_ground(_softened(replace(rule, **values), values)), record, node)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that a rule may have, in the order in which they are documented."""
        return tuple(self._reads({}))

    def _reads(self, known: Mapping[str, Authority]) -> Mapping[str, Callable[[Node], Any]]:
        return {
            "id": lambda node: node.word(_ID, "small letters, digits, hyphens: ivory-offered"),
            "each": lambda node: node.choice(Each, "what a rule can be asked about"),
            "outcome": lambda node: node.choice(Outcome),
            "needs": _scores,
            "unless": _scores,
            "weakens": _scores,
            "exempt": _exemptions,
            "appendix": _appendix,
            "trade_terms": self._trade_terms,
            "except_trade_terms": self._trade_terms,
            "senses": lambda node: frozenset(node.each(Node.text)),
            "under": self._taxa,
            "except": self._taxa,
            "broad": lambda node: frozenset(self._taxa(node)),
            "jurisdictions": self.jurisdictions,
            "in_force": Node.day,
            "until": Node.day,
            "actions": lambda node: tuple(node.each(lambda one: one.choice(Action))),
            "authority": lambda node: _authorities(node, known),
            "ground": Node.line,
        }

    def jurisdictions(self, node: Node) -> frozenset[str]:
        """Countries and blocs, by their codes."""
        return frozenset(node.each(_jurisdiction))

    def _trade_terms(self, node: Node) -> frozenset[TradeTerm]:
        return frozenset(node.each(self._trade_term))

    def _trade_term(self, node: Node) -> TradeTerm:
        code = node.text()
        if code in self.codes:
            return TradeTerm(code)
        # Somebody who writes "bone" means BON, which no likeness of letters finds as surely.
        named = [
            str(row.code) for row in TradeTerms.load() if row.name.casefold() == code.casefold()
        ]
        hint = f"did you mean {named[0]!r}? " if named else ""
        allowed = hint + ("expected a code" if named else one_of(code, sorted(self.codes)))
        raise node.wrong(f"{quoted(code)} is not a CITES trade term", allowed)

    def _taxa(self, node: Node) -> tuple[TaxonId, ...]:
        return tuple(node.each(self._taxon) if node.is_list else [self._taxon(node)])

    def _taxon(self, node: Node) -> TaxonId:
        name = node.text()
        taxon = self.taxonomy.by_scientific_name(name)
        if taxon is not None:
            return taxon.taxon
        raise node.wrong(
            f"{quoted(name)} is not a scientific name of the taxonomy", self._nearest(name)
        )

    def _nearest(self, name: str) -> str:
        """What was perhaps meant; a text with very many such slips is told of the first ones."""
        self._hints += 1
        if self._hints > _MOST_HINTS:
            return "expected one such as 'Panthera tigris'"
        if not self._called:
            for taxon in self.taxonomy:
                for each in self.taxonomy.names(taxon.taxon, _ENGLISH):
                    self._called.setdefault(each.casefold(), []).append(taxon.scientific_name)
        if called := self._called.get(name.casefold()):
            return f"people call so: {', '.join(called[:5])}"
        first = str(slug(name))[:1]
        near = difflib.get_close_matches(
            name[:60], [one.scientific_name for one in self.taxonomy if one.taxon[:1] == first], n=1
        )
        return f"did you mean {near[0]!r}?" if near else "expected one such as 'Panthera tigris'"


# A key that is a word of Python is called otherwise there.
_FIELDS: Final = {"except": "except_under", "authority": "authorities"}
# What makes a rule that rule and no other.
_FIXED: Final = frozenset({"id", "each"})


def _as_fields(record: Record) -> dict[str, Any]:
    return {_FIELDS.get(key, key): value for key, value in record.values.items()}


_NONE: Final = "none"
_DEFAULTS: Final = {
    field.name: field.default if field.default is not MISSING else {}
    for field in fields(Rule)
    if field.name not in ("id", "each", "outcome", "needs")
}


def _or_none(read: Callable[[Node], Any], field: str, node: Node) -> Any:
    """The value that *read* finds, or the rule without it where the text says `none`."""
    if node.part.text == _NONE and field in _DEFAULTS:
        return _DEFAULTS[field]
    return read(node)


def _named_rule(node: Node, rules: Mapping[str, Rule]) -> Rule:
    name = node.text()
    if name not in rules:
        raise node.wrong(f"no rule {quoted(name)} to change", one_of(name, rules))
    return rules[name]


def _softened(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """Without what is of use to a stricter outcome only, where the change did not say it."""
    kept: dict[str, Any] = {}
    if rule.outcome is not Outcome.RESTRICT:
        kept = {key: type(getattr(rule, key))() for key in ("weakens", "actions")}
    kept["exempt"] = tuple(one for one in rule.exempt if one.to.severity < rule.outcome.severity)
    return replace(rule, **{key: value for key, value in kept.items() if key not in values})


def _with_ground(rule: Rule) -> Rule:
    """With the ground and the days of its authorities, where it says none of its own."""
    if not rule.authorities:
        return rule
    begun = [one.in_force for one in rule.authorities if one.in_force]
    ended = [one.until for one in rule.authorities if one.until]
    return replace(
        rule,
        ground=rule.ground or "; ".join(one.cited for one in rule.authorities),
        in_force=rule.in_force or max(begun, default=None),
        until=rule.until or min(ended, default=None),
    )


def _sound(rule: Rule, record: Record, place: Node) -> Rule:
    if problems := list(_idle(rule, record.nodes, place)):
        raise PolicyError(problems)
    return rule


def _authorities(node: Node, known: Mapping[str, Authority]) -> tuple[Authority, ...]:
    def authority(one: Node) -> Authority:
        name = one.text()
        if name not in known:
            allowed = one_of(name, known) if known else "expected one under 'authorities'"
            raise one.wrong(f"no authority {quoted(name)}", allowed)
        return known[name]

    return tuple(node.each(authority) if node.is_list else [authority(node)])


def _scores(node: Node) -> dict[FindingKind, float]:
    kinds: dict[str, Callable[[Node], Any]] = {kind.value: Node.score for kind in FindingKind}
    values = node.record(kinds).values
    if not values:
        raise node.wrong("empty", "expected kinds of finding, each with a score")
    return {FindingKind(kind): score for kind, score in values.items()}


def _exemptions(node: Node) -> tuple[Exemption, ...]:
    return tuple(node.each(_exemption) if node.is_list else [_exemption(node)])


def _exemption(node: Node) -> Exemption:
    values = node.record(
        {
            "legal_claim": lambda claims: frozenset(claims.each(_claim)),
            "with": _evidence,
            "to": lambda to: to.choice(Outcome),
        },
        required=("legal_claim", "to"),
    ).values
    return Exemption(
        senses=values["legal_claim"], to=values["to"], evidence=values.get("with", frozenset())
    )


def _claim(node: Node) -> str:
    claim = node.text()
    if claim not in _CLAIMS:
        raise node.wrong(f"{quoted(claim)} is not a legal claim", one_of(claim, _CLAIMS))
    return claim


def _evidence(node: Node) -> frozenset[str]:
    def evidence(one: Node) -> str:
        name = one.text()
        if name not in _EVIDENCE:
            raise one.wrong(f"{quoted(name)} is no evidence", one_of(name, _EVIDENCE))
        return name

    return frozenset(node.each(evidence) if node.is_list else [evidence(node)])


def _appendix(node: Node) -> AppendixNeed:
    def appendices(one: Node) -> frozenset[Appendix]:
        return frozenset(one.each(lambda each: each.choice(Appendix)))

    values = node.record({"surely": appendices, "possibly": appendices}).values
    if not values:
        raise node.wrong("empty", "expected 'surely' or 'possibly' with a list of Appendices")
    return AppendixNeed(**values)


def _jurisdiction(node: Node) -> str:
    code = node.text()
    if is_jurisdiction(code):
        return code
    upper = code.upper()
    meant = OFTEN_MEANT.get(upper) or (upper if is_jurisdiction(upper) else None)
    hint = f"did you mean {meant!r}? " if meant else ""
    raise node.wrong(
        f"{quoted(code)} is not a jurisdiction",
        f"{hint}expected ISO 3166-1 alpha-2, one of {len(COUNTRIES)}, or {', '.join(BLOCS)}",
    )


def _idle(rule: Rule, nodes: Mapping[str, Node], place: Node) -> Iterator[PolicyProblem]:
    """What a rule says and what could never come to pass: a slip, and a silent one.

    *place* is pointed at where the rule got the words from elsewhere.
    """
    if rule.in_force and rule.until and rule.until <= rule.in_force:
        yield nodes.get("until", place).problem(
            f"{rule.until} is not after in_force, {rule.in_force}: the rule would never hold"
        )
    by_specimen = rule.each in (Each.SPECIMEN, Each.PICTURE) or (
        rule.each is Each.TAXON and FindingKind.TRADE_TERM in rule.needs
    )
    if rule.trade_terms and not by_specimen:
        yield nodes.get("trade_terms", place).problem(
            f"a rule for each {rule.each} knows no trade term and would never hold",
            "expected 'each: specimen', or trade_term under 'needs' with 'each: taxon'",
        )
    both = rule.trade_terms & rule.except_trade_terms
    if both:
        yield nodes.get("except_trade_terms", place).problem(
            f"{', '.join(sorted(both))} under 'trade_terms' too", "expected one or the other"
        )
    yield from _idle_senses(rule, nodes)
    yield from _unread_law(rule, nodes, place)
    if rule.each is Each.LISTING:
        for key in ("appendix", "under", "except", "broad", "except_trade_terms"):
            if key in nodes:
                yield nodes[key].problem(
                    f"a rule for each {rule.each} has no taxon to ask about",
                    "expected 'each: taxon' or 'each: specimen'",
                )
    if rule.outcome is not Outcome.RESTRICT:
        for key, does in (
            ("weakens", "it turns restrict into review"),
            ("actions", "they go with restrict"),
        ):
            if key in nodes:
                yield nodes[key].problem(
                    f"changes nothing: {does}, and the outcome is {rule.outcome}"
                )
    for exemption in rule.exempt:
        if exemption.to.severity >= rule.outcome.severity:
            yield nodes.get("exempt", place).problem(
                f"changes nothing: from {rule.outcome} to {exemption.to}",
                "expected a milder outcome under 'to'",
            )


def _unread_law(rule: Rule, nodes: Mapping[str, Node], place: Node) -> Iterator[PolicyProblem]:
    """A listing is never restricted by a law that nobody has read."""
    unread = rule.authorities and all(one.certainty is Certainty.MEMORY for one in rule.authorities)
    if unread and rule.outcome is Outcome.RESTRICT:
        names = ", ".join(one.id for one in rule.authorities)
        yield nodes.get("outcome", place).problem(
            f"restrict by {names}, which is known from memory alone",
            "expected review, or an authority that was read",
        )


def _idle_senses(rule: Rule, nodes: Mapping[str, Node]) -> Iterator[PolicyProblem]:
    if "senses" not in nodes:
        return
    if rule.each is Each.GEAR:
        allowed = _GEAR
    elif rule.each is Each.SPECIMEN or (
        rule.each is Each.TAXON and FindingKind.TRADE_TERM in rule.needs
    ):
        allowed = _NAMED_BY
    else:
        yield nodes["senses"].problem(
            f"a rule for each {rule.each} knows no senses and would never hold",
            "expected 'each: gear' or 'each: specimen'",
        )
        return

    def known(node: Node) -> str:
        sense = node.text()
        if sense not in allowed:
            hint = one_of(sense, allowed)
            raise node.wrong(f"{quoted(sense)} is not a sense of {rule.each}", hint)
        return sense

    try:
        gathered([lambda: nodes["senses"].each(known)])
    except PolicyError as error:
        yield from error.problems
