"""Prepare, ask every detector, assess."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from linsang.detector import Detector
from linsang.features import FeatureReader, Features
from linsang.model.assessment import Assessment, DetectorRun, RunStatus
from linsang.model.finding import Finding, FindingKind, Match, Span
from linsang.model.listing import Listing
from linsang.model.taxon import TaxonId
from linsang.plugins import ListingBatch
from linsang.prepared import Prepared, fields_of, prepare_many
from linsang.reference.appendices import Appendices
from linsang.reference.lexicon import Term
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.vocabulary import Vocabulary
from linsang.scores import OUTPUTS, Scorer, Scores, shipped_scorer
from linsang.text.normalise import ROW_MARK, code_points
from linsang.text.score import telling_spans
from linsang.triage import Triaged, triage

if TYPE_CHECKING:
    from linsang.image.look import Look
    from linsang.image.viewing import Viewing


@dataclass(frozen=True, slots=True)
class Read:
    """A listing as the detectors read it, and how each of them fared."""

    prepared: Prepared
    findings: tuple[Finding, ...]
    runs: tuple[DetectorRun, ...]
    features: Features


@dataclass(frozen=True)
class Engine:
    """Reads listings with every detector and says what was found, and who could not look."""

    vocabulary: Vocabulary
    taxonomy: Taxonomy
    appendices: Appendices
    detectors: tuple[Detector, ...]
    scorer: Scorer = field(default_factory=shipped_scorer)
    viewing: Viewing | None = None  # None: nobody looks at pictures

    @property
    def reference_version(self) -> str:
        """Which names, lexicon and Appendices answers rest on, and which model sees pictures."""
        if self.viewing is None:
            return self.vocabulary.version
        return f"{self.vocabulary.version}+{self.viewing.version}"

    def triage(self, batch: ListingBatch) -> Triaged:
        """Sort the rows of a batch into clear and look closer."""
        return triage(batch, self.vocabulary, self.scorer)

    def look(self, batch: ListingBatch, triaged: Triaged) -> dict[int, tuple[Look, ...]]:
        """What the pictures of a batch show, by row, where they are looked at at all."""
        if self.viewing is None:
            return {}
        return self.viewing.look(batch.table, triaged.look_closer)

    def read(
        self,
        listings: Sequence[Listing],
        *,
        on: date,
        without: Collection[Term] = (),
        looks: Mapping[int, tuple[Look, ...]] | None = None,
    ) -> list[Read]:
        """What every detector found in each listing, in the order given, and its features.

        Terms that are *without* are read over, as if nobody had written them down. *looks*
        are what the pictures show, by the listing's place.
        """
        prepared = [one.without(without) for one in prepare_many(listings, self.vocabulary)]
        found: list[list[Finding]] = [[] for _ in prepared]
        runs: list[list[DetectorRun]] = [[] for _ in prepared]
        if looks and self.viewing is not None:
            for place, seen in sorted(looks.items()):
                prepared[place] = replace(prepared[place], looks=seen)
                runs[place].append(self.viewing.run(seen))
        for detector in self.detectors:
            for place, (findings, run) in enumerate(_ask(detector, prepared)):
                found[place].extend(findings)
                runs[place].append(run)
        return [
            Read(
                prepared=one,
                findings=tuple(findings),
                runs=tuple(asked),
                features=self._features.features(one, tuple(findings), on=on),
            )
            for one, findings, asked in zip(prepared, found, runs, strict=True)
        ]

    def assess(
        self,
        listings: Sequence[Listing],
        *,
        on: date,
        held: Collection[int] | None = None,
        looks: Mapping[int, tuple[Look, ...]] | None = None,
    ) -> list[Assessment]:
        """All findings on each listing, in the order given, with the two scores.

        The scores are findings, which rules may ask for, on the listings whose places are in
        *held*, by default on all: a rule that acts on a score acts on nothing that triage
        would have cleared. *looks* are what the pictures show, by the listing's place.
        """
        read = self.read(listings, on=on, looks=looks)
        letters = self._letters(read)
        return [
            self._assessment(one, own, scored=held is None or place in held)
            for place, (one, own) in enumerate(zip(read, letters, strict=True))
        ]

    def _letters(self, read: Sequence[Read]) -> list[list[float]]:
        """What the letters of each listing say for each output, as log-odds."""
        text = "".join(one.prepared.folded + ROW_MARK for one in read)
        passes = self.vocabulary.passes
        sums = passes.gram_sums(code_points(text), len(read), self.scorer.gram_weights)
        odds: list[list[float]] = self.scorer.letters(sums.levels).tolist()
        return odds

    @functools.cached_property
    def _features(self) -> FeatureReader:
        return FeatureReader(self.taxonomy, self.appendices)

    def _assessment(self, read: Read, letters: Sequence[float], *, scored: bool) -> Assessment:
        prepared, findings = read.prepared, read.findings
        scores = self.scorer.scores(letters, read.features, prepared.language)
        if scored:
            findings += tuple(self._finding(prepared.listing, scores, name) for name in OUTPUTS)
        return Assessment(
            listing_id=prepared.listing.id,
            listing_revision=revision(prepared.listing, prepared.looks),
            reference_version=self.reference_version,
            findings=findings,
            runs=read.runs,
            wildlife=scores.wildlife,
            prohibited=scores.prohibited,
            language=prepared.listing.language or prepared.language,
        )

    def _finding(self, listing: Listing, scores: Scores, name: str) -> Finding:
        """A score as a finding, with the words that weigh most where it is likelier than not."""
        score = getattr(scores, name)
        column = self.scorer.gram_weights[:, OUTPUTS.index(name)]
        matches = tuple(_telling(listing, column)) if score >= _LIKELY else ()
        return Finding(
            detector="scores", kind=FindingKind(f"{name}_score"), score=score, matches=matches
        )

    def domesticated(self, taxon: TaxonId) -> bool:
        """Whether a taxon is a domesticated form, and so no wildlife."""
        return self.taxonomy.is_domesticated(taxon)


_LIKELY: Final = 0.5
_MOST_QUOTES: Final = 3


def _telling(listing: Listing, column: NDArray[np.int16]) -> Iterator[Match]:
    """The words of a listing that weigh most for one score, field by field."""
    texts = {"title": listing.title, "description": listing.description}
    for name, text in texts.items():
        for start, end in telling_spans(text, column)[:_MOST_QUOTES]:
            yield Match(quote=text[start:end], span=Span(field=name, start=start, end=end))


def revision(listing: Listing, looks: Sequence[Look] = ()) -> str:
    """A digest of exactly what was judged: the words, and the pictures that were looked at."""
    digest = hashlib.blake2b(digest_size=12)
    pictures = (look.digest or f"{look.unread}" for look in looks)
    for text in (*fields_of(listing), str(listing.price or ""), *pictures):
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
