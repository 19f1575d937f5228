"""Learn the picture model `default` anew: its head, its card and docs/image-card.md.

Run by `make image-model`; takes some minutes. It reads the photos of ../shared/data/images that
no one has restricted, and keeps what it learned from them, not the photos. A photo whose owner
asks for it is taken out of the manifest, and the model learned anew without it.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np

from linsang.image.contents import read_file
from linsang.image.decode import decode
from linsang.image.embedding import Backbone, Embedded, model_path
from linsang.learning.image_card import image_page, written_pack
from linsang.learning.image_photos import Photo, read_photos

ROOT = Path(__file__).resolve().parents[1]
PHOTOS = ROOT.parent / "shared" / "data" / "images"
_AT_ONCE = 64


def main() -> None:
    """Look, learn, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    folder = parser.parse_args().photos
    photos = [photo for photo in read_photos(folder) if photo.may_teach]
    backbone = Backbone.shipped()
    whole = embedded(photos, folder, backbone)
    _say(f"{len(photos)} photos looked at")
    cropped = embedded(photos, folder, backbone, without_bottom=0.12)
    pack = model_path("image_default")
    card = written_pack(pack, photos, whole, cropped)
    page, confusion = image_page(card)
    (ROOT / "docs" / "image-card.md").write_text(page, encoding="utf-8")
    (ROOT / "docs" / "image-confusion.svg").write_text(confusion, encoding="utf-8")
    _say("see docs/image-card.md")


def embedded(
    photos: list[Photo], folder: Path, backbone: Backbone, *, without_bottom: float = 0.0
) -> Embedded:
    """The photos as vectors; kept in build/ from one run to the next."""
    named = "".join(photo.digest for photo in photos) + backbone.version + str(without_bottom)
    kept = ROOT / "build" / f"image-vectors-{hashlib.sha256(named.encode()).hexdigest()[:12]}.npz"
    if kept.exists():
        with np.load(kept) as arrays:
            return Embedded(arrays["whole"], arrays["middle"], arrays["scores"])
    parts = []
    for start in range(0, len(photos), _AT_ONCE):
        frames = []
        for photo in photos[start : start + _AT_ONCE]:
            data = read_file(folder / photo.file)
            frame = decode(data, least_side=backbone.least_side).frames[0]
            frames.append(
                frame.crop((0, 0, frame.width, round(frame.height * (1 - without_bottom))))
            )
        parts.append(backbone.embed(frames))
    whole = Embedded(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("whole", "middle", "scores")
        )
    )
    kept.parent.mkdir(exist_ok=True)
    np.savez(kept, whole=whole.whole, middle=whole.middle, scores=whole.scores)
    return whole


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
