"""A decision as a person reads it: the words marked, the law, the rule, what was missing."""

from __future__ import annotations

from datetime import date
from typing import Final

from linsang.engine import Engine
from linsang.model.decision import Outcome
from linsang.model.finding import Finding, FindingKind
from linsang.model.taxon import Appendix, TaxonId
from linsang.operations.screen import Decided
from linsang.prepared import fields_of

_WORDS: Final = {
    Outcome.NO_ACTION: "no action",
    Outcome.REVIEW: "review",
    Outcome.RESTRICT: "restrict",
}
_COLORS: Final = {Outcome.NO_ACTION: "32", Outcome.REVIEW: "33", Outcome.RESTRICT: "31"}
_AGAINST: Final = frozenset(
    {FindingKind.DISCLAIMER, FindingKind.NOT_TRADE, FindingKind.LEGAL_CLAIM}
)


def explained(one: Decided, engine: Engine, *, color: bool) -> str:
    """Several lines of text: outcome, marked words, findings, taxa, rules, near misses."""
    decision, assessment = one.decision, one.assessment
    paint = _Paint(color)
    lines = [
        f"{paint(_WORDS[decision.outcome].upper(), _COLORS[decision.outcome] + ';1')}"
        f"   under {decision.policy_version}"
        f"   wildlife {assessment.wildlife:.2f}   prohibited {assessment.prohibited:.2f}"
        + (f"   language {assessment.language}" if assessment.language else "")
    ]
    lines += [f"  {text}" for text in _marked(one, paint)]
    for finding in sorted(assessment.findings, key=lambda one: (one.kind in _AGAINST, -one.score)):
        if finding.matches and not (
            finding.kind is FindingKind.OFFER and finding.sense == "implied"
        ):
            lines.append(f"    {_finding(finding, engine)}")
    taxa = dict.fromkeys(rule.taxon for rule in decision.fired if rule.taxon)
    for taxon in taxa:
        lines.extend(f"  {line}" for line in law(taxon, engine, decision.valid_on))
    rules = dict.fromkeys(
        f"  rule {fired.rule}: {_WORDS[fired.outcome]}"
        + (f" ({fired.because})" if fired.because else "")
        + f"; {fired.ground}"
        for fired in decision.fired
    )
    lines.extend(rules)
    lines.extend(f"  not {missed.rule}: {missed.missing}" for missed in decision.near_misses[:4])
    if not assessment.complete:
        lines.append(f"  could not look: {', '.join(assessment.failed)}")
    return "\n".join(lines)


def law(taxon: TaxonId, engine: Engine, on: date) -> list[str]:
    """What the Appendices say of a taxon on a day, with authority and doubt."""
    name = engine.taxonomy.get(taxon).scientific_name
    readings = engine.appendices.readings(taxon, on=on)
    said = " or ".join(sorted((_appendix(one) for one in readings), key=len))
    lines = [f"{name}: {said or 'not in the Appendices'} on {on.isoformat()}"]
    for entry in engine.appendices.entries(taxon, on=on)[:2]:
        since = f" since {entry.in_force.isoformat()}" if entry.in_force else ", day unknown"
        doubt = "" if entry.certainty == "checked" else f" [{entry.certainty}]"
        lines.append(f"  {_appendix(entry.appendix)}{since}, {entry.authority}{doubt}")
    return lines


def _appendix(one: Appendix | None) -> str:
    return f"Appendix {one.value}" if one else "not listed"


def _finding(finding: Finding, engine: Engine) -> str:
    quotes = ", ".join(f"“{match.quote}”" for match in finding.matches[:3])
    about = []
    if finding.taxon:
        about.append(engine.taxonomy.get(finding.taxon).scientific_name)
    if finding.trade_term:
        about.append(str(finding.trade_term))
    if finding.sense:
        about.append(finding.sense)
    kind = finding.kind.value.replace("_", " ")
    return f"{kind} {finding.score:.2f}  {quotes}" + (f"  {'; '.join(about)}" if about else "")


class _Paint:
    """Colours words on a terminal and brackets them elsewhere."""

    def __init__(self, color: bool) -> None:
        self.color = color

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color else text

    def mark(self, text: str, *, against: bool) -> str:
        if self.color:
            return f"\x1b[{'36' if against else '31'};1m{text}\x1b[0m"
        return f"({text})" if against else f"[{text}]"


def _marked(one: Decided, paint: _Paint) -> list[str]:
    """The seller's words with what was found in them marked, as written."""
    lines = []
    texts = dict(zip(("title", "description", "tags"), fields_of(one.listing), strict=False))
    for field, text in texts.items():
        if not text:
            continue
        kinds: list[int] = [0] * len(text)
        for finding in one.assessment.findings:
            if finding.kind is FindingKind.OFFER and finding.sense == "implied":
                continue
            against = finding.kind in _AGAINST
            for match in finding.matches:
                if match.span.field == field:
                    for place in range(match.span.start, min(match.span.end, len(text))):
                        kinds[place] = kinds[place] or (2 if against else 1)
        lines.append(_runs(text[:2000], kinds, paint))
    return lines


def _runs(text: str, kinds: list[int], paint: _Paint) -> str:
    shown, start = [], 0
    for place in range(1, len(text) + 1):
        if place == len(text) or kinds[place] != kinds[start]:
            part = _printable(text[start:place])
            shown.append(paint.mark(part, against=kinds[start] == 2) if kinds[start] else part)
            start = place
    return "".join(shown)


def _printable(text: str) -> str:
    """Without what could move a terminal's cursor or turn its writing round."""
    return "".join(
        char if char.isprintable() or char == " " else " " if char in "\n\r\t" else "\ufffd"
        for char in text
    )
