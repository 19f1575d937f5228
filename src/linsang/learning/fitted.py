"""From observed listings to the numbers of a scorer.

Two steps. *Letters*: a logistic regression on hashed pieces of words, for each output. *Whole*:
another on what the letters say and on the features of the findings. So that the second learns
how far letters can be trusted in a text by somebody new, it sees of each author's rows what
letters say that were learned from all other authors. The probabilities are then calibrated, in
each group of languages, on rows whose author neither step had seen. A fold is an author, or a
few that are left out together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linsang.learning.observed import Observed
from linsang.scores import MOST_LETTERS, OUTPUTS, Scorer

GRAM_PENALTY: Final = 30.0
"""Inverse strength of the penalty on the weights of letters (C)."""
WHOLE_PENALTY: Final = 0.5
"""Likewise for the features."""
GENERATED_WEIGHT: Final = {"letters": 0.1, "whole": 0.05}
"""What a generated row counts beside a seed."""
LEAST_ROWS: Final = 8
"""A feature that fewer seeds have teaches nothing."""
GROUPS: Final = {
    "latin": ("de", "en", "es", "fr", "id", "it", "pt", "sw", "vi"),
    "spaced": ("ar", "hi", "ko", "ru"),
    "unspaced": ("ja", "th", "zh-Hans", "zh-Hant"),
}
"""The groups of languages that are calibrated together."""
_LARGEST_WEIGHT: Final = 32767
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Letters:
    """What letters weigh: whole numbers with a scale for each output, and what they start from."""

    weights: NDArray[np.int16]
    scales: NDArray[np.float64]
    intercepts: NDArray[np.float64]

    def odds(self, grams: Any) -> NDArray[np.float64]:
        """The log-odds of rows of grams (rows, 2)."""
        levels = grams @ self.weights.astype(np.float64)
        odds: NDArray[np.float64] = levels * self.scales + self.intercepts
        return np.clip(odds, -MOST_LETTERS, MOST_LETTERS)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A scorer of all seeds, and for each fold the one that was learned without."""

    scorer: Scorer
    without: Mapping[str, Scorer]


def fit(seeds: Observed, invented: Observed, *, gates: NDArray[np.float64]) -> Fitted:
    """The scorer of *seeds*, with *invented* rows beside them, and nothing said of its version.

    A calibration rests on what is said of each fold's rows by a scorer that was learned from
    the others, and that of the scorer without a fold on no row of that fold at all.
    """
    learner = _Learner(seeds, invented, gates)
    folds = learner.folds
    if len(folds) < 2:
        raise ValueError(f"seeds of {len(folds)} author; expected at least 2 to tell them apart")
    return Fitted(
        scorer=learner.calibrated(frozenset()),
        without={fold: learner.calibrated(frozenset({fold})) for fold in folds},
    )


@dataclass(frozen=True)
class _Learner:
    """Fits on all but some folds, once for each choice of them."""

    seeds: Observed
    invented: Observed
    gates: NDArray[np.float64]
    _letters: dict[frozenset[str], Letters] = field(default_factory=dict)
    _scorers: dict[frozenset[str], Scorer] = field(default_factory=dict)

    @property
    def folds(self) -> list[str]:
        return sorted(set(self.seeds.folds.tolist()))

    def letters(self, left_out: frozenset[str]) -> Letters:
        known = self._letters.get(left_out)
        if known is None:
            seeds = self.seeds.but(*left_out)
            known = self._letters[left_out] = fit_letters(seeds, self.invented)
        return known

    def unseen_letters(self, left_out: frozenset[str]) -> NDArray[np.float64]:
        """For each row of the others what letters say that were learned without its fold."""
        seeds = self.seeds.but(*left_out)
        odds = np.zeros((len(seeds.seeds), len(OUTPUTS)))
        for fold in sorted(set(seeds.folds.tolist())):
            held = seeds.folds == fold
            # With two folds in all there is nothing left to learn from but the fold.
            apart = left_out | {fold} if len(left_out) + 1 < len(self.folds) else left_out
            odds[held] = self.letters(apart).odds(seeds.where(held).grams)
        return odds

    def calibrated(self, left_out: frozenset[str]) -> Scorer:
        """The scorer of all but some folds, its probabilities read off unseen rows."""
        seeds = self.seeds.but(*left_out)
        folds = sorted(set(seeds.folds.tolist()))
        whole = self.uncalibrated(left_out)
        if len(folds) < 2:  # nobody is left to say what is unseen
            return whole
        odds = np.zeros((len(seeds.seeds), len(OUTPUTS)))
        for fold in folds:
            held = seeds.folds == fold
            odds[held] = whole_odds(self.uncalibrated(left_out | {fold}), seeds.where(held))
        return _calibrated(whole, odds, seeds)

    def uncalibrated(self, left_out: frozenset[str]) -> Scorer:
        """The two regressions of all but some folds, and a calibration that changes nothing."""
        known = self._scorers.get(left_out)
        if known is None:
            known = self._scorers[left_out] = _whole(
                self.seeds.but(*left_out),
                self.invented,
                self.letters(left_out),
                self.unseen_letters(left_out),
                self.gates,
            )
        return known


def _whole(
    seeds: Observed,
    invented: Observed,
    letters: Letters,
    unseen: NDArray[np.float64],
    gates: NDArray[np.float64],
) -> Scorer:
    names = _names(seeds)
    rows = _features(seeds, unseen, names)
    more = _features(invented, letters.odds(invented.grams), names)
    coefficients, intercepts = [], []
    for column in range(len(OUTPUTS)):
        model = _regression(
            rows, seeds.labels[:, column], more, invented.labels[:, column],
            weight=GENERATED_WEIGHT["whole"], penalty=WHOLE_PENALTY,
        )  # fmt: skip
        coefficients.append(model.coef_[0])
        intercepts.append(round(float(model.intercept_[0]), _DIGITS))
    table = np.round(np.stack(coefficients, axis=1), _DIGITS).tolist()
    unchanged = ((1.0, 0.0), (1.0, 0.0))
    return Scorer(
        version="",
        gram_weights=letters.weights,
        gram_scales=letters.scales,
        gram_intercepts=letters.intercepts,
        coefficients={name: (a, b) for name, (a, b) in zip(names, table, strict=True)},
        intercepts=(intercepts[0], intercepts[1]),
        groups={language: group for group, own in GROUPS.items() for language in own},
        calibration={"": unchanged, **dict.fromkeys(GROUPS, unchanged)},
        gates=gates,
    )


def fit_letters(seeds: Observed, invented: Observed) -> Letters:
    """What letters weigh for each output."""
    columns, scales, intercepts = [], [], []
    for column in range(len(OUTPUTS)):
        own, more = seeds.labels[:, column], invented.labels[:, column]
        telling = _how_telling(seeds.grams, own, invented.grams, more)
        model = _regression(
            seeds.grams @ telling, own, invented.grams @ telling, more,
            weight=GENERATED_WEIGHT["letters"], penalty=GRAM_PENALTY,
        )  # fmt: skip
        weights = telling @ model.coef_[0]
        scale = float(np.abs(weights).max()) / _LARGEST_WEIGHT or 1.0
        columns.append(np.round(weights / scale).astype(np.int16))
        scales.append(scale)
        intercepts.append(float(model.intercept_[0]))
    return Letters(np.stack(columns, axis=1), np.array(scales), np.array(intercepts))


def _how_telling(
    grams: Any, labels: NDArray[np.bool_], more: Any, more_labels: NDArray[np.bool_]
) -> Any:
    """A diagonal matrix: for each bucket how much oftener rows of one label have it.

    The logarithm of the ratio, with one row added to each side. Scaled by it, a regression on
    few rows trusts what tells the labels apart (Wang and Manning, "Baselines and Bigrams",
    2012).
    """
    from scipy import sparse

    shares = []
    for wanted in (True, False):
        met = 1.0 + _rows_with(grams[labels == wanted])
        met += GENERATED_WEIGHT["letters"] * _rows_with(more[more_labels == wanted])
        shares.append(met / met.sum())
    return sparse.diags(np.abs(np.log(shares[0] / shares[1])))


def _rows_with(grams: Any) -> NDArray[np.float64]:
    return np.asarray((grams > 0).sum(axis=0), dtype=np.float64).ravel()


def letters_of(scorer: Scorer, observed: Observed) -> NDArray[np.float64]:
    """The log-odds that the letters of each row give (rows, 2)."""
    letters = Letters(scorer.gram_weights, scorer.gram_scales, scorer.gram_intercepts)
    return letters.odds(observed.grams)


def whole_odds(scorer: Scorer, observed: Observed) -> NDArray[np.float64]:
    """The uncalibrated log-odds of each row (rows, 2)."""
    letters = letters_of(scorer, observed)
    return np.array(
        [
            scorer.odds(own.tolist(), features)
            for own, features in zip(letters, observed.features, strict=True)
        ]
    ).reshape(-1, len(OUTPUTS))


def _names(seeds: Observed) -> list[str]:
    """The features that enough seeds have, after those of the letters."""
    counts: dict[str, int] = {}
    for one in seeds.features:
        for name, value in one.items():
            counts[name] = counts.get(name, 0) + (value > 0)
    kept = sorted(name for name, count in counts.items() if count >= LEAST_ROWS)
    return [*(f"letters {output}" for output in OUTPUTS), *kept]


def _features(observed: Observed, letters: NDArray[np.float64], names: Collection[str]) -> Any:
    from scipy import sparse

    column_of = {name: number for number, name in enumerate(names)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for own, features in zip(letters.tolist(), observed.features, strict=True):
        values += own
        columns += range(len(own))
        for name, value in features.items():
            if name in column_of:
                values.append(value)
                columns.append(column_of[name])
        ends.append(len(columns))
    return sparse.csr_matrix((values, columns, ends), (len(letters), len(column_of)))


def _regression(
    rows: Any,
    labels: NDArray[np.bool_],
    more: Any,
    more_labels: NDArray[np.bool_],
    *,
    weight: float,
    penalty: float,
) -> Any:
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    weights = np.concatenate([np.ones(len(labels)), np.full(len(more_labels), weight)])
    model = LogisticRegression(C=penalty, solver="liblinear", max_iter=400, random_state=0)
    both = sparse.vstack([rows, more]).tocsr()
    return model.fit(both, np.concatenate([labels, more_labels]), sample_weight=weights)


def _calibrated(scorer: Scorer, odds: NDArray[np.float64], seeds: Observed) -> Scorer:
    """With a slope and an offset for each group and output, after Platt (1999)."""
    group_of = np.array([scorer.groups.get(language or "", "") for language in seeds.languages])
    found = {}
    for group in ("", *GROUPS):
        rows = group_of == group if group else np.ones(len(group_of), dtype=bool)
        wildlife, prohibited = (
            _platt(odds[rows, column], seeds.labels[rows, column]) for column in range(len(OUTPUTS))
        )
        found[group] = (wildlife, prohibited)
    return replace(scorer, calibration=found)


def _platt(odds: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    if labels.all() or not labels.any():
        return 1.0, 0.0
    model = LogisticRegression(C=1e4, solver="lbfgs").fit(odds[:, None], labels)
    return round(float(model.coef_[0, 0]), _DIGITS), round(float(model.intercept_[0]), _DIGITS)
