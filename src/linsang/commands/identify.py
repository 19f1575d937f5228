"""``linsang identify``: what pictures show."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from linsang.image.look import Look, Looker
    from linsang.reference.taxonomy import Taxonomy

ABOUT = """\
Say which protected animals, or things made from them, pictures show. Nothing is said of a
picture of anything else. A picture that could not be read says why: that is not the same as
a picture with nothing in it. Nothing is sent anywhere.
"""

EXAMPLES = """\
examples:
  linsang identify photo.jpg
  linsang identify photos/ --json > seen.jsonl
  find . -name '*.webp' | linsang identify -
  linsang identify macaw.jpg --explain why/
  linsang identify photo.jpg --image-model imagenet
"""

_AT_ONCE: Final = 64
_NAMES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".heic", ".heif", ".jfif"}
)


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "pictures", nargs="+", metavar="IMAGE", help="files, folders, or - for a list of paths"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a picture")
    parser.add_argument(
        "--explain", metavar="DIR", help="write each picture that shows something, with where"
    )
    parser.add_argument("--image-model", metavar="M", help="default, imagenet, or a model's folder")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Look at every picture and say what it shows."""
    from linsang.compose import picture_model
    from linsang.reference.taxonomy import Taxonomy

    taxonomy = Taxonomy.load(layers=settings.reference_layers)
    pack = picture_model(settings, taxonomy)
    from linsang.image.look import Looker

    looker = Looker(pack)
    explain = Path(args.explain) if args.explain else None
    if explain is not None:
        explain.mkdir(parents=True, exist_ok=True)
    missed = count = 0
    for path, look in _looks(_paths(args.pictures), looker):
        count += 1
        missed += look.unread is not None
        if args.json:
            import msgspec

            print(msgspec.json.encode(_row(path, look, taxonomy)).decode())
        else:
            print(_line(path, look, taxonomy))
        if explain is not None and look.sightings:
            _explained(path, look, looker, explain, count)
    if not count:
        print("linsang identify: no pictures there", file=sys.stderr)
        return ExitCode.INPUT
    return ExitCode.INCOMPLETE if missed else ExitCode.DONE


def _paths(named: Iterable[str]) -> Iterator[Path]:
    """The pictures that are named, those of a folder in the order of their names."""
    for one in named:
        if one == "-":
            yield from (Path(line.rstrip("\r\n")) for line in sys.stdin if line.strip())
        elif Path(one).is_dir():
            yield from sorted(
                path
                for path in Path(one).rglob("*")
                if path.suffix.lower() in _NAMES and path.is_file()
            )
        else:
            yield Path(one)


def _looks(paths: Iterator[Path], looker: Looker) -> Iterator[tuple[Path, Look]]:
    from itertools import islice

    from linsang.image.contents import read_file
    from linsang.image.decode import CouldNotLook
    from linsang.image.look import Look

    while chunk := list(islice(paths, _AT_ONCE)):
        found: dict[Path, Look] = {}
        contents: dict[Path, bytes] = {}
        for path in chunk:
            try:
                contents[path] = read_file(path)
            except CouldNotLook as refused:
                found[path] = Look(digest="", unread=refused.reason, found=refused.found)
        found.update(zip(contents, looker.look_at(list(contents.values())), strict=True))
        yield from ((path, found[path]) for path in chunk)


def _row(path: Path, look: Look, taxonomy: Taxonomy) -> dict[str, Any]:
    row: dict[str, Any] = {
        "path": str(path),
        "status": "ok" if look.unread is None else "could_not_look",
        "findings": [
            {
                "class": one.seen.label,
                "score": one.score,
                "taxa": [taxonomy.get(taxon).scientific_name for taxon in one.seen.taxa],
                "trade_term": one.seen.trade_term,
                "name": one.seen.name,
                "nearest": list(one.nearest),
            }
            for one in look.sightings
        ],
    }
    if look.unread is not None:
        row |= {"reason": str(look.unread), "found": look.found}
    else:
        row["sha256"] = look.digest
    return row


def _line(path: Path, look: Look, taxonomy: Taxonomy) -> str:
    if look.unread is not None:
        return f"{path}: could not look: {look.unread} ({look.found})"
    if not look.sightings:
        return f"{path}: -"
    first, *others = look.sightings
    taxa = ", ".join(taxonomy.get(taxon).scientific_name for taxon in first.seen.taxa)
    said = f"{path}: {first.seen.name} {first.score:.2f}" + (f"  {taxa}" if taxa else "")
    if others:
        said += "; perhaps " + ", ".join(f"{one.seen.name} {one.score:.2f}" for one in others)
    return said


def _explained(path: Path, look: Look, looker: Looker, folder: Path, number: int) -> None:
    """Write the picture with what speaks for what was seen."""
    from linsang.image.contents import read_file
    from linsang.image.decode import decode
    from linsang.image.heat import heat, shown

    frame = decode(read_file(path)).frames[0]
    first = look.sightings[0]
    out = folder / f"{number:04d}-{first.seen.label}.png"
    shown(frame, heat(looker.pack.knowing(first.seen.label), frame, first.seen.label)).save(out)
    nearest = ", ".join(first.nearest) or "none are kept"
    print(f"{path}: where it is: {out}; like: {nearest}", file=sys.stderr)
