"""What a model was learned from and how well it does on authors it has not seen: card and page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from linsang.learning.fitted import Fitted
from linsang.learning.observed import Observed
from linsang.learning.rate import wilson
from linsang.learning.seeds import Seed, as_batch, fold_of
from linsang.model.decision import Outcome
from linsang.operations.result_rows import described
from linsang.operations.screen import Decided, Screening
from linsang.redteam.disguises import Offer, disguises

LIKELY: Final = 0.5
DISGUISED_OFFERS: Final = 160
"""So many found offers of each left-out author are disguised in every way."""


@dataclass(frozen=True, slots=True)
class Held:
    """A seed, and what a model said of it that had seen nothing of its author."""

    seed: Seed
    acted_on: bool
    looked_at: bool
    wildlife: float
    prohibited: float


def card_of(
    fitted: Fitted, seeds: Observed, invented: Sequence[Seed], screening: Screening
) -> dict[str, Any]:
    """What a card says besides its files; figures are by the scorers without the author."""
    held: list[Held] = []
    ways: Counter[tuple[str, bool, bool]] = Counter()
    for fold, scorer in sorted(fitted.without.items()):
        own = [one for one in seeds.seeds if fold_of(one.author) == fold]
        without = replace(screening, engine=replace(screening.engine, scorer=scorer))
        decided = _screened(without, own)
        held += decided[0]
        ways += _disguised(without, decided[1])
    return {
        "outputs": {
            "wildlife": "a real specimen of a wild taxon is offered, whatever the law says",
            "prohibited": "a moderator would uphold a prohibition under the policy coalition",
        },
        "policy": screening.policy.label,
        "learned_from": {
            "seeds": _tally(one.author for one in seeds.seeds),
            "generated": _tally(one.language for one in invented),
        },
        "figures": {
            "all": _figures(held),
            "language": _by(held, lambda one: one.seed.language),
            "author": _by(held, lambda one: one.seed.author),
            "kind": _kinds(held),
            "disguise": _ways(ways),
        },
    }


def page_of(card: Mapping[str, Any], version: str) -> str:
    """The card as a page of documentation."""
    figures = card["figures"]
    authors = card["learned_from"]["seeds"]
    generated = sum(card["learned_from"]["generated"].values())
    sections = [
        _OPENING.format(
            version=version,
            policy=card["policy"],
            seeds=sum(authors.values()),
            authors=len(authors),
            each=", ".join(f"{count} by {author}" for author, count in authors.items()),
            generated=generated,
        ),
        "## By language\n",
        _FIGURES_HEAD,
        *(_figures_line(name, one) for name, one in figures["language"].items()),
        _figures_line("**all**", figures["all"]),
        "\n## By author left out\n",
        _FIGURES_HEAD,
        *(_figures_line(name, one) for name, one in figures["author"].items()),
        "\n## By kind\n",
        "| kind | listings | acted on | wildlife ≥ 0.5 | prohibited ≥ 0.5 |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {one['rows']} | {one['acted_on']} | {one['wildlife']} | {one['prohibited']} |"
            for name, one in figures["kind"].items()
        ),
        "\n## By disguise\n",
        _DISGUISES,
        "| way | taught | still found | 95 % interval |",
        "| --- | --- | --- | --- |",
        *(
            f"| {name} | {'no' if one['withheld'] else 'yes'} | {one['found']} of {one['rows']} "
            f"| {_interval(one['found'], one['rows'])} |"
            for name, one in figures["disguise"].items()
        ),
        _LIMITS,
    ]
    return "\n".join(sections)


def _screened(screening: Screening, seeds: Sequence[Seed]) -> tuple[list[Held], list[Decided]]:
    batch = as_batch(seeds)
    looked = set(screening.engine.triage(batch).look_closer.tolist())
    decided = screening.screen(batch, look_at_all=True).decided
    held = [
        Held(
            seed=seed,
            acted_on=one.decision.outcome is not Outcome.NO_ACTION and one.row in looked,
            looked_at=one.row in looked,
            wildlife=one.assessment.wildlife,
            prohibited=one.assessment.prohibited,
        )
        for seed, one in zip(seeds, decided, strict=True)
    ]
    found = [
        one
        for seed, own, one in zip(seeds, held, decided, strict=True)
        if own.acted_on and seed.prohibited and seed.kind != "disguised"
    ]
    step = max(1, len(found) // DISGUISED_OFFERS)
    return held, found[::step][:DISGUISED_OFFERS]


def _disguised(screening: Screening, found: Sequence[Decided]) -> Counter[tuple[str, bool, bool]]:
    """How often offers that were found are still found, by way and by whether it is withheld."""
    changed = [
        disguise
        for one in found
        for disguise in disguises(
            Offer.of(
                {
                    "id": str(one.listing.id),
                    "title": one.listing.title,
                    "description": one.listing.description,
                },
                described(one, screening.engine.taxonomy)["findings"],
                language=one.assessment.language,
            ),
            seed=1,
        )
    ]
    texts = [
        Seed(str(number), "", one.title, one.description, True, True, "", "")
        for number, one in enumerate(changed)
    ]
    acted = {
        one.row
        for one in screening.screen(as_batch(texts)).decided
        if one.decision.outcome is not Outcome.NO_ACTION
    }
    return Counter(
        (one.way.name, one.way.withheld, number in acted) for number, one in enumerate(changed)
    )


def _figures(held: Sequence[Held]) -> dict[str, Any]:
    outcome = Counter((one.seed.prohibited, one.acted_on) for one in held)
    return {
        "listings": len(held),
        "outcome": _counts(outcome),
        "wildlife": _counts(Counter((one.seed.wildlife, one.wildlife >= LIKELY) for one in held)),
        "prohibited": _counts(
            Counter((one.seed.prohibited, one.prohibited >= LIKELY) for one in held)
        ),
        "prohibited_and_cleared": sum(one.seed.prohibited and not one.looked_at for one in held),
    }


def _counts(tally: Counter[tuple[bool, bool]]) -> dict[str, Any]:
    hits, missed, alarms = tally[True, True], tally[True, False], tally[False, True]
    return {
        "found": hits,
        "missed": missed,
        "false_alarms": alarms,
        "rightly_let_go": tally[False, False],
        "f1": round(2 * hits / (2 * hits + missed + alarms), 4) if hits + missed else None,
    }


def _by(held: Sequence[Held], key: Callable[[Held], str]) -> dict[str, Any]:
    names = sorted({key(one) for one in held})
    return {name: _figures([one for one in held if key(one) == name]) for name in names}


def _kinds(held: Sequence[Held]) -> dict[str, dict[str, int]]:
    kinds: dict[str, Counter[str]] = {}
    for one in held:
        name = f"{'prohibited' if one.seed.prohibited else 'allowed'}: {one.seed.kind}"
        kinds.setdefault(name, Counter()).update(
            rows=1,
            acted_on=one.acted_on,
            wildlife=one.wildlife >= LIKELY,
            prohibited=one.prohibited >= LIKELY,
        )
    return {name: dict(kinds[name]) for name in sorted(kinds)}


def _ways(tally: Counter[tuple[str, bool, bool]]) -> dict[str, dict[str, Any]]:
    ways = sorted({(withheld, name) for name, withheld, _ in tally})
    return {
        name: {
            "withheld": withheld,
            "rows": tally[name, withheld, True] + tally[name, withheld, False],
            "found": tally[name, withheld, True],
        }
        for withheld, name in ways
    }


def _tally(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


_FIGURES_HEAD: Final = (
    "| | found of prohibited | false alarms of allowed | F1 of the outcome | F1, prohibited ≥ 0.5 "
    "| F1, wildlife ≥ 0.5 |\n| --- | --- | --- | --- | --- | --- |"
)


def _figures_line(name: str, figures: Mapping[str, Any]) -> str:
    one = figures["outcome"]
    return (
        f"| {name} | {one['found']} of {one['found'] + one['missed']} "
        f"| {one['false_alarms']} of {one['false_alarms'] + one['rightly_let_go']} "
        + "".join(f"| {_share(figures[of]['f1'])} " for of in ("outcome", "prohibited", "wildlife"))
        + "|"
    )


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _interval(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{low:.2f}-{high:.2f}"


_OPENING: Final = """# The model of the two scores

Generated by `make model` from `src/linsang/models/listing_scores/card.json`; do not edit it by
hand.

`{version}` gives every listing that is looked at the scores `wildlife` and `prohibited` of the
[labelling guide](labelling.md). It is two logistic regressions: one on hashed pieces of one, three and
five letters of the title, description and tags, and one on what that says and on what the lexicon
found. The second knows words by their role and not by their language, so what it learns in one
language holds in all.

## What it was learned from

All of it is invented; there is no listing of a real seller in it, and nobody's data.

- {seeds} seeds in sixteen languages ({each}), by {authors} authors, written from the labelling
  guide and labelled by their authors. No native speaker has reviewed them.
- {generated} rows that a generator puts together from the shipped lexicon, templates and the
  disguises that may be taught. They count a tenth or less of a seed and enter no figure.

## How to read the figures

Each author's seeds were judged by a model that was learned from the other authors only, under
the policy {policy}. *Acted on* means review or restrict, after triage. About half of the seeds
are prohibited, and they were made to be hard; no marketplace looks like that.

**The figures of a, b and c are too good.** The lexicon was extended while their seeds were in view,
and it counts in every outcome here: leaving an author out of the learning leaves the lexicon as it
is. It has never been extended from d to i: theirs are what a new author gets, except that the
thresholds of the policy and of triage were chosen on them. e and h wrote nothing prohibited, g
titles and posts in English only, i hardly anything that is named.
"""

_DISGUISES: Final = """Prohibited seeds that were found as written, disguised in each way of
[`linsang redteam`](redteam.md), still under models that had not seen their authors. The ways that are not taught
are in no training text.
"""

_LIMITS: Final = """
## What it is not

A score orders listings and compares them; it is no rate to expect in a feed in which one listing
in a thousand is prohibited. It has read no pictures, no prices and no sellers. Slang, dialects and
languages other than the sixteen are judged by the lexicon alone.
"""
