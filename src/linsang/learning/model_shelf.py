"""The models that a platform trained: versions, the state of each, and who changed it and why."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from linsang.models.folder import CARD, ModelError, ModelFolder

_NAME: Final = re.compile(r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*")
_LOG: Final = "states.jsonl"
_MOST_BYTES: Final = 64 << 20


class ModelState(StrEnum):
    """How far a model's word counts: not at all, beside the others, for real, or no more."""

    DRAFT = "draft"
    SHADOW = "shadow"
    LIVE = "live"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """One version of a model on the shelf."""

    name: str
    version: str
    state: ModelState
    path: Path
    card: dict[str, Any]


class ModelShelf:
    """A folder of models; states are lines that are added, never changed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def place(self, name: str) -> Path:
        """Where a model of that name is learned, before it has a version."""
        if not _NAME.fullmatch(name):
            raise ModelError(f"'{name}' is no name; expected small letters, digits and hyphens")
        return self._root / name / "new"

    def add(self, name: str, *, who: str, why: str) -> Shelved:
        """Give what was just learned its version, as a draft."""
        new = self.place(name)
        folder = ModelFolder.read(new)
        target = new.parent / folder.version
        if target.exists():
            shutil.rmtree(new)
        else:
            new.rename(target)
            self._write(name, folder.version, ModelState.DRAFT, who, why)
        return self.find(name, folder.version)

    def find(self, name: str, version: str | None = None) -> Shelved:
        """A version of a model, by default the newest; one that is not there is a `ModelError`."""
        versions = [one for one in self if one.name == name]
        for one in reversed(versions):
            if version in (None, one.version):
                return one
        known = ", ".join(sorted({one.name for one in self})) or "none yet"
        raise ModelError(f"no model '{name}' {version or ''} is on the shelf; there are: {known}")

    def __iter__(self) -> Iterator[Shelved]:
        for log in sorted(self._root.glob(f"*/{_LOG}")):
            name = log.parent.name
            states: dict[str, ModelState] = {}
            for line in log.read_text("utf-8").splitlines():
                said = json.loads(line)
                states[said["version"]] = ModelState(said["state"])
            for version, state in states.items():
                path = log.parent / version
                card = json.loads((path / CARD).read_text("utf-8"))
                yield Shelved(name=name, version=version, state=state, path=path, card=card)

    def history(self, name: str) -> list[dict[str, str]]:
        """Every change of state of a model, the first first."""
        log = self._root / name / _LOG
        return [json.loads(line) for line in log.read_text("utf-8").splitlines()]

    def promote(self, name: str, *, who: str, why: str, version: str | None = None) -> Shelved:
        """One step on: a draft into the shadow, from the shadow to live; the live one retires.

        A model whose evaluation promises nothing goes no farther than the shadow.
        """
        one = self.find(name, version)
        if one.state is ModelState.DRAFT:
            self._write(name, one.version, ModelState.SHADOW, who, why)
        elif one.state is ModelState.SHADOW:
            point = one.card["operating_point"]
            if "no_promise" in point:
                raise ModelError(f"{one.version} stays in the shadow: {point['no_promise']}")
            for other in self:
                if other.name == name and other.state is ModelState.LIVE:
                    self._write(name, other.version, ModelState.RETIRED, who, f"for {one.version}")
            self._write(name, one.version, ModelState.LIVE, who, why)
        else:
            raise ModelError(f"{one.version} is {one.state}: only drafts and shadows are promoted")
        return self.find(name, one.version)

    def rollback(self, name: str, *, who: str, why: str) -> Shelved | None:
        """Retire the live version and make the one before it live again, if there was one."""
        live = [one for one in self if one.name == name and one.state is ModelState.LIVE]
        if not live:
            raise ModelError(f"no version of '{name}' is live: there is nothing to roll back")
        before = [
            said["version"]
            for said in self.history(name)
            if said["state"] == ModelState.LIVE and said["version"] != live[0].version
        ]
        self._write(name, live[0].version, ModelState.RETIRED, who, why)
        if not before:
            return None
        self._write(name, before[-1], ModelState.LIVE, who, f"rolled back: {why}")
        return self.find(name, before[-1])

    def export(self, name: str, to: Path, version: str | None = None) -> Shelved:
        """Write a version as one file that another machine can take in."""
        one = self.find(name, version)
        folder = ModelFolder.read(one.path)
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in (CARD, *sorted(folder.files)):
                packed.write(one.path / file, file)
        return one

    def take_in(self, packed: Path, *, who: str) -> Shelved:
        """Put an exported model on the shelf as a draft; one with a wrong digest is refused."""
        try:
            with zipfile.ZipFile(packed) as archive:
                infos = archive.infolist()
                if sum(info.file_size for info in infos) > _MOST_BYTES or any(
                    "/" in info.filename or "\\" in info.filename or info.filename.startswith(".")
                    for info in infos
                ):
                    raise ModelError(f"{packed}: not a model that was exported here")
                contents = {info.filename: archive.read(info) for info in infos}
            name = str(json.loads(contents[CARD])["name"])
        except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
            if isinstance(error, ModelError):
                raise
            raise ModelError(f"{packed}: not a model that was exported here: {error}") from error
        new = self.place(name)
        new.mkdir(parents=True, exist_ok=True)
        for file, data in contents.items():
            (new / file).write_bytes(data)
        try:
            return self.add(name, who=who, why=f"taken in from {packed.name}")
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _write(self, name: str, version: str, state: ModelState, who: str, why: str) -> None:
        said = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": version,
            "state": state.value,
            "who": who,
            "why": why,
        }
        log = self._root / name / _LOG
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(said, ensure_ascii=False) + "\n")
