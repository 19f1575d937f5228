"""``python -m benchmarks.images``: how fast pictures are seen, and what a few photos teach.

The photos of ivory carvings are for research only: they stand for a platform's own, measure, and
teach nothing that is shipped. How well the shipped model does is in docs/image-card.md.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linsang.image.contents import read_file
from linsang.image.decode import decode
from linsang.image.embedding import BATCH, Backbone
from linsang.image.look import Looker
from linsang.image.pack import Pack
from linsang.learning.average_precision import average_precision
from linsang.learning.image_head import learned_head
from linsang.learning.image_photos import Photo, read_photos
from linsang.learning.operating_point import Ranking

FOLDER: Final = Path(__file__).resolve().parent
PHOTOS: Final = FOLDER.parent.parent / "shared" / "data" / "images"
_ALIKE: Final = ("bone_horn_craft", "buddha_statue", "antique_household", "handicraft_wood")
_SIZES: Final = (5, 10, 20, 50)
_DRAWS: Final = 5
_TIMED: Final = 300

Floats = NDArray[np.float32]


def main() -> None:
    """Measure and write benchmarks/images.md."""
    photos = read_photos(PHOTOS)
    pack = Pack.load()
    page = _page(_speed(pack, photos), _few_shots(pack.backbone, photos))
    (FOLDER / "images.md").write_text(page, "utf-8")
    print(page)


def _speed(pack: Pack, photos: list[Photo]) -> dict[str, float]:
    """Pictures a second: the bare model, and everything from bytes to sightings."""
    files = [read_file(PHOTOS / photo.file) for photo in photos[:: len(photos) // _TIMED]][:_TIMED]
    backbone = pack.backbone
    frames = [decode(data, least_side=backbone.least_side).frames[0] for data in files[:BATCH]]
    backbone.embed(frames)
    pixels = np.zeros((BATCH, 3, backbone.side, backbone.side), np.float32)
    bare, whole = [], []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(_TIMED // BATCH // 2):
            backbone.bare(pixels)
        bare.append((_TIMED // BATCH // 2) * BATCH / (time.perf_counter() - start))
        start = time.perf_counter()
        Looker(pack).look_at(files)
        whole.append(len(files) / (time.perf_counter() - start))
    return {"bare": max(bare), "whole": max(whole), "pictures": len(files)}


def _few_shots(backbone: Backbone, photos: list[Photo]) -> list[dict[str, Any]]:
    """Average precision of ivory carvings against what is alike, by photos learned from."""
    chosen = [one for one in photos if one.label == "ivory_carving" or one.label in _ALIKE]
    truth = np.array([one.label == "ivory_carving" for one in chosen])
    rows: list[dict[str, Any]] = []
    for cut in (0.0, 0.12):
        frames = []
        for photo in chosen:
            frame = decode(read_file(PHOTOS / photo.file), least_side=backbone.least_side).frames[0]
            frames.append(frame.crop((0, 0, frame.width, round(frame.height * (1 - cut)))))
        vectors = backbone.embed(frames).vectors
        for size in _SIZES:
            found = [_drawn(vectors, truth, size, seed) for seed in range(_DRAWS)]
            rows.append(
                {"cut": cut, "size": size, "mean": float(np.mean(found)), "low": min(found)}
            )
        other = np.array([one.source != "GMouYes/WLT-OSN" for one in chosen])
        rows.append(
            {"cut": cut, "size": "other sources", "mean": _elsewhere(vectors, truth, other)}
        )
    return rows


def _drawn(vectors: Floats, truth: NDArray[np.bool_], size: int, seed: int) -> float:
    """Learned from *size* carvings and half of the others, judged on the rest."""
    random = np.random.default_rng(seed)
    learned = np.zeros(len(truth), dtype=bool)
    learned[random.choice(np.flatnonzero(truth), size, replace=False)] = True
    others = np.flatnonzero(~truth)
    learned[random.choice(others, len(others) // 2, replace=False)] = True
    return _judged(vectors, truth, learned, ~learned)


def _elsewhere(vectors: Floats, truth: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Learned from the largest source of carvings and half of what is alike; the rest is judged."""
    half = np.arange(len(truth)) % 2 == 0
    learned = np.where(truth, ~other, half)
    return _judged(vectors, truth, learned, np.where(truth, other, ~half))


def _judged(
    vectors: Floats, truth: NDArray[np.bool_], learned: NDArray[Any], judged: NDArray[Any]
) -> float:
    labels = ["ivory" if one else "other" for one in truth[learned].tolist()]
    head = learned_head(vectors[learned], labels, axes=min(256, int(learned.sum()) - 2))
    odds = head.odds(vectors[judged])
    share = 1 / (1 + np.exp(odds[:, 1] - odds[:, 0]))
    ranking = Ranking.of(share.tolist(), truth[judged].tolist())
    return average_precision(ranking).value or 0.0


def _page(speed: dict[str, float], few: list[dict[str, Any]]) -> str:
    lines = [
        "# Pictures",
        "",
        (
            "Written by `python -m benchmarks.images`. How well the shipped model does is in "
            "docs/image-card.md."
        ),
        "",
        (
            f"From bytes to sightings: {speed['whole']:.0f} pictures a second, over "
            f"{speed['pictures']:.0f} photos of 320 pixels, best of three. The bare model makes "
            f"{speed['bare']:.0f} passes a second, and each picture takes two (the whole, and the "
            f"middle): that is {2 * speed['whole'] / speed['bare']:.2f} of the bare model. Other work "
            "on the machine lowers both; trust the share."
        ),
        "",
        (
            "Ivory carvings against bone and horn crafts, Buddha statues, old household things and "
            "wooden handicraft, on photos not learned from; mean of five draws, and the worst. The "
            "last line of each part learned from one source of carvings and is judged on the others."
        ),
        "",
        "| carvings learned from | lower part cut off | average precision | worst of five |",
        "| --- | --- | --- | --- |",
    ]
    for row in few:
        worst = f"{row['low']:.3f}" if "low" in row else ""
        lines.append(f"| {row['size']} | {row['cut']:.0%} | {row['mean']:.3f} | {worst} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
