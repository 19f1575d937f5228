"""Prepare, ask every detector, assess."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linsang.detector import Detector
from linsang.model.assessment import Assessment, DetectorRun, RunStatus
from linsang.model.finding import Finding, FindingKind
from linsang.model.listing import Listing
from linsang.model.taxon import TaxonId
from linsang.plugins import ListingBatch
from linsang.prepared import Prepared, fields_of, prepare_many
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.vocabulary import Vocabulary
from linsang.scores import calibrated, evidence
from linsang.triage import Triaged, triage


@dataclass(frozen=True)
class Engine:
    """Reads listings with every detector and says what was found, and who could not look."""

    vocabulary: Vocabulary
    taxonomy: Taxonomy
    appendices: Appendices
    detectors: tuple[Detector, ...]

    @property
    def reference_version(self) -> str:
        """Which names, lexicon and Appendices answers rest on."""
        return self.vocabulary.version

    def triage(self, batch: ListingBatch) -> Triaged:
        """Sort the rows of a batch into clear and look closer."""
        return triage(batch, self.vocabulary)

    def assess(self, listings: Sequence[Listing], *, on: date) -> list[Assessment]:
        """All findings on each listing, in the order given, with the two scores."""
        prepared = prepare_many(listings, self.vocabulary)
        found: list[list[Finding]] = [[] for _ in prepared]
        runs: list[list[DetectorRun]] = [[] for _ in prepared]
        for detector in self.detectors:
            for place, (findings, run) in enumerate(_ask(detector, prepared)):
                found[place].extend(findings)
                runs[place].append(run)
        return [
            self._assessment(one, tuple(findings), tuple(asked), on)
            for one, findings, asked in zip(prepared, found, runs, strict=True)
        ]

    def _assessment(
        self,
        prepared: Prepared,
        findings: tuple[Finding, ...],
        runs: tuple[DetectorRun, ...],
        on: date,
    ) -> Assessment:
        wildlife, prohibited = evidence(
            findings,
            domesticated=self.domesticated,
            readings=lambda taxon, term: self.appendices.readings(taxon, on=on, trade_term=term),
        )
        scores = {
            FindingKind.WILDLIFE_SCORE: calibrated(wildlife),
            FindingKind.PROHIBITED_SCORE: calibrated(prohibited),
        }
        return Assessment(
            listing_id=prepared.listing.id,
            listing_revision=revision(prepared.listing),
            reference_version=self.reference_version,
            findings=findings
            + tuple(
                Finding(detector="scores", kind=kind, score=score, matches=())
                for kind, score in scores.items()
            ),
            runs=runs,
            wildlife=scores[FindingKind.WILDLIFE_SCORE],
            prohibited=scores[FindingKind.PROHIBITED_SCORE],
            language=prepared.listing.language or prepared.language,
        )

    def domesticated(self, taxon: TaxonId) -> bool:
        """Whether a taxon is a domesticated form, and so no wildlife."""
        return self.taxonomy.is_domesticated(taxon)


def revision(listing: Listing) -> str:
    """A digest of exactly what was judged."""
    digest = hashlib.blake2b(digest_size=12)
    for text in (*fields_of(listing), str(listing.price or "")):
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _ask(
    detector: Detector, batch: Sequence[Prepared]
) -> list[tuple[tuple[Finding, ...], DetectorRun]]:
    """One detector's findings on each listing, and how the asking went."""
    spec = detector.spec
    done = DetectorRun(detector=spec.name, version=spec.version, status=RunStatus.COMPLETED)
    try:
        return [(findings, done) for findings in detector.detect(batch)]
    except Exception as error:  # noqa: BLE001  # a plug-in may raise anything
        # One listing that breaks a detector must not blind it to the rest, and a
        # failure must not read as "nothing found": ask again one by one, and let
        # the policy see which runs failed.
        if len(batch) > 1:
            return [answer for one in batch for answer in _ask(detector, [one])]
        failed = DetectorRun(
            detector=spec.name,
            version=spec.version,
            status=RunStatus.FAILED,
            reason=type(error).__name__,
        )
        return [((), failed)]
