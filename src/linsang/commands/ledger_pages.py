"""What ``linsang ledger`` prints: lines for people, plain values for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from linsang.learning.prevalence import Prevalence
from linsang.model.decision import Outcome
from linsang.store.record import Dimension, Entry, Question

Tallies = Mapping[Dimension, Mapping[str, Counter[Outcome]]]


def entry_line(entry: Entry) -> str:
    """One decision on one line, title last."""
    decision = entry.decision
    marks = "".join(
        mark
        for mark, holds in (
            (" audit", entry.record.in_audit_sample),
            (" superseded", entry.superseded_by is not None),
        )
        if holds
    )
    said = ", ".join(f"{about} {_yes(answer)}" for about, answer in sorted(entry.labels.items()))
    title = _printable(entry.record.listing.title)[:60] if entry.record.listing else "(no words)"
    return (
        f"{decision.id}  {decision.outcome}{marks}  {', '.join(decision.rules) or '-'}"
        f"{f'  [{said}]' if said else ''}  {title}"
    )


def entry_head(entry: Entry) -> str:
    """What the ledger says of a decision beside its reasons."""
    record, decision = entry.record, entry.decision
    lines = [
        f"decision {decision.id}",
        f"  listing   {_printable(decision.listing_id)}, language {record.language}",
        f"  decided   {decision.decided_at:%Y-%m-%d %H:%M:%S} UTC by {decision.decided_by}",
        (
            f"  recorded  {entry.recorded_at:%Y-%m-%d %H:%M:%S} UTC, shard {entry.shard}, "
            f"audit rate {record.audit_rate:g}{', drawn' if record.in_audit_sample else ''}"
        ),
    ]
    if decision.supersedes:
        lines.append(f"  instead of {decision.supersedes}")
    if entry.superseded_by:
        lines.append(f"  superseded by {entry.superseded_by}")
    lines += [
        f"  label     {about}: {_yes(answer)}" for about, answer in sorted(entry.labels.items())
    ]
    return "\n".join(lines)


def entry_json(entry: Entry) -> dict[str, Any]:
    """Everything about one decision, the seller's words too."""
    plain: dict[str, Any] = msgspec.to_builtins(entry, str_keys=True)
    return plain


def stats_text(name: str, tallies: Tallies, found: Mapping[Question, Prevalence]) -> str:
    """The counts in tables, and how much prohibited trade there is."""
    total = sum(tallies[Dimension.DAY].values(), Counter[Outcome]())
    days = list(tallies[Dimension.DAY])
    span = f", {days[0]} to {days[-1]}" if days else ""
    lines = [f"{name}: {total.total():,} listings{span}", f"  outcome  {_outcomes(total)}"]
    for dimension, tally in tallies.items():
        lines += ["", f"by {dimension}"]
        width = max((len(value or "(none)") for value in tally), default=0)
        lines += [
            f"  {_printable(value) or '(none)':<{width}}  {_outcomes(counts)}"
            for value, counts in tally.items()
        ] or ["  (nothing)"]
    for about, prevalence in found.items():
        lines += ["", *_prevalence_lines(about, prevalence)]
    return "\n".join(lines)


def stats_json(tallies: Tallies, found: Mapping[Question, Prevalence]) -> dict[str, Any]:
    """The same as plain values."""
    total = sum(tallies[Dimension.DAY].values(), Counter[Outcome]())
    return {
        "listings": total.total(),
        "outcomes": _plain(total),
        "by": {
            dimension.value: {value: _plain(counts) for value, counts in tally.items()}
            for dimension, tally in tallies.items()
        },
        "prevalence": {about.value: msgspec.to_builtins(one) for about, one in found.items()},
    }


def _prevalence_lines(about: Question, found: Prevalence) -> list[str]:
    share = "not known yet" if found.value is None else f"{found.value:.3%}"
    lines = [
        (
            f"{about}: {share} of {found.listings:,} listings "
            f"(95 %: {found.low:.3%} to {found.high:.3%}), from {found.labelled:,} labels"
        )
    ]
    lines += [
        f"  {one.outcome}, audit rate {one.audit_rate:g}: {one.listings:,} listings, "
        f"{one.kept:,} kept, {one.labelled:,} labelled, {one.positive:,} yes"
        for one in found.strata
    ]
    if any(one.labelled == 0 for one in found.strata):
        lines.append("  label some of each: `linsang ledger show --unlabelled` gives them out")
    return lines


def _plain(counts: Counter[Outcome]) -> dict[str, int]:
    return {outcome.value: counts[outcome] for outcome in Outcome}


def _outcomes(counts: Counter[Outcome]) -> str:
    return ", ".join(f"{one} {counts[one]:,}" for one in Outcome if counts[one]) or "none"


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
