"""What the learned scores know of a listing besides its letters: the lexicon, in any language.

A feature has a name and a number from 0 to about 1. The names say what is counted:

- ``hit product alone``: a term of that role and hint is there; ``hit product disguised``: in
  disguise; ``title product alone``: in the title.
- ``count offer``: how many terms of that role there are, as a logarithm.
- ``offer sale``: a term of that role and sense. For names, products and parts instead
  ``name of felidae`` for each taxon that it is or is under, ``name of listed`` (or ``unlisted``,
  ``domesticated``) and ``part as SKI`` for the trade term.
- ``found gear``, ``found gear net``: the best score of that kind of finding, and sense.
- ``both contact trade_term``: the lesser of the best scores of two kinds of finding.
- ``evidence wildlife``, ``evidence prohibited``: what `scores.evidence` made of the findings, and
  ``evidence prohibited 0.6``: that it is at least so much.

Nothing here depends on the language, so what is learned from listings in one language holds in
the others. Length and price are left out on purpose: they tell one invented listing's author
from another and say nothing of a marketplace.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Final

from linsang.model.finding import Finding, FindingKind
from linsang.model.taxon import Appendix, TaxonId
from linsang.prepared import Prepared
from linsang.reference.appendices import Appendices
from linsang.reference.lexicon import Role
from linsang.reference.taxonomy import Taxonomy
from linsang.scores import CRUEL, Evidence, evidence

Features = Mapping[str, float]

_ABOUT_TAXA: Final = frozenset({Role.NAME, Role.PRODUCT, Role.PART})
_MOST_TAXA: Final = 3
_STEPS: Final = (0.2, 0.4, 0.6, 0.8)
_LISTED: Final = frozenset({Appendix.I, Appendix.II})


@dataclass(frozen=True)
class FeatureReader:
    """Reads features off a listing that was searched and on which findings were made."""

    taxonomy: Taxonomy
    appendices: Appendices
    _standing: dict[tuple[TaxonId, date], tuple[str, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def features(self, prepared: Prepared, findings: tuple[Finding, ...], *, on: date) -> Features:
        """The features of one listing; what is not there has no entry."""
        found: dict[str, float] = {}
        self._read_hits(prepared, found, on)
        _read_findings(findings, found)
        _read_evidence(self.evidence(findings, on=on), found)
        return found

    def evidence(self, findings: tuple[Finding, ...], *, on: date) -> Evidence:
        """The strongest evidence in the findings, by the Appendices of a day."""
        return evidence(
            findings,
            domesticated=self.taxonomy.is_domesticated,
            readings=lambda taxon, term: self.appendices.readings(taxon, on=on, trade_term=term),
        )

    def _read_hits(self, prepared: Prepared, found: dict[str, float], on: date) -> None:
        counts: Counter[str] = Counter()
        for hit in prepared.hits:
            term = hit.term
            role = term.role.value
            counts[role] += 1
            found[f"hit {role} {term.hint}"] = 1.0
            if hit.disguised:
                found[f"hit {role} disguised"] = 1.0
            if hit.field == "title":
                found[f"title {role} {term.hint}"] = 1.0
            if term.role not in _ABOUT_TAXA:
                if term.sense:
                    found[f"{role} {term.sense}"] = 1.0
                continue
            for taxon in term.taxa[:_MOST_TAXA]:
                for standing in self._standings(taxon, on):
                    found[f"{role} of {standing}"] = 1.0
            if term.trade_term:
                found[f"{role} as {term.trade_term}"] = 1.0
        for role, count in counts.items():
            found[f"count {role}"] = min(math.log1p(count) / 1.5, 1.5)

    def _standings(self, taxon: TaxonId, on: date) -> tuple[str, ...]:
        """The taxon, what it is under, and how it stands in the law."""
        known = self._standing.get((taxon, on))
        if known is None:
            readings = self.appendices.readings(taxon, on=on, trade_term=None)
            law = "listed" if readings & _LISTED else "unlisted"
            tame = ("domesticated",) if self.taxonomy.is_domesticated(taxon) else ()
            known = (taxon, *self.taxonomy.ancestors(taxon), law, *tame)
            self._standing[taxon, on] = known
        return known


def _read_findings(findings: tuple[Finding, ...], found: dict[str, float]) -> None:
    best: dict[str, float] = defaultdict(float)
    for one in findings:
        if one.kind is FindingKind.GEAR and one.sense in CRUEL:
            continue
        best[one.kind.value] = max(best[one.kind.value], one.score)
        if one.sense:
            name = f"found {one.kind.value} {one.sense}"
            found[name] = max(found.get(name, 0.0), one.score)
    for kind, score in best.items():
        found[f"found {kind}"] = score
    for one_kind, other in combinations(sorted(best), 2):
        found[f"both {one_kind} {other}"] = min(best[one_kind], best[other])


def _read_evidence(strength: Evidence, found: dict[str, float]) -> None:
    for name, value in (("wildlife", strength.wildlife), ("prohibited", strength.prohibited)):
        found[f"evidence {name}"] = value
        for step in _STEPS:
            if value >= step:
                found[f"evidence {name} {step}"] = 1.0
