"""The seam where a detector fits in: what it promises, and how it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from linsang.hit import Hit
from linsang.model.finding import Finding, FindingKind
from linsang.prepared import Prepared
from linsang.reference.lexicon import Hint, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSpec:
    """Who a detector is and which kinds of finding it may make."""

    name: str
    version: str
    kinds: frozenset[FindingKind]


class Detector(Protocol):
    """Reads listings and makes findings; it estimates and never decides."""

    @property
    def spec(self) -> DetectorSpec:
        """Name, version and the kinds it may find."""

    def detect(self, batch: Sequence[Prepared]) -> Sequence[tuple[Finding, ...]]:
        """Return one tuple of findings per listing, in the order given.

        A listing gets the same answer alone as in company.
        """


class ListingDetector:
    """A detector that looks at one listing at a time: override `find` and set `spec`."""

    spec: DetectorSpec

    def detect(self, batch: Sequence[Prepared]) -> Sequence[tuple[Finding, ...]]:
        """One tuple of findings per listing, in the order given."""
        return [self.find(prepared) for prepared in batch]

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """The findings on one listing."""
        raise NotImplementedError


class WordDetector(ListingDetector):
    """A detector whose finding is that words of one role are there: one a sense."""

    role: Role
    alone: float
    context: float

    def find(self, prepared: Prepared) -> tuple[Finding, ...]:
        """One finding for each sense, with all its words."""
        senses: dict[str, list[Hit]] = {}
        for hit in prepared.of(self.role):
            senses.setdefault(hit.term.sense, []).append(hit)
        (kind,) = self.spec.kinds
        return tuple(
            Finding(
                detector=self.spec.name,
                kind=kind,
                score=max(
                    self.alone if hit.term.hint is Hint.ALONE else self.context for hit in hits
                ),
                matches=tuple(hit.match for hit in hits[:5]),
                sense=sense,
            )
            for sense, hits in senses.items()
        )
