"""Findings and letters to the two scores that leave the engine.

`evidence` is the strongest line of reasoning in the findings after what speaks against it.
`Scorer` holds what was learned: how much the letters of a listing and the features of its
findings weigh, and how their sum becomes a probability in each group of languages. The numbers
come from `linsang.models.listing_scores`, which `make model` writes; docs/model-card.md says on
what they were learned and how well they do.
"""

from __future__ import annotations

import functools
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linsang.model.finding import Finding, FindingKind
from linsang.model.taxon import Appendix, TaxonId, TradeTerm
from linsang.models.folder import LISTING_SCORES, ModelError, ModelFolder, version_in

IVORY: Final = frozenset(
    TradeTerm(code) for code in ("TUS", "IVC", "IVP", "IJW", "IVS", "KEY", "PKY")
)

CRUEL: Final = frozenset({"fighting", "ill_treatment"})
"""Senses of gear that catch no wild animal: other policies forbid them, `coalition` does not."""

OUTPUTS: Final = ("wildlife", "prohibited")
"""The scores, in the order of every array here."""
BUCKETS: Final = 1 << 19
"""So many weights of letters a model has: as many as `linsang.text.score` reads."""
LEAST: Final = 0.01
MOST: Final = 0.99
"""No score is lower or higher; a row that triage cleared has the least."""
MOST_LETTERS: Final = 8.0
"""The letters speak for themselves, and no louder than this many natural logarithms."""
LISTING_PIECES: Final = 120
"""Pieces of letters in about twenty-five characters: shorter texts are rarely listings."""
SHORT_MARGIN: Final = 2.0
BARE_MARGIN: Final = 1.5
"""How many natural logarithms more they must say, those short texts and bare ones.

With it 5 of 10,218 ordinary titles pass on their letters and are acted on, without it 21, of the
half of a third-party set that may be looked at; of offers by authors who were left out of the
learning 15 in 2,880 are lost.
"""


class Evidence(NamedTuple):
    """The strongest evidence for each score, uncalibrated, from 0 to 1."""

    wildlife: float
    prohibited: float


class Scores(NamedTuple):
    """The two probabilities."""

    wildlife: float
    prohibited: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scorer:
    """What was learned of the two scores; columns are `OUTPUTS`.

    *gram_weights* (buckets, 2) with *gram_scales* and *gram_intercepts* make of a listing's
    letters a log-odds for each output. *coefficients* by feature and *intercepts* make of those
    and of the features the log-odds of the whole. *calibration* gives for each group of
    languages, and for `""` where none is known, a slope and an offset for each output.
    *gates* are the log-odds of the letters from which on a row is looked at.
    """

    version: str
    gram_weights: NDArray[np.int16]
    gram_scales: NDArray[np.float64]
    gram_intercepts: NDArray[np.float64]
    coefficients: Mapping[str, tuple[float, float]]
    intercepts: tuple[float, float]
    groups: Mapping[str, str]
    calibration: Mapping[str, tuple[tuple[float, float], tuple[float, float]]]
    gates: NDArray[np.float64]

    @classmethod
    def read(cls, path: Path) -> Scorer:
        """The scorer in a model's folder; one that cannot be used is a `ModelError`."""
        folder = ModelFolder.read(path)
        try:
            numbers: dict[str, Any] = json.loads(folder.files["model.json"])
            with np.load(io.BytesIO(folder.files["weights.npz"])) as data:
                weights = np.ascontiguousarray(data["grams"])
            # What is compiled looks weights up without asking whether they are there.
            if weights.shape != (BUCKETS, len(OUTPUTS)) or weights.dtype != np.int16:
                found = f"{weights.dtype} {weights.shape}"
                raise ValueError(f"weights: {found}; expected int16 {(BUCKETS, len(OUTPUTS))}")
            return cls(
                version=folder.version,
                gram_weights=weights,
                gram_scales=np.array(numbers["gram_scales"]),
                gram_intercepts=np.array(numbers["gram_intercepts"]),
                coefficients={name: (a, b) for name, (a, b) in numbers["coefficients"].items()},
                intercepts=tuple(numbers["intercepts"]),
                groups=numbers["groups"],
                calibration={
                    group: ((a, b), (c, d))
                    for group, ((a, b), (c, d)) in numbers["calibration"].items()
                },
                gates=np.array(numbers["gates"]),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise ModelError(
                f"{path}: not a model of the listing scores: {error!r}; run `make model`"
            ) from error

    @classmethod
    def untaught(cls) -> Scorer:
        """A scorer that has learned nothing: it gives every listing an even chance."""
        return cls(
            version="untaught",
            gram_weights=np.zeros((BUCKETS, len(OUTPUTS)), dtype=np.int16),
            gram_scales=np.ones(len(OUTPUTS)),
            gram_intercepts=np.zeros(len(OUTPUTS)),
            coefficients={},
            intercepts=(0.0, 0.0),
            groups={},
            calibration={"": ((1.0, 0.0), (1.0, 0.0))},
            gates=np.full(len(OUTPUTS), MOST_LETTERS),
        )

    def letters(self, levels: NDArray[np.float64]) -> NDArray[np.float64]:
        """The log-odds that the letters of each row give for each output (rows, 2)."""
        odds: NDArray[np.float64] = levels * self.gram_scales + self.gram_intercepts
        return np.clip(odds, -MOST_LETTERS, MOST_LETTERS)

    def suspects(
        self,
        levels: NDArray[np.float64],
        pieces: NDArray[np.int64],
        bare: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.bool_]:
        """Whether the letters of each row alone make it worth a look; see `over_gates`."""
        return self.over_gates(levels, pieces, bare) >= 0.0

    def over_gates(
        self,
        levels: NDArray[np.float64],
        pieces: NDArray[np.int64],
        bare: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.float64]:
        """By how many natural logarithms the letters of each row pass a gate, or fall short.

        *pieces* says of how many pieces of each row the levels are made: a few words of a chat
        must say more than a listing does. So must a *bare* text, which has a title and no
        description or the other way round.
        """
        margin = np.where(pieces < LISTING_PIECES, SHORT_MARGIN, 0.0)
        if bare is not None:
            margin = np.maximum(margin, BARE_MARGIN * bare)
        over: NDArray[np.float64] = np.max(
            self.letters(levels) - margin[:, None] - self.gates, axis=1
        )
        return over

    def odds(self, letters: Iterable[float], features: Mapping[str, float]) -> tuple[float, float]:
        """The log-odds of one listing for each output, before calibration."""
        wildlife, prohibited = self.intercepts
        known = self.coefficients
        named = zip((f"letters {one}" for one in OUTPUTS), letters, strict=True)
        for name, value in (*named, *features.items()):
            weights = known.get(name)
            if weights is not None:
                wildlife += weights[0] * value
                prohibited += weights[1] * value
        return wildlife, prohibited

    def scores(
        self, letters: Iterable[float], features: Mapping[str, float], language: str | None
    ) -> Scores:
        """The two probabilities of one listing in a language."""
        group = self.groups.get(language or "", "")
        odds = self.odds(letters, features)
        return Scores(
            *(
                _probability(slope * one + offset)
                for one, (slope, offset) in zip(odds, self.calibration[group], strict=True)
            )
        )


@functools.cache
def model_version() -> str:
    """What results call the shipped model: its name and which card exactly."""
    return version_in(LISTING_SCORES)


@functools.cache
def shipped_scorer() -> Scorer:
    """The scorer that is shipped, read once."""
    return Scorer.read(LISTING_SCORES)


def _probability(odds: float) -> float:
    """Log-odds as a probability between `LEAST` and `MOST`.

    >>> _probability(0.0), _probability(-900.0), _probability(900.0)
    (0.5, 0.01, 0.99)
    """
    bounded = max(min(odds, 700.0), -700.0)
    return round(min(max(1.0 / (1.0 + math.exp(-bounded)), LEAST), MOST), 4)


def evidence(
    findings: Iterable[Finding],
    *,
    domesticated: Callable[[TaxonId], bool],
    readings: Callable[[TaxonId, TradeTerm | None], frozenset[Appendix | None]],
) -> Evidence:
    """The strongest evidence for *wildlife* and for *prohibited* in the findings."""
    findings = tuple(findings)
    wildlife = prohibited = 0.0
    for finding in findings:
        strength = finding.score * _standing(finding, findings)
        if finding.kind is FindingKind.TRADE_TERM:
            if finding.taxon is not None and domesticated(finding.taxon):
                continue
            wildlife = max(wildlife, strength)
            held = finding.trade_term in IVORY
            if finding.taxon is not None and not held:
                open_readings = readings(finding.taxon, finding.trade_term)
                listed = open_readings & {Appendix.I, Appendix.II}
                strength *= (1.0 if None not in open_readings else 0.8) if listed else 0.1
            prohibited = max(prohibited, strength)
        elif finding.kind is FindingKind.CODED_LANGUAGE:
            wildlife = max(wildlife, 0.9 * strength)
            prohibited = max(prohibited, strength)
        elif finding.kind is FindingKind.GEAR and finding.sense not in CRUEL:
            prohibited = max(prohibited, 0.95 * strength)
    return Evidence(wildlife, prohibited)


def _standing(finding: Finding, findings: tuple[Finding, ...]) -> float:
    """What is left of a finding after what speaks against it and its taxon."""
    left = 1.0
    for other in findings:
        if other.kind in (FindingKind.DISCLAIMER, FindingKind.NOT_TRADE) and (
            other.taxon is None or other.taxon == finding.taxon
        ):
            left *= 1.0 - 0.9 * other.score
    return left
