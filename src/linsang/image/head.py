"""A small model on vectors: how likely each of its outputs is, and which examples are nearest."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linsang.models.folder import ModelError

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Examples:
    """The labelled pictures that a head learned from: ids and short vectors, no pictures."""

    ids: tuple[str, ...]
    axes: Floats
    short: Floats

    def nearest(self, vectors: Floats, most: int = 3) -> list[tuple[str, ...]]:
        """The ids of the most alike examples of each vector, the nearest first."""
        if not self.ids:
            return [() for _ in vectors]
        short = vectors @ self.axes
        short /= np.maximum(np.linalg.norm(short, axis=1, keepdims=True), 1e-9)
        # Equally near examples come in the order of their ids, which is that of the file.
        order = np.argsort(-(short @ self.short.T).round(5), axis=1, kind="stable")
        return [tuple(self.ids[place] for place in row[:most]) for row in order.tolist()]


@dataclass(frozen=True, slots=True)
class Head:
    """One linear map from vectors to log-odds, an output a column.

    Weights are kept in eight bits, each column on a scale of its own.
    """

    outputs: tuple[str, ...]
    weights: Floats
    bias: Floats
    examples: Examples

    def odds(self, vectors: Floats) -> Floats:
        """The log-odds of every output, one row a vector.

        Every row is summed on its own, so that a picture has the same answer in any company.
        """
        if vectors.shape[1] != len(self.weights):
            raise ModelError(
                f"the head reads vectors of {len(self.weights)} numbers, and the backbone makes "
                f"{vectors.shape[1]}: they do not belong together"
            )
        found: Floats = np.einsum("nd,dk->nk", vectors, self.weights, optimize=False) + self.bias
        return found

    def write(self) -> bytes:
        """The head as the bytes of an .npz file, the same for the same numbers."""
        scale = np.maximum(np.abs(self.weights).max(axis=0), 1e-12) / 127
        short_scale = max(float(np.abs(self.examples.short).max(initial=0)), 1e-12) / 127
        arrays: dict[str, Any] = {
            "outputs": np.array(self.outputs),
            "weights": np.round(self.weights / scale).astype(np.int8),
            "scale": scale.astype(np.float32),
            "bias": self.bias.astype(np.float32),
            "ids": np.array(self.examples.ids),
            "axes": self.examples.axes.astype(np.float16),
            "short": np.round(self.examples.short / short_scale).astype(np.int8),
        }
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)
        return out.getvalue()

    @classmethod
    def read(cls, data: bytes, *, origin: str) -> Head:
        """A head from the bytes of its file."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                short = kept["short"].astype(np.float32)
                length = np.linalg.norm(short, axis=1, keepdims=True)
                return cls(
                    outputs=tuple(map(str, kept["outputs"].tolist())),
                    weights=kept["weights"].astype(np.float32) * kept["scale"],
                    bias=kept["bias"].astype(np.float32),
                    examples=Examples(
                        ids=tuple(map(str, kept["ids"].tolist())),
                        axes=kept["axes"].astype(np.float32),
                        short=short / np.maximum(length, 1e-9),
                    ),
                )
        except (KeyError, ValueError, OSError, EOFError) as error:
            raise ModelError(f"{origin}: no head is in the file: {error}") from error
