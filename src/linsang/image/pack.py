"""What a picture model sees: from pixels to classes, with the groups they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from linsang.image.class_map import CLASSES_FILE, ClassMap, SeenClass
from linsang.image.embedding import BACKBONES, Backbone, Embedded, model_path
from linsang.image.head import Head
from linsang.models.folder import ModelError, ModelFolder

PACKS: Final = ("default", "imagenet")
"""The shipped packs: one learned from photos, one with the backbone's own classes alone."""
_HEAD_FILE: Final = "head.npz"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One class seen in one picture, how likely, and the examples most like it."""

    seen: SeenClass
    score: float
    nearest: tuple[str, ...] = ()


class Pack:
    """A backbone, what reads it, and the map of its classes."""

    def __init__(self, folder: ModelFolder, backbone: Backbone) -> None:
        card = folder.card
        self.version = folder.version
        self.backbone = backbone
        if CLASSES_FILE not in folder.files:
            raise ModelError(f"{folder.version}: the card names no {CLASSES_FILE}")
        self.classes = ClassMap.read(folder.files[CLASSES_FILE], origin=folder.version)
        self.head = (
            Head.read(folder.files[_HEAD_FILE], origin=folder.version)
            if _HEAD_FILE in folder.files
            else None
        )
        try:
            self._second = SecondOpinion.of(card.get("second_opinion"))
            point = card["operating_point"]
            self._least = float(point["least_wildlife"])
            self._surely = float(point["least_share"])
            self._least_of = {
                str(label): float(least)
                for label, least in point.get("least_wildlife_of", {}).items()
            }
            self._sharpness = float(point.get("sharpness", 1.0))
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"{folder.version}: the card has no operating point: {error}; expected "
                "'least_wildlife' and 'least_share'"
            ) from error

    @classmethod
    def load(cls, named: str = "default", *, threads: int | None = None) -> Pack:
        """One of `PACKS` by its name, or a pack of your own by its folder.

        >>> Pack.load("imagenet", threads=1).classes["tiger"].taxa
        ('panthera-tigris',)
        """
        path = model_path(f"image_{named}") if named in PACKS else Path(named)
        if not path.is_dir():
            raise ModelError(
                f"'{named}' is no picture model; expected {', '.join(PACKS)} or a folder with a card"
            )
        folder = ModelFolder.read(path)
        own = any(name.endswith(".onnx") for name in folder.files)
        named_backbone = str(folder.card.get("backbone", BACKBONES[0]))
        backbone = (
            Backbone(folder, threads=threads)
            if own
            else Backbone.shipped(named_backbone, threads=threads)
        )
        return cls(folder, backbone)

    def see(self, pictures: Sequence[Image.Image]) -> list[tuple[Sighting, ...]]:
        """What is seen in each picture, the likeliest first; nothing in a harmless one."""
        return self.read(self.backbone.embed(pictures))

    def knowing(self, label: str) -> Pack:
        """The one that has a class: itself, as a panel may be asked too."""
        return self

    def read(self, embedded: Embedded) -> list[tuple[Sighting, ...]]:
        """What the vectors and scores of pictures show."""
        outputs, odds = self._odds(embedded)
        labels, table = by_class(
            shares_of(odds * np.float32(self._sharpness)), outputs, self.classes
        )
        if self._second is not None:
            table = self._second.mixed(labels, table, embedded.scores)
        nearest = (
            self.head.examples.nearest(embedded.vectors)
            if self.head is not None
            else [()] * len(embedded)
        )
        return [
            self._sightings(dict(zip(labels, row, strict=True)), near)
            for row, near in zip(table.tolist(), nearest, strict=True)
        ]

    def _odds(self, embedded: Embedded) -> tuple[tuple[str, ...], Floats]:
        if self.head is not None:
            return self.head.outputs, self.head.odds(embedded.vectors)
        return tuple(map(str, range(embedded.scores.shape[1]))), embedded.scores

    def _sightings(
        self, shares: dict[str, float], nearest: tuple[str, ...]
    ) -> tuple[Sighting, ...]:
        """From the shares of classes to what is said: the most specific one that is clear.

        Where no species has enough of what speaks for wildlife, its group may, and so on up;
        the species that is likeliest in it follows, with the little that speaks for it.
        """
        total = sum(shares.values())
        best = min(shares, key=lambda label: (-shares[label], label), default="")
        if total < self._least_of.get(best, self._least):
            return ()
        of_groups: dict[str, float] = defaultdict(float)
        for label, share in shares.items():
            for one in self.classes.line(label):
                of_groups[one.label] += share
        found = [best]
        for one in self.classes.line(best):
            if of_groups[one.label] >= self._surely * total:
                found = [one.label, *((best,) if one.label != best else ())]
                break
        return tuple(
            Sighting(seen=self.classes[label], score=round(of_groups[label], 4), nearest=nearest)
            for label in found
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """What the backbone's own classes say, and how much it counts beside the head.

    It never saw the photos that the head learned from, so it is wrong about other pictures.
    """

    classes: ClassMap
    weight: float
    sharpness: float

    @classmethod
    def of(cls, said: Mapping[str, Any] | None) -> SecondOpinion | None:
        """The second opinion that a card asks for, if it asks for one."""
        if said is None:
            return None
        folder = ModelFolder.read(model_path(f"image_{said['pack']}"))
        return cls(
            classes=ClassMap.read(folder.files[CLASSES_FILE], origin=folder.version),
            weight=float(said["weight"]),
            sharpness=float(said["sharpness"]),
        )

    def mixed(self, labels: Sequence[str], table: Floats, scores: Floats) -> Floats:
        """The table of shares with what it says mixed in, for the classes that it knows."""
        outputs = tuple(map(str, range(scores.shape[1])))
        own, second = by_class(
            shares_of(scores * np.float32(self.sharpness)), outputs, self.classes
        )
        mixed = table.copy()
        for at, label in enumerate(own):
            if label in labels:
                place = labels.index(label)
                mixed[:, place] += np.float32(self.weight) * (second[:, at] - table[:, place])
        return mixed


def by_class(
    shares: Floats, outputs: Sequence[str], classes: ClassMap
) -> tuple[tuple[str, ...], Floats]:
    """The shares of outputs, summed by the class that they belong to."""
    labels = tuple(sorted(set(classes.by_output.values())))
    table = np.zeros((len(shares), len(labels)), np.float32)
    for at, output in enumerate(outputs):
        if output in classes.by_output:
            table[:, labels.index(classes.by_output[output])] += shares[:, at]
    return labels, table


def shares_of(odds: Floats) -> Floats:
    """Log-odds to shares of one."""
    raised = np.exp(odds - odds.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
