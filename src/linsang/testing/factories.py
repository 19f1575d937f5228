"""Values for tests: say what the test is about and nothing else."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from linsang.model.assessment import Assessment, DetectorRun, RunStatus
from linsang.model.finding import Finding, FindingKind, Match, Span
from linsang.model.listing import Listing, ListingId
from linsang.model.taxon import TaxonId, TradeTerm
from linsang.operations.screen import Decided, Screening
from linsang.plugins import ListingBatch
from linsang.reference.lexicon import Hint, Role, Term
from linsang.reference.vocabulary import Vocabulary

NOON: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""The moment at which tests happen."""


def a_listing(title: str = "Brass lamp", **more: Any) -> Listing:
    """A listing with that title; name any other field to set it.

    >>> a_listing("Pangolin scales", brand="none").brand
    'none'
    """
    values = {"id": ListingId("test:1"), "platform": "test", "title": title, **more}
    return Listing(**values)


def a_term(text: str, role: Role | str = Role.NAME, **more: Any) -> Term:
    """A term that is sure of itself; English and about no taxon unless said otherwise.

    >>> a_term("tiger claw", "product", taxa="panthera-tigris", trade_term="CLA").taxa
    ('panthera-tigris',)
    """
    taxa = more.pop("taxa", ())
    values = {"language": "en", "hint": Hint.ALONE, **more}
    values["hint"] = Hint(values["hint"])
    values["taxa"] = tuple(TaxonId(one) for one in ([taxa] if isinstance(taxa, str) else taxa))
    return Term(text=text, role=Role(role), **values)


def a_vocabulary(terms: Iterable[Term], **more: Any) -> Vocabulary:
    """A vocabulary of these few terms and no others.

    >>> len(a_vocabulary([a_term("tiger"), a_term("faux", "disclaimer")]))
    2
    """
    return Vocabulary.compile(terms, **more)


def a_finding(
    kind: FindingKind | str = FindingKind.TAXON_MENTION,
    score: float = 0.9,
    *,
    quote: str = "",
    taxon: str | None = None,
    trade_term: str | None = None,
    **more: Any,
) -> Finding:
    """A finding of that kind; a *quote* stands at the start of the title.

    >>> a_finding("offer", 0.7).kind
    <FindingKind.OFFER: 'offer'>
    """
    span = Span(field="title", start=0, end=len(quote))
    values: dict[str, Any] = {"detector": "test", "matches": (), **more}
    if quote:
        values["matches"] = (Match(quote=quote, span=span),)
    return Finding(
        kind=FindingKind(kind),
        score=score,
        taxon=TaxonId(taxon) if taxon else None,
        trade_term=TradeTerm(trade_term) if trade_term else None,
        **values,
    )


def an_assessment(
    *findings: Finding, failed: Sequence[str] = (), listing_id: str = "test:1", **more: Any
) -> Assessment:
    """An assessment of these findings, in which the *failed* detectors could not look.

    >>> an_assessment(a_finding("offer"), failed=["gear"]).complete
    False
    """
    names = {finding.detector: RunStatus.COMPLETED for finding in findings}
    names.update(dict.fromkeys(failed, RunStatus.FAILED))
    values = {
        "listing_revision": "test",
        "reference_version": "test",
        "wildlife": 0.5,
        "prohibited": 0.5,
        **more,
    }
    runs = (DetectorRun(detector=name, version="1", status=names[name]) for name in names)
    return Assessment(
        listing_id=ListingId(listing_id), findings=findings, runs=tuple(runs), **values
    )


def a_batch(*titles: str | None, **columns: Sequence[str | None]) -> ListingBatch:
    """A batch with a row for each title; other *columns* go row for row with them.

    >>> len(a_batch("Brass lamp", "Tiger claw"))
    2
    """
    ids = [str(number) for number in range(len(titles))]
    return ListingBatch.of({"id": ids, "title": list(titles), **columns})


@functools.cache
def a_screening(policy: str = "coalition", *, many: bool = False) -> Screening:
    """Everything that is shipped, under a shipped policy, at `NOON`; made once a process.

    No settings file is read, and no private terms. *many* as in `compose`.
    """
    from linsang.compose import compose
    from linsang.settings import Settings

    return replace(compose(Settings(policy=policy), many=many), clock=_noon)


def checked(text: str | Listing, policy: str = "coalition") -> Decided:
    """One text or listing under a shipped policy, looked at in full."""
    from linsang.compose import check

    return check(text, screening=a_screening(policy))


def _noon() -> datetime:
    return NOON
