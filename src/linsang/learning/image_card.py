"""What `make image-model` does: a head from photos, its operating points, and how well it does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linsang.image.class_map import CLASSES_FILE, ClassMap
from linsang.image.embedding import Embedded
from linsang.image.pack import SecondOpinion, by_class, shares_of
from linsang.learning.image_head import learned_head
from linsang.learning.image_photos import (
    Photo,
    folds_by_source,
    folds_by_turns,
    may_be_claimed,
    sources_of,
)
from linsang.learning.image_points import Judged, least_shares
from linsang.learning.rate import Rate
from linsang.models.folder import CARD, digest_of

Floats = NDArray[np.float32]

NAME: Final = "image-default"
# Too few of each to be told apart; together they are one class without a claim.
MERGED: Final = dict.fromkeys(
    ("ivory_carving", "ivory_inlay_object", "ivory_raw_piece", "ivory_tusk_carved", "elephant_tusk_raw"),
    "ivory_piece",
)  # fmt: skip
# Neither wildlife of one kind nor harmless.
LEFT_OUT: Final = frozenset({"misc_wildlife_product"})
# Some are listed: neither learned as wildlife nor counted among the harmless.
_SOFT: Final = frozenset({"non_trade_wildlife"})
SECOND: Final = {"pack": "imagenet", "weight": 0.4, "sharpness": 2.0}
"""How much the backbone's own classes count beside the head."""
_STRENGTH: Final = 10.0
_LEAST_SHARE: Final = 0.4
_SHARPNESS: Final = (0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.4)
_SOURCE_FOLDS: Final = 5
_TURNS: Final = 4


def written_pack(
    folder: Path, photos: Sequence[Photo], whole: Embedded, cropped: Embedded
) -> dict[str, Any]:
    """Learn a head from *photos*, write it into *folder* with its card, and return the card.

    *whole* are the photos as vectors, and *cropped* the same without their lower part.
    """
    text = (folder / CLASSES_FILE).read_bytes()
    class_map = ClassMap.read(text, origin=NAME)
    classes = class_map.by_output
    second = SecondOpinion.of(SECOND)
    assert second is not None
    used = [at for at, photo in enumerate(photos) if photo.label not in LEFT_OUT]
    photos = [photos[at] for at in used]
    vectors, without = whole.vectors[used], cropped.vectors[used]
    labels = [MERGED.get(photo.label, photo.label) for photo in photos]
    truth = [classes.get(label) for label in labels]
    outputs = sorted(set(labels))

    by_source = _unseen(vectors, labels, folds_by_source(photos, _SOURCE_FOLDS), outputs, without)
    by_turns = _unseen(vectors, labels, folds_by_turns(photos, _TURNS), outputs, without)
    sharpness = _sharpness(by_turns[0], labels, outputs)
    counted = np.array([label not in _SOFT for label in labels])
    told = [one for one, kept in zip(truth, counted, strict=True) if kept]

    def judge(odds: Floats, scores: Floats) -> Judged:
        labels, table = by_class(shares_of(odds * np.float32(sharpness)), outputs, class_map)
        table = second.mixed(labels, table, scores)
        return Judged.of(labels, table[counted], told)

    seen, cut = whole.scores[used], cropped.scores[used]
    judged = [
        judge(by_source[0], seen),
        judge(by_turns[0], seen),
        judge(by_source[1], cut),
        judge(by_turns[1], cut),
    ]
    least = least_shares(judged[0] + judged[1])
    ids = [photo.id for photo in photos]
    head = learned_head(vectors, labels, ids, strength=_STRENGTH).write()
    files = {CLASSES_FILE: digest_of(text), "head.npz": digest_of(head)}
    card = {
        "name": NAME,
        "kind": "pack",
        "backbone": "lite2",
        "licence": "Apache-2.0",
        "operating_point": {
            "least_wildlife": 0.5,
            "least_wildlife_of": least,
            "least_share": _LEAST_SHARE,
            "sharpness": sharpness,
        },
        "second_opinion": SECOND,
        "files": files,
        "learned_from": _learned_from(photos, labels),
        "harmless_photos": int(sum(one is None for one in judged[0].truth)),
        "unseen_sources": _figures(judged[0], least),
        "same_sources": _figures(judged[1], least),
        "without_lower_12_percent": {
            "unseen_sources": _brief(judged[2], least),
            "same_sources": _brief(judged[3], least),
        },
        "confusion": _confusion(judged[1], least),
    }
    (folder / "head.npz").write_bytes(head)
    (folder / CARD).write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", "utf-8")
    return card


def _unseen(
    vectors: Floats, labels: list[str], folds: list[int], outputs: list[str], without: Floats
) -> tuple[Floats, Floats]:
    """The log-odds of photos by heads that learned from the other folds: whole, and cropped."""
    fold_of = np.array(folds)
    odds = np.full((len(vectors), len(outputs)), -30.0, np.float32)
    cropped = odds.copy()
    for fold in sorted(set(folds)):
        there = np.flatnonzero(fold_of == fold)
        learned = np.flatnonzero(fold_of != fold)
        head = learned_head(
            vectors[learned], [labels[at] for at in learned.tolist()], strength=_STRENGTH
        )
        columns = np.array([outputs.index(one) for one in head.outputs])
        odds[np.ix_(there, columns)] = head.odds(vectors[there])
        cropped[np.ix_(there, columns)] = head.odds(without[there])
    return odds, cropped


def _sharpness(odds: Floats, labels: Sequence[str], outputs: Sequence[str]) -> float:
    """What log-odds are multiplied by, so that shares are the probabilities that they say."""
    right = np.array([outputs.index(label) for label in labels])

    def surprise(sharpness: float) -> float:
        scaled = odds * sharpness
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        log = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return float(-log[np.arange(len(right)), right].mean())

    return min(_SHARPNESS, key=surprise)


def _said(judged: Judged, least: Mapping[str, float]) -> list[str | None]:
    """What is said of each photo at the operating points; None for nothing."""
    return [
        label if share >= least.get(label, 0.5) else None
        for label, share in zip(judged.best, judged.share.tolist(), strict=True)
    ]


def _figures(judged: Judged, least: Mapping[str, float]) -> dict[str, Any]:
    """For each class precision and recall with their counts, and the whole."""
    said = _said(judged, least)
    classes = {}
    for label in sorted({one for one in judged.truth if one is not None}):
        right = sum(one == label == other for one, other in zip(said, judged.truth, strict=True))
        classes[label] = {
            "precision": Rate(right, said.count(label)).as_json(),
            "recall": Rate(right, judged.truth.count(label)).as_json(),
        }
    return {"classes": classes, **_brief(judged, least)}


def _brief(judged: Judged, least: Mapping[str, float]) -> dict[str, Any]:
    """Mean recall over the classes with twenty photos or more, and false alarms."""
    said = _said(judged, least)
    counts = Counter(one for one in judged.truth if one is not None)
    right = Counter(
        one
        for one, other in zip(judged.truth, said, strict=True)
        if one is not None and one == other
    )
    enough = sorted(label for label, count in counts.items() if count >= 20)
    alarms = sum(
        one is None and other is not None for one, other in zip(judged.truth, said, strict=True)
    )
    harmless = sum(one is None for one in judged.truth)
    return {
        "mean_recall": round(float(np.mean([right[one] / counts[one] for one in enough])), 4),
        "over_classes": len(enough),
        "false_alarms": Rate(alarms, harmless).as_json(),
    }


def _confusion(judged: Judged, least: Mapping[str, float]) -> dict[str, dict[str, int]]:
    """For each class what was said of its photos, with counts; "" for nothing."""
    found: dict[str, Counter[str]] = {}
    for one, other in zip(judged.truth, _said(judged, least), strict=True):
        found.setdefault(one or "harmless", Counter())[other or ""] += 1
    return {label: dict(sorted(counts.items())) for label, counts in sorted(found.items())}


def _learned_from(photos: Sequence[Photo], labels: Sequence[str]) -> dict[str, Any]:
    sources = sources_of(photos)
    merged: dict[str, Counter[str]] = {}
    for label, counts in sources.items():
        merged.setdefault(MERGED.get(label, label), Counter()).update(counts)
    return {
        label: {
            "photos": labels.count(label),
            "claimed": may_be_claimed(counts),
            "sources": dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))),
        }
        for label, counts in sorted(merged.items())
    }


def image_page(card: Mapping[str, Any]) -> tuple[str, str]:
    """The card as a page, and its confusion matrix as a picture."""
    unseen, same = card["unseen_sources"], card["same_sources"]
    claimed = [one for one in unseen["classes"] if card["learned_from"][one]["claimed"]]
    mean = np.mean([unseen["classes"][one]["recall"]["value"] for one in claimed])
    bare = card["without_lower_12_percent"]
    rows = [
        f"| {label} | {said['photos']} | {len(said['sources'])} | "
        f"{_cell(same['classes'][label]['precision'])} | {_cell(same['classes'][label]['recall'])} | "
        + (
            f"{_cell(unseen['classes'][label]['precision'])} | "
            f"{_cell(unseen['classes'][label]['recall'])} |"
            if label in claimed
            else "no claim | no claim |"
        )
        for label, said in card["learned_from"].items()
        if label in unseen["classes"]
    ]
    harmless = [
        f"{label} {said['photos']}"
        for label, said in card["learned_from"].items()
        if label not in unseen["classes"]
    ]
    page = _PAGE.format(
        photos=sum(one["photos"] for one in card["learned_from"].values()),
        same=_line(same),
        unseen=_line(unseen),
        claimed=len(claimed),
        claimed_mean=f"{mean:.2f}",
        claimed_list=", ".join(claimed),
        bare_same=_line(bare["same_sources"]),
        bare_unseen=_line(bare["unseen_sources"]),
        rows="\n".join(rows),
        harmless=", ".join(harmless),
    )
    return page, confusion_picture(card["confusion"])


def _line(found: Mapping[str, Any]) -> str:
    alarms = found["false_alarms"]
    return (
        f"{found['mean_recall']:.3f} over {found['over_classes']} classes, "
        f"{alarms['hits']} false alarms in {alarms['total']:,} harmless photos"
    )


def _cell(rate: Mapping[str, Any]) -> str:
    value = "none" if rate["value"] is None else f"{rate['value']:.2f}"
    return f"{value} ({rate['hits']}/{rate['total']})"


def confusion_picture(confusion: Mapping[str, Mapping[str, int]], *, square: int = 11) -> str:
    """Which classes are said of which: a row what is shown, a column what is said, as SVG."""
    labels = [one for one in confusion if one != "harmless"]
    columns = [*labels, ""]
    rows = [*labels, "harmless"]
    left, top = 170, 170
    marks = []
    for y, row in enumerate(rows):
        total = sum(confusion.get(row, {}).values()) or 1
        marks.append(
            f'<text x="{left - 4}" y="{top + y * square + 9}" text-anchor="end">{escape(row)}</text>'
        )
        for x, column in enumerate(columns):
            count = confusion.get(row, {}).get(column, 0)
            if not count:
                continue
            good = row == column or (row == "harmless" and column == "")
            colour = "#2a6f97" if good else "#c1121f"
            marks.append(
                f'<rect x="{left + x * square}" y="{top + y * square}" width="{square - 1}" '
                f'height="{square - 1}" fill="{colour}" fill-opacity="{max(0.12, count / total):.2f}">'
                f"<title>{escape(row)}: {count} of {total} said to be "
                f"{escape(column or 'nothing')}</title></rect>"
            )
    for x, column in enumerate(columns):
        at = left + x * square + 8
        marks.append(
            f'<text x="{at}" y="{top - 4}" transform="rotate(-90 {at} {top - 4})">'
            f"{escape(column or 'nothing')}</text>"
        )
    width, height = left + len(columns) * square + 10, top + len(rows) * square + 10
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="9">'
    )
    return "\n".join(
        [
            opening,
            "<title>What is shown, by rows, against what is said of it, by columns</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *marks,
            "</svg>",
            "",
        ]
    )


_PAGE: Final = """\
# The card of the picture model

<!-- Written by `make image-model`; edit src/linsang/learning/image_card.py instead. -->

The picture model `default` is one linear map on the vectors of EfficientNet-Lite2, learned from {photos:,} public photos on which no one has put an explicit restriction, with the backbone's own ImageNet classes as a second opinion that counts four tenths. It holds weights, the digests of up to forty photos a label and short vectors to name the nearest of them by; no photo can be had back from it. Photos for research only taught it nothing, which leaves hardly any ivory carving: its class `ivory_piece` is there to be built on, without a claim. [Decision 0010](decisions/0010-photos-without-a-licence.md) has the reasons.

**Taking a photo out.** Who made a photo and wants it out says so in an issue, with its repository and path or a copy. Its line is taken out of the manifest, `make image-model` learns anew without it, and the next release carries the new weights, with a line in the changelog. Nothing of the old ones is kept in use.

## How well

Each photo is judged by a head that did not learn from it. *Same sources*: photos of the same repository stand on both sides. *Unseen sources*: they do not, which is harder and nearer to life, and harder than life where a label's harmless neighbours come from one repository alone. The operating points were chosen on both together, to let one harmless photo in a hundred through; so these figures are a little kind.

| | mean recall of the species, and false alarms |
| --- | --- |
| same sources | {same} |
| unseen sources | {unseen} |
| same sources, lower 12 % cut off | {bare_same} |
| unseen sources, lower 12 % cut off | {bare_unseen} |

A claim is made for the {claimed} labels with at least 20 photos outside their largest source, mean recall {claimed_mean} on unseen sources: {claimed_list}. The others have a figure on the same sources, and no claim.

![What is shown against what is said](image-confusion.svg)

| label | photos | sources | precision, same sources | recall, same sources | precision, unseen | recall, unseen |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

Harmless labels that it learned from: {harmless}. Wolves, foxes, seals, giraffes and hippos (`non_trade_wildlife`) are learned as harmless and left out of these figures, because some are listed.

The sources of every label, with counts, are in `src/linsang/models/image_default/card.json`.
"""
