"""Pixels to a vector and class scores, batched, on a bounded number of threads."""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from linsang.models.folder import ModelError, ModelFolder

Floats = NDArray[np.float32]

BACKBONES: Final = ("lite2", "lite0")
"""The shipped backbones: the usual one, and one twice as fast."""
BATCH: Final = 8
"""Pictures that go through the model together: more gain nothing on a processor."""
_CROP: Final = 0.875  # of the shorter side: how ImageNet's classes were learned
_MOST_THREADS: Final = 4


@dataclass(frozen=True, slots=True)
class Embedded:
    """Pictures as numbers, one a row: vectors of length 1, and class scores as log-odds.

    *whole* is of the whole picture, squashed to a square, because what is for sale is not
    always in the middle; *middle* and *scores* are of the middle, on which the model learned
    its classes. *scores* has no columns where the model has none.
    """

    whole: Floats
    middle: Floats
    scores: Floats

    @property
    def vectors(self) -> Floats:
        """Both vectors in one, of length 1: what heads read."""
        return np.concatenate([self.whole, self.middle], axis=1) * np.float32(0.5**0.5)

    def __len__(self) -> int:
        return len(self.whole)


class Backbone:
    """A model that turns pixels into vectors; any ONNX file whose card says how to feed it.

    >>> Backbone.shipped("lite0", threads=1).dimensions
    1280
    """

    def __init__(self, folder: ModelFolder, *, threads: int | None = None) -> None:
        card = folder.card
        try:
            self.version = folder.version
            self.side = int(card["side"])
            self.dimensions = int(card["dimensions"])
            self._shift = float(card["mean"])
            self._scale = float(card["scale"])
            self._outputs: dict[str, str] = dict(card["outputs"])
            (model,) = (name for name in folder.files if name.endswith(".onnx"))
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"{folder.version}: the card does not say how to feed the model: {error}; expected "
                "'side', 'dimensions', 'mean', 'scale', 'outputs' and one .onnx file"
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or usual_threads()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # An idle thread that waits by turning round takes the processor from decoding.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Processors without VNNI add up eight-bit products in too few bits unless told not to.
        options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            self._session = onnxruntime.InferenceSession(
                folder.files[model], options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ModelError(
                f"{folder.version}: {model} is no model that runs here: {error}"
            ) from error
        self._input = self._session.get_inputs()[0].name

    @classmethod
    def shipped(cls, name: str = "lite2", *, threads: int | None = None) -> Backbone:
        """One of `BACKBONES`, read from the package."""
        if name not in BACKBONES:
            raise ModelError(f"'{name}' is no backbone; expected one of {', '.join(BACKBONES)}")
        return cls(ModelFolder.read(model_path(f"image_{name}")), threads=threads)

    @property
    def least_side(self) -> int:
        """The side from which a picture holds all that the model can see of it."""
        return math.ceil(self.side / _CROP)

    def embed(self, pictures: Sequence[Image.Image]) -> Embedded:
        """The vectors and class scores of pictures, in the order given."""
        (whole,) = self._run(("vector",), (squashed(one, self.side) for one in pictures))
        wanted = tuple(name for name in ("vector", "scores") if name in self._outputs)
        found = self._run(wanted, (middle(one, self.side) for one in pictures))
        scores = found[1] if len(found) > 1 else np.zeros((len(pictures), 0), np.float32)
        return Embedded(unit(whole), unit(found[0]), scores)

    def bare(self, pixels: Floats) -> None:
        """One pass of the model over pixels that are ready: what speed is measured against."""
        self._session.run([self._outputs["vector"]], {self._input: pixels})

    def places(self, picture: Image.Image) -> Floats:
        """The vectors of the places in one squashed picture: dimensions, rows, columns."""
        if "places" not in self._outputs:
            raise ModelError(f"{self.version} has no output of places")
        pixels = self._pixels([squashed(picture, self.side)])
        found: Floats = self._session.run([self._outputs["places"]], {self._input: pixels})[0][0]
        return found

    def _run(self, names: Sequence[str], squares: Iterator[Image.Image]) -> list[Floats]:
        found: list[list[Any]] = [[] for _ in names]
        outputs = [self._outputs[name] for name in names]
        for batch in _batches(squares):
            rows = self._session.run(outputs, {self._input: self._pixels(batch)})
            for kept, one in zip(found, rows, strict=True):
                kept.append(np.asarray(one, np.float32))
        if not found[0]:
            return [np.zeros((0, self.dimensions), np.float32) for _ in names]
        return [np.concatenate(rows) for rows in found]

    def _pixels(self, squares: Sequence[Image.Image]) -> Floats:
        pixels = np.empty((len(squares), 3, self.side, self.side), np.float32)
        for place, square in enumerate(squares):
            pixels[place] = np.asarray(square).transpose(2, 0, 1)
        pixels *= np.float32(1 / (255 * self._scale))
        pixels -= np.float32(self._shift / self._scale)
        return pixels


def squashed(picture: Image.Image, side: int) -> Image.Image:
    """The whole picture as a square."""
    return picture.resize((side, side), Image.Resampling.BICUBIC)


def middle(picture: Image.Image, side: int) -> Image.Image:
    """The square in the middle, without its border."""
    edge = min(picture.size) * _CROP
    left, top = (picture.width - edge) / 2, (picture.height - edge) / 2
    return picture.resize(
        (side, side), Image.Resampling.BICUBIC, box=(left, top, left + edge, top + edge)
    )


def unit(vectors: Floats) -> Floats:
    """Vectors with the length 1; one without any length stays as it is.

    >>> unit(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32)).tolist()
    [[0.6..., 0.8...], [0.0, 0.0]]
    """
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32, copy=False)


def usual_threads() -> int:
    """As many threads as this process may use processors, and no more than four."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(allowed or 1, _MOST_THREADS)


@functools.cache
def model_path(name: str) -> Path:
    """Where a shipped model lies."""
    return Path(str(resources.files("linsang.models"))) / name


def _batches(squares: Iterator[Image.Image]) -> Iterator[list[Image.Image]]:
    batch: list[Image.Image] = []
    for square in squares:
        batch.append(square)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
