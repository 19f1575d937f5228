"""Where in a picture it is that speaks for a class: a map without gradients."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from linsang.image.pack import Pack

Floats = NDArray[np.float32]

_COVERED: Final = 6  # squares a side that are covered one after the other
_SIDE: Final = 512


def heat(pack: Pack, picture: Image.Image, label: str) -> Floats:
    """How much each part of a picture speaks for a class, from 0 to 1, as a small grid.

    A head's own weights say it, place by place; for a model without a head, parts are covered
    one by one, and what is missed most is where it is.
    """
    members = [
        output
        for output, owner in pack.classes.by_output.items()
        if any(one.label == label for one in pack.classes.line(owner))
    ]
    if pack.head is not None:
        columns = [at for at, one in enumerate(pack.head.outputs) if one in members]
        weights = pack.head.weights[: pack.backbone.dimensions]
        wanted = weights[:, columns].mean(axis=1) - weights.mean(axis=1)
        return _scaled(np.einsum("drc,d->rc", pack.backbone.places(picture), wanted))
    grey = (124, 124, 124)
    pictures = [picture]
    for row in range(_COVERED):
        for column in range(_COVERED):
            covered = picture.copy()
            covered.paste(
                grey,
                (
                    column * picture.width // _COVERED,
                    row * picture.height // _COVERED,
                    (column + 1) * picture.width // _COVERED,
                    (row + 1) * picture.height // _COVERED,
                ),
            )
            pictures.append(covered)
    odds = pack.backbone.embed(pictures).scores[:, [int(one) for one in members]].max(axis=1)
    return _scaled((odds[0] - odds[1:]).reshape(_COVERED, _COVERED))


def shown(picture: Image.Image, warm: Floats) -> Image.Image:
    """The picture with what speaks for the class in red, no larger than 512 pixels a side."""
    small = picture.copy()
    small.thumbnail((_SIDE, _SIDE))
    mask = Image.fromarray((warm * 170).astype(np.uint8)).resize(
        small.size, Image.Resampling.BICUBIC
    )
    small.paste(Image.new("RGB", small.size, (220, 20, 20)), mask=mask)
    return small


def _scaled(grid: Floats) -> Floats:
    low, high = float(np.percentile(grid, 25)), float(grid.max())
    scaled: Floats = np.clip((grid - low) / max(high - low, 1e-6), 0, 1).astype(np.float32)
    return scaled
