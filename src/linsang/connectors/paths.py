"""Which files the named paths, folders and patterns come to."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from linsang.connectors.problems import FileProblem, InputError, listed

KINDS: Final = {
    ".jsonl": "json lines",
    ".ndjson": "json lines",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}
ALLOWED: Final = f"{', '.join(KINDS)}, each also with .gz or .zst"


def extension(path: Path) -> str:
    """Give the ending that says what a file is, below any packing.

    >>> extension(Path("a.CSV.gz")), extension(Path("notes"))
    ('.csv', '')
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    return Path(name).suffix


def found_files(inputs: Sequence[str]) -> tuple[dict[Path, bool], list[FileProblem]]:
    """List the files of *inputs* in order, each with whether it was named itself.

    A file that turns up twice is read once, and noted.
    """
    files: dict[Path, bool] = {}
    notes: list[FileProblem] = []
    seen: set[Path] = set()
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


def _files_of(place: str, notes: list[FileProblem]) -> Iterable[tuple[Path, bool]]:
    path = Path(place)
    if path.is_dir():
        return [(file, False) for file in _folder(path, notes)]
    if path.exists():
        return [(path, True)]
    if glob.has_magic(place):
        matches = [
            Path(match)
            for match in glob.glob(place, recursive=True)  # noqa: PTH207  # Path.glob takes no absolute pattern
        ]
        files = {match for match in matches if match.is_file()}
        for folder in filter(Path.is_dir, matches):
            files.update(_folder(folder, notes, empty=True))
        if files:
            return [(file, False) for file in sorted(files, key=lambda file: file.parts)]
        raise InputError(place, "no file matches this pattern", mend="check the pattern")
    raise InputError(place, "there is no such file or folder", mend="check the name")


def _folder(folder: Path, notes: list[FileProblem], *, empty: bool = False) -> list[Path]:
    files: list[Path] = []
    others: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                path = Path(root, name)
                (files if extension(path) in KINDS else others).append(path)
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
