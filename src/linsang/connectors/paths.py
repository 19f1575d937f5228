"""Which files the named paths, folders and patterns come to."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from linsang.connectors.object_path import ObjectPath
from linsang.connectors.places import FilePath, place_of
from linsang.connectors.problems import FileProblem, InputError, listed, told_by_system

KINDS: Final = {
    ".jsonl": "json lines",
    ".ndjson": "json lines",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}
ALLOWED: Final = f"{', '.join(KINDS)}, each also with .gz or .zst"


def extension(path: FilePath) -> str:
    """Give the ending that says what a file is, below any packing.

    >>> extension(Path("a.CSV.gz")), extension(Path("notes"))
    ('.csv', '')
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    return Path(name).suffix


def found_files(
    inputs: Sequence[str | FilePath],
) -> tuple[dict[FilePath, bool], list[FileProblem]]:
    """List the files of *inputs* in order, each with whether it was named itself.

    A file that turns up twice is read once, and noted.
    """
    files: dict[FilePath, bool] = {}
    notes: list[FileProblem] = []
    seen: set[FilePath] = set()
    for place in inputs:
        for path, named in _files_of(place, notes):
            if (real := path.resolve()) in seen:
                notes.append(
                    FileProblem(
                        file=str(path), found="this file was given twice", mend="it is read once"
                    )
                )
                continue
            seen.add(real)
            files[path] = named
    return files, notes


def _files_of(said: str | FilePath, notes: list[FileProblem]) -> Iterable[tuple[FilePath, bool]]:
    path, place = place_of(said), str(said)
    if isinstance(path, ObjectPath):
        return _objects_of(path, notes)
    if path.is_dir():
        return [(file, False) for file in _folder(path, notes)]
    if path.exists():
        return [(path, True)]
    if glob.has_magic(place):
        matches = [
            Path(match)
            for match in glob.glob(place, recursive=True)  # noqa: PTH207  # Path.glob takes no absolute pattern
        ]
        files: set[FilePath] = {match for match in matches if match.is_file()}
        for folder in filter(Path.is_dir, matches):
            files.update(_folder(folder, notes, empty=True))
        if files:
            return [(file, False) for file in sorted(files, key=lambda file: file.parts)]
        raise InputError(place, "no file matches this pattern", mend="check the pattern")
    raise InputError(place, "there is no such file or folder", mend="check the name")


def _objects_of(place: ObjectPath, notes: list[FileProblem]) -> list[tuple[FilePath, bool]]:
    """The same of a store: an object, the objects below a name, or those that a pattern meets."""
    try:
        if place.is_file():
            return [(place, True)]
        if not glob.has_magic(place.key):
            below = [one for one in place.files() if not _is_hidden(one, place)]
            return [(one, False) for one in _sorted_out(place, below, notes)]
        wanted = place.key.split("/")
        fixed = next(at for at, part in enumerate(wanted) if glob.has_magic(part))
        start = ObjectPath(place.bucket, "/".join(wanted[:fixed]), place.endpoint)
        matches = sorted(
            one
            for one in start.files()
            if not _is_hidden(one, start) and _meets(one.key.split("/"), wanted)
        )
    except OSError as error:
        raise InputError(
            str(place),
            f"cannot be listed: {told_by_system(error)}",
            mend="check the address, the rights and the network",
        ) from error
    if not matches:
        raise InputError(str(place), "no object matches this pattern", mend="check the pattern")
    return [(one, False) for one in matches]


def _is_hidden(path: ObjectPath, below: ObjectPath) -> bool:
    return any(part.startswith(".") for part in path.parts[len(below.parts) - (not below.key) :])


def _meets(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a key meets a pattern, part for part; ``**`` is any number of parts.

    >>> _meets(["in", "a", "b.csv"], ["in", "**", "*.csv"]), _meets(["in", "b.csv"], ["*.csv"])
    (True, False)
    """
    if not wanted:
        return not parts
    if wanted[0] == "**":
        return _meets(parts, wanted[1:]) or (bool(parts) and _meets(parts[1:], wanted))
    return bool(parts) and fnmatchcase(parts[0], wanted[0]) and _meets(parts[1:], wanted[1:])


def _folder(folder: Path, notes: list[FileProblem], *, empty: bool = False) -> list[FilePath]:
    found: list[FilePath] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                found.append(Path(root, name))
    return _sorted_out(folder, found, notes, empty=empty)


def _sorted_out(
    folder: FilePath, there: Sequence[FilePath], notes: list[FileProblem], *, empty: bool = False
) -> list[FilePath]:
    """What can be read of the files *there* in a folder, in order; the others are noted."""
    files = [path for path in there if extension(path) in KINDS]
    others = [path for path in there if extension(path) not in KINDS]
    skipped = listed(sorted(path.name for path in others), limit=4)
    if not files and not empty:
        found = "no file to read in this folder" + (f", only {skipped}" if others else "")
        raise InputError(str(folder), found, mend=f"files to read end in {ALLOWED}")
    if others:
        notes.append(
            FileProblem(
                file=str(folder),
                found=f"files of other kinds were left out: {skipped}",
                mend=f"files to read end in {ALLOWED}",
            )
        )
    return sorted(files, key=lambda path: path.parts)
