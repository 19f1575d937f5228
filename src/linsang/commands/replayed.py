"""A replay as a policy lead reads it, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from linsang.learning.prevalence import Prevalence, prevalence
from linsang.model.decision import Decision, Outcome
from linsang.operations.replay import By, Change, Changed, Replay

_ROWS: Final = 12
_QUOTES: Final = 3
_COLUMNS: Final = tuple(Change)


def new_hits_among_free(replay: Replay) -> Prevalence | None:
    """The share of new hits among all that went free; None where no sample was drawn."""
    if not any(one.labelled for one in replay.free):
        return None
    return prevalence(replay.free)


def as_text(replay: Replay) -> str:
    """What changes, by what, with examples, and what has to be read again."""
    return "\n".join(_lines(replay)) + "\n"


def _lines(replay: Replay) -> Iterator[str]:
    yield f"{replay.old} -> {replay.new}"
    yield (
        f"{replay.looked_at:,} listings were looked at and are decided again, exactly; "
        f"{replay.unseen:,} were not"
    )
    yield ""
    yield from _table(
        ("outcome", "old", "new"),
        [(one, f"{replay.before[one]:,}", f"{replay.after[one]:,}") for one in Outcome],
    )
    yield ""
    yield from _table(("change", "listings"), [(one, f"{replay.changes[one]:,}") for one in Change])
    for by in By:
        groups = sorted(replay.groups[by].items(), key=lambda item: (-item[1].total(), item[0]))
        if groups and replay.changed:
            yield ""
            yield from _table((f"by {by}", *_COLUMNS), [_group(*one) for one in groups[:_ROWS]])
            if len(groups) > _ROWS:
                yield f"... and {len(groups) - _ROWS:,} more; --json has all"
    for change in Change:
        for place, example in enumerate(replay.examples[change]):
            if not place:
                yield ""
                yield f"{change}, for example"
            yield from _example(example)
    yield ""
    yield _estimated(replay)
    if replay.otherwise:
        yield (
            f"{replay.otherwise:,} listings were recorded with another outcome than {replay.old} "
            "has for them: they were judged by another policy, or on another day"
        )
    yield from _rescreens(replay)


def _group(name: str, counts: Counter[Change]) -> tuple[str, ...]:
    return (name, *(f"{counts[change]:,}" if counts[change] else "" for change in _COLUMNS))


def _example(example: Changed) -> Iterator[str]:
    before, after = example.before, example.after
    yield f"  {example.recorded.listing_id}: {_decided(before)} -> {_decided(after)}"
    if quotes := _quotes(example):
        yield f"    {', '.join(quotes)}"


def _decided(decision: Decision) -> str:
    rules = f" ({', '.join(decision.rules)})" if decision.rules else ""
    return f"{decision.outcome}{rules}"


def _quotes(example: Changed) -> list[str]:
    assert example.recorded.assessment is not None
    quotes = dict.fromkeys(
        match.quote for finding in example.recorded.assessment.findings for match in finding.matches
    )
    return ["“" + "".join(c if c.isprintable() else " " for c in one[:60]) + "”" for one in quotes][
        :_QUOTES
    ]


def _estimated(replay: Replay) -> str:
    share = new_hits_among_free(replay)
    if share is None:
        return (
            f"no audit sample: how many new hits are among the {replay.unseen:,} listings that "
            "nobody looked at is not known; screen with --record LEDGER --audit-rate 0.01"
        )
    count = "unknown" if share.value is None else f"about {share.value * share.listings:,.0f}"
    return (
        f"new hits among all {share.listings:,} listings that went free: {count}, "
        f"{share.low * share.listings:,.0f} to {share.high * share.listings:,.0f} "
        f"(95 %; {sum(one.positive for one in share.strata):,} in a random {share.labelled:,})"
    )


def _rescreens(replay: Replay) -> Iterator[str]:
    if not replay.rescreens:
        yield "no listing has to be screened again: what was found is enough for both policies"
        return
    for one in replay.rescreens:
        yield f"screen again: {one.scope}, since {one.why}"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def as_json(replay: Replay) -> dict[str, Any]:
    """Everything that the replay counted."""
    share = new_hits_among_free(replay)
    return {
        "old": replay.old,
        "new": replay.new,
        "looked_at": replay.looked_at,
        "unseen": replay.unseen,
        "recorded_otherwise": replay.otherwise,
        "outcomes": {
            "old": {one.value: replay.before[one] for one in Outcome},
            "new": {one.value: replay.after[one] for one in Outcome},
        },
        "changes": {one.value: replay.changes[one] for one in Change},
        "by": {
            by.value: {
                name: {one.value: count for one, count in sorted(counts.items())}
                for name, counts in sorted(replay.groups[by].items())
            }
            for by in By
        },
        "examples": [
            changed_as_json(example) for change in Change for example in replay.examples[change]
        ],
        "new_hits_among_free": None
        if share is None
        else {
            "estimate": None if share.value is None else share.value * share.listings,
            "low": share.low * share.listings,
            "high": share.high * share.listings,
            "listings": share.listings,
            "sampled": share.labelled,
            "found": sum(one.positive for one in share.strata),
        },
        "rescreen": [{"scope": one.scope.value, "why": one.why} for one in replay.rescreens],
    }


def changed_as_json(changed: Changed) -> dict[str, Any]:
    """One listing that comes out otherwise, without a seller's words."""
    return {
        "listing_id": changed.recorded.listing_id,
        "decision_id": changed.recorded.decision_id,
        "change": changed.change.value,
        "old": {"outcome": changed.before.outcome.value, "rules": list(changed.before.rules)},
        "new": {"outcome": changed.after.outcome.value, "rules": list(changed.after.rules)},
    }
