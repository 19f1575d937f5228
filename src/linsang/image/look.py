"""Looking at the pictures of many listings: each distinct picture once, and who could not look."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from PIL import Image

from linsang.image.contents import Contents
from linsang.image.decode import CouldNotLook, Picture, Unread, decode, digest_of
from linsang.image.embedding import BATCH
from linsang.image.pack import Pack, Sighting
from linsang.image.panel import Panel

_REMEMBERED: Final = 4096
_AT_ONCE: Final = 4 * BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen in one picture, or why nobody could look.

    *digest* names the picture by its bytes; it is empty where there were none. *sightings* are
    empty in a harmless picture and where nobody could look: ask *unread* which it is.
    """

    digest: str
    sightings: tuple[Sighting, ...] = ()
    unread: Unread | None = None
    found: str = ""


_Opened = tuple[str, Picture | None, Look | None]
"""A location, with its picture, or else with what is known of it."""


@dataclass
class Looker:
    """Reads, decodes and sees pictures; the same picture again is not looked at again.

    It remembers what it saw in the last few thousand distinct pictures, by digest, and no
    pictures: its memory does not grow.
    """

    pack: Pack | Panel
    contents: Contents = field(default_factory=Contents)
    looked: int = 0
    repeated: int = 0
    _known: OrderedDict[str, Look] = field(default_factory=OrderedDict, repr=False)

    @property
    def version(self) -> str:
        """Which model sees."""
        return self.pack.version

    def look(self, locations: Iterable[str]) -> dict[str, Look]:
        """What is in the pictures at these locations; each is there once in the answer."""
        answers: dict[str, Look] = {}
        with ThreadPoolExecutor(1) as hands:
            ahead = None
            # The next pictures are decoded while the model sees these.
            for chunk in _chunks(dict.fromkeys(locations), _AT_ONCE):
                coming = hands.submit(self._opened, chunk)
                if ahead is not None:
                    answers.update(self._seen(ahead.result()))
                ahead = coming
            if ahead is not None:
                answers.update(self._seen(ahead.result()))
        return answers

    def look_at(self, pictures: Sequence[bytes]) -> list[Look]:
        """What is in these pictures, given as the bytes of their files, in the order given."""
        opened: list[_Opened] = [
            (str(place), *self._decoded(data)) for place, data in enumerate(pictures)
        ]
        answers = self._seen(opened)
        return [answers[str(place)] for place in range(len(pictures))]

    def _opened(self, locations: Sequence[str]) -> list[_Opened]:
        opened: list[_Opened] = []
        for location in locations:
            try:
                data = self.contents.read(location)
            except CouldNotLook as refused:
                why = Look(digest="", unread=refused.reason, found=refused.found)
                opened.append((location, None, why))
            else:
                opened.append((location, *self._decoded(data)))
        return opened

    def _decoded(self, data: bytes) -> tuple[Picture | None, Look | None]:
        digest = digest_of(data)
        known = self._known.get(digest)
        if known is not None:
            self.repeated += 1
            return None, known
        try:
            side = self.pack.backbone.least_side
            return decode(data, least_side=side, limits=self.contents.limits), None
        except CouldNotLook as refused:
            return None, Look(digest=digest, unread=refused.reason, found=refused.found)

    def _seen(self, opened: Sequence[_Opened]) -> dict[str, Look]:
        pictures: dict[str, Picture] = {}
        seen: dict[str, Look] = {}
        for _, picture, _ in opened:
            if picture is None:
                continue
            # What was decoded ahead may have been seen in the meantime.
            if picture.digest in self._known:
                seen[picture.digest] = self._known[picture.digest]
            else:
                pictures[picture.digest] = picture
        frames: list[Image.Image] = []
        whose: list[str] = []
        for digest, picture in pictures.items():
            frames.extend(picture.frames)
            whose.extend([digest] * len(picture.frames))
        found: dict[str, list[tuple[Sighting, ...]]] = {}
        for digest, sightings in zip(whose, self.pack.see(frames), strict=True):
            found.setdefault(digest, []).append(sightings)
        seen |= {
            digest: Look(digest=digest, sightings=_best(all_)) for digest, all_ in found.items()
        }
        self.looked += len(found)
        answers = {}
        for location, picture, known in opened:
            look = known if picture is None else seen[picture.digest]
            assert look is not None
            answers[location] = look
            if look.digest:
                self._remember(look)
        return answers

    def _remember(self, look: Look) -> None:
        self._known[look.digest] = look
        self._known.move_to_end(look.digest)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _best(frames: Sequence[tuple[Sighting, ...]]) -> tuple[Sighting, ...]:
    """What the frames of one picture show: of each class the surest sighting."""
    best: dict[str, Sighting] = {}
    for sighting in (one for frame in frames for one in frame):
        label = sighting.seen.label
        if label not in best or sighting.score > best[label].score:
            best[label] = sighting
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.seen.label)))


def _chunks(items: Iterable[str], size: int) -> Iterator[list[str]]:
    chunk: list[str] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
