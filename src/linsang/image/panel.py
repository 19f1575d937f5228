"""Several picture models on one backbone: each picture is embedded once and read by all."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from linsang.image.embedding import Backbone
from linsang.image.pack import Pack, Sighting


class Panel:
    """The picture model that the settings name, and a platform's own live models beside it."""

    def __init__(self, first: Pack, others: Sequence[Pack] = ()) -> None:
        self.packs = (first, *others)

    @property
    def backbone(self) -> Backbone:
        """What makes vectors for all of them."""
        return self.packs[0].backbone

    @property
    def version(self) -> str:
        """Which models see."""
        return "+".join(pack.version for pack in self.packs)

    def knowing(self, label: str) -> Pack:
        """The one of them that has a class; the first where none has."""
        for pack in self.packs:
            owners = pack.classes.by_output.values()
            if any(one.label == label for own in owners for one in pack.classes.line(own)):
                return pack
        return self.packs[0]

    def see(self, pictures: Sequence[Image.Image]) -> list[tuple[Sighting, ...]]:
        """What any of them sees in each picture, the likeliest first."""
        embedded = self.backbone.embed(pictures)
        read = [pack.read(embedded) for pack in self.packs]
        return [
            tuple(sorted((one for part in parts for one in part), key=lambda one: -one.score))
            for parts in zip(*read, strict=True)
        ]
