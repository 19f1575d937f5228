"""All findings on one listing, and who was in a position to make them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linsang.model.finding import Finding
from linsang.model.listing import ListingId


class RunStatus(StrEnum):
    """Looked and finished, had nothing to look at, or could not look."""

    COMPLETED = "completed"
    NOT_APPLICABLE = "not_applicable"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorRun:
    """That a detector was asked, in which version, and how it went."""

    detector: str
    version: str
    status: RunStatus
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The findings, and which detectors were in a position to make them."""

    listing_id: ListingId
    listing_revision: str
    reference_version: str
    findings: tuple[Finding, ...]
    runs: tuple[DetectorRun, ...]
    wildlife: float
    prohibited: float
    language: str | None = None

    @property
    def complete(self) -> bool:
        """Whether every detector that was asked could look."""
        return all(run.status is not RunStatus.FAILED for run in self.runs)

    @property
    def failed(self) -> tuple[str, ...]:
        """The detectors that could not look."""
        return tuple(run.detector for run in self.runs if run.status is RunStatus.FAILED)
