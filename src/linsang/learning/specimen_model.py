"""A picture model for one kind of specimen, from a few photos: what it learns and how well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from linsang.image.class_map import CLASSES_FILE
from linsang.image.contents import read_file
from linsang.image.decode import CouldNotLook, decode
from linsang.image.embedding import Backbone
from linsang.learning.average_precision import average_precision
from linsang.learning.image_head import learned_head
from linsang.learning.operating_point import Ranking
from linsang.learning.rate import Rate
from linsang.models.folder import CARD, digest_of, version_of

Floats = NDArray[np.float32]

LEAST_PHOTOS: Final = 20
LEAST_OTHERS: Final = 20
# Two files of one photo: vectors as good as the same, or nearly the same small picture.
_SAME: Final = 0.985
_SAME_BITS: Final = 8  # of 128
_FOLDS: Final = 5
_OTHER: Final = "other"
_STEPS: Final = (5, 10, 20, 50, 100, 200)
_MOST_SUSPECTS: Final = 10


class TooFewPhotosError(ValueError):
    """Photos that no model can be learned from: how many there are, and how many it takes."""


@dataclass(frozen=True, slots=True)
class Shots:
    """Photos of one kind as vectors, without near-duplicates, and what could not be read."""

    names: tuple[str, ...]
    sources: tuple[str, ...]
    vectors: Floats
    collapsed: int
    unread: tuple[tuple[str, str], ...]


def read_shots(folder: Path, backbone: Backbone) -> Shots:
    """Every photo in a folder; the folder directly under it that a photo lies in is its source."""
    names: list[str] = []
    sources: list[str] = []
    unread: list[tuple[str, str]] = []
    frames: list[Image.Image] = []
    vectors: list[Floats] = []
    coarse: list[NDArray[np.bool_]] = []

    def embed() -> None:
        if frames:
            vectors.append(backbone.embed(frames).vectors)
            frames.clear()

    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        place = path.relative_to(folder)
        try:
            picture = decode(read_file(path), least_side=backbone.least_side)
        except CouldNotLook as refused:
            unread.append((str(place), str(refused.reason)))
            continue
        names.append(str(place))
        sources.append(place.parts[0] if len(place.parts) > 1 else "")
        frames.append(picture.frames[0])
        coarse.append(_coarse(picture.frames[0]))
        if len(frames) == 32:
            embed()
    embed()
    rows = (
        np.concatenate(vectors) if vectors else np.zeros((0, 2 * backbone.dimensions), np.float32)
    )
    kept = _distinct(rows, np.array(coarse).reshape(len(rows), -1))
    return Shots(
        names=tuple(names[at] for at in kept),
        sources=tuple(sources[at] for at in kept),
        vectors=rows[kept],
        collapsed=len(rows) - len(kept),
        unread=tuple(unread),
    )


def _coarse(picture: Image.Image) -> NDArray[np.bool_]:
    """Where a picture grows lighter, to the right and downwards, in 128 bits."""
    grey = np.asarray(picture.convert("L").resize((9, 9), Image.Resampling.BOX), np.int16)
    return np.concatenate(
        [(grey[:8, 1:] > grey[:8, :8]).ravel(), (grey[1:, :8] > grey[:8, :8]).ravel()]
    )


def _distinct(rows: Floats, coarse: NDArray[np.bool_]) -> list[int]:
    """The first of every photo, where others are the same one in another size or coding."""
    kept: list[int] = []
    for at in range(len(rows)):
        alike = bool(kept) and (
            float((rows[kept] @ rows[at]).max()) >= _SAME
            or int((coarse[kept] != coarse[at]).sum(axis=1).min()) <= _SAME_BITS
        )
        if not alike:
            kept.append(at)
    return kept


def write_specimen_model(
    folder: Path,
    name: str,
    positives: Shots,
    negatives: Shots,
    *,
    taxa: Sequence[str] = (),
    trade_term: str | None = None,
) -> dict[str, Any]:
    """Learn one kind of specimen, judge it on photos it did not learn from, write its folder."""
    _check(positives, negatives)
    vectors = np.concatenate([positives.vectors, negatives.vectors])
    truth = np.arange(len(vectors)) < len(positives.names)
    folds, by_source = _folds(positives, negatives)
    scores = _unseen(vectors, truth, folds)
    least, point = _point(scores, truth)
    head = learned_head(vectors, _labels(name, truth), axes=_axes(len(vectors)))
    classes = json.dumps(
        {name: {"name": name.replace("-", " "), "taxa": list(taxa), "trade_term": trade_term}}
    ).encode()
    files = {CLASSES_FILE: classes, "head.npz": head.write()}
    card = {
        "name": name,
        "kind": "specimen",
        "backbone": "lite2",
        "operating_point": {"least_wildlife": least, "least_share": 0.0, **point},
        "photos": {
            "positives": len(positives.names),
            "negatives": len(negatives.names),
            "near_duplicates_left_out": positives.collapsed + negatives.collapsed,
            "could_not_be_read": [list(one) for one in (*positives.unread, *negatives.unread)],
        },
        "judged": "by source" if by_source else "by turns: the photos name no second source",
        "average_precision": _average_precision(scores, truth),
        "learning_curve": _curve(vectors, truth, folds),
        "suspicious": _suspects(positives, negatives),
        "files": {one: digest_of(data) for one, data in sorted(files.items())},
    }
    folder.mkdir(parents=True, exist_ok=True)
    for one, data in files.items():
        (folder / one).write_bytes(data)
    text = (json.dumps(card, indent=1, sort_keys=True) + "\n").encode()
    (folder / CARD).write_bytes(text)
    return {**card, "version": version_of(name, text)}


def _check(positives: Shots, negatives: Shots) -> None:
    for kind, shots, least in (
        ("positives", positives, LEAST_PHOTOS),
        ("negatives", negatives, LEAST_OTHERS),
    ):
        if len(shots.names) < least:
            left = f", after {shots.collapsed} near-duplicates" if shots.collapsed else ""
            raise TooFewPhotosError(
                f"--{kind}: {len(shots.names)} distinct photos{left}; a model takes {least} or more"
            )


def _labels(name: str, truth: NDArray[np.bool_]) -> list[str]:
    return [name if one else _OTHER for one in truth.tolist()]


def _axes(count: int) -> int:
    return min(256, max(8, count - 2))


def _folds(positives: Shots, negatives: Shots) -> tuple[NDArray[np.int64], bool]:
    """A fold a photo: by source where positives have several, else by turns."""
    sources = sorted(set(positives.sources))
    if len(sources) > 1:
        fold_of = {one: at % _FOLDS for at, one in enumerate(sources)}
        first = [fold_of[one] for one in positives.sources]
    else:
        first = [at % _FOLDS for at in range(len(positives.names))]
    # Photos that share a folder on both sides stand on one side.
    known = dict(zip(positives.sources, first, strict=True)) if len(sources) > 1 else {}
    second = [known.get(one, at % _FOLDS) for at, one in enumerate(negatives.sources)]
    return np.array([*first, *second], np.int64), len(sources) > 1


def _unseen(
    vectors: Floats, truth: NDArray[np.bool_], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The share that speaks for the specimen, by models that had not seen the photo."""
    scores = np.zeros(len(vectors))
    for fold in sorted(set(folds.tolist())):
        there, learned = folds == fold, folds != fold
        if truth[learned].all() or not truth[learned].any():
            continue
        scores[there] = _scored(vectors[learned], truth[learned], vectors[there])
    return scores


def _scored(vectors: Floats, truth: NDArray[np.bool_], wanted: Floats) -> NDArray[np.float64]:
    head = learned_head(vectors, _labels("this", truth), axes=_axes(len(vectors)))
    odds = head.odds(wanted)
    margin = odds[:, head.outputs.index("this")] - odds[:, head.outputs.index(_OTHER)]
    return np.asarray(1 / (1 + np.exp(-margin.astype(np.float64))))


def _point(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[float, dict[str, Any]]:
    """The least share that lets one harmless photo in a hundred through, with its counts."""
    harmless = np.sort(scores[~truth])
    allowed = int(0.01 * len(harmless))
    least = float(min(0.99, max(0.5, harmless[-1 - allowed] + 1e-4)))
    said = scores >= least
    right = int((said & truth).sum())
    point: dict[str, Any] = {
        "recall": Rate(right, int(truth.sum())).as_json(),
        "precision_here": Rate(right, int(said.sum())).as_json(),
        "false_alarms": Rate(int((said & ~truth).sum()), len(harmless)).as_json(),
    }
    if len(harmless) < 100:
        point["no_promise"] = (
            f"{len(harmless)} harmless photos cannot show a false alarm in a hundred; "
            "give a hundred or more"
        )
    return round(least, 4), point


def _average_precision(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> Any:
    return average_precision(Ranking.of(scores.tolist(), truth.tolist())).as_json()["value"]


def _curve(
    vectors: Floats, truth: NDArray[np.bool_], folds: NDArray[np.int64]
) -> list[dict[str, Any]]:
    """Average precision on unseen photos after learning from the first few positives."""
    curve = []
    order = np.random.default_rng(0).permutation(int(truth.sum()))
    for size in (one for one in _STEPS if one < int(truth.sum())):
        used = ~truth.copy()
        used[np.flatnonzero(truth)[order[:size]]] = True
        scores = np.zeros(len(vectors))
        for fold in sorted(set(folds.tolist())):
            learned = (folds != fold) & used
            if truth[learned].sum() < 2:
                continue
            scores[folds == fold] = _scored(
                vectors[learned], truth[learned], vectors[folds == fold]
            )
        curve.append({"positives": size, "average_precision": _average_precision(scores, truth)})
    return curve


def _suspects(positives: Shots, negatives: Shots) -> list[list[Any]]:
    """Pairs across the two folders that are so alike that one may lie in the wrong one."""
    alike = positives.vectors @ negatives.vectors.T
    order = np.argsort(-alike, axis=None)[:_MOST_SUSPECTS]
    pairs = (np.unravel_index(int(at), alike.shape) for at in order)
    return [
        [positives.names[int(one)], negatives.names[int(other)], round(float(alike[one, other]), 3)]
        for one, other in pairs
        if alike[one, other] > 0.9
    ]
