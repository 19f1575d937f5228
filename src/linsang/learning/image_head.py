"""Learning a head: labelled vectors in, one linear map out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.image.head import Examples, Head

Floats = NDArray[np.float32]

_AXES: Final = 288
_SHORT: Final = 64
_STEPS: Final = 60
_MOST_EXAMPLES: Final = 40


def learned_head(
    vectors: Floats,
    labels: Sequence[str],
    ids: Sequence[str] = (),
    *,
    strength: float = 160.0,
    axes: int = _AXES,
) -> Head:
    """A head with an output for each label; every label weighs the same, however many it has.

    *strength* is how closely the examples are followed. Only the directions in which vectors
    differ most are learned from, which is quick and costs nothing that can be measured.
    *ids* name the examples; without them the head remembers none.
    """
    mean, basis = _axes(vectors, axes)
    outputs = sorted(set(labels))
    right = np.array([outputs.index(label) for label in labels])
    reduced = ((vectors - mean) @ basis).astype(np.float32)
    inner, bias = _softmax_regression(reduced, right, len(outputs), strength)
    weights = basis @ inner
    return Head(
        outputs=tuple(outputs),
        weights=weights.astype(np.float32),
        bias=(bias - mean @ weights).astype(np.float32),
        examples=_examples(vectors, labels, ids, basis),
    )


def _softmax_regression(
    rows: Floats, right: NDArray[np.int64], outputs: int, strength: float
) -> tuple[Floats, Floats]:
    """Weights and bias, a column an output, for which the right ones are likeliest."""
    from scipy.optimize import minimize

    count, width = rows.shape
    counts = np.bincount(right, minlength=outputs)
    weigh = (count / outputs / counts)[right].astype(np.float32)[:, None]
    ones = np.zeros((count, outputs), np.float32)
    ones[np.arange(count), right] = 1
    shrink = 1 / (strength * count)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(width + 1, outputs).astype(np.float32)
        odds = rows @ table[:-1] + table[-1]
        odds -= odds.max(axis=1, keepdims=True)
        shares = np.exp(odds)
        total = shares.sum(axis=1, keepdims=True)
        log = odds[np.arange(count), right][:, None] - np.log(total)
        error = (shares / total - ones) * (weigh / count)
        slope = np.concatenate([rows.T @ error, error.sum(axis=0, keepdims=True)])
        slope[:-1] += shrink * table[:-1]
        size = 0.5 * shrink * float((table[:-1].astype(np.float64) ** 2).sum())
        return size - float((log * weigh).mean()), slope.ravel().astype(np.float64)

    start = np.zeros((width + 1) * outputs)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    table = found.x.reshape(width + 1, outputs).astype(np.float32)
    return table[:-1], table[-1]


def _axes(vectors: Floats, axes: int) -> tuple[Floats, Floats]:
    from sklearn.utils.extmath import randomized_svd

    mean = vectors.mean(axis=0)
    most = min(axes, len(vectors) - 1, vectors.shape[1])
    _, _, found = randomized_svd(vectors - mean, most, n_iter=1, random_state=0)
    kept = found.T
    # An axis has no direction of its own: fix one, so that the same photos give the same bytes.
    signs = np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])])
    return mean.astype(np.float32), (kept * signs).astype(np.float32)


def _examples(
    vectors: Floats, labels: Sequence[str], ids: Sequence[str], basis: Floats
) -> Examples:
    """Up to forty examples of each label, by the order of their ids."""
    short_axes = basis[:, :_SHORT]
    if not ids:
        return Examples((), short_axes[:, :0], np.zeros((0, 0), np.float32))
    kept: list[int] = []
    count: dict[str, int] = {}
    for at in sorted(range(len(ids)), key=lambda one: ids[one].rpartition("/")[2]):
        if count.setdefault(labels[at], 0) < _MOST_EXAMPLES:
            count[labels[at]] += 1
            kept.append(at)
    kept.sort(key=lambda at: ids[at])
    short = vectors[kept] @ short_axes
    short /= np.maximum(np.linalg.norm(short, axis=1, keepdims=True), 1e-9)
    return Examples(tuple(ids[at] for at in kept), short_axes, short.astype(np.float32))
