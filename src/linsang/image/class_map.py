"""What the classes of a picture model are called, which taxa they mean, and what they are part of."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from linsang.model.taxon import TaxonId, TradeTerm
from linsang.models.folder import ModelError

CLASSES_FILE: Final = "classes.yaml"
_KEYS: Final = ("name", "taxa", "trade_term", "part_of", "outputs")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenClass:
    """One thing that can be seen: a species, a group of them, or a kind of specimen.

    *outputs* are the model's own names for it; a class without any is a group, which is seen
    when it is not clear which of its members is.
    """

    label: str
    name: str
    taxa: tuple[TaxonId, ...]
    trade_term: TradeTerm | None
    part_of: str | None
    outputs: tuple[str, ...]


class ClassMap:
    """The classes of a model by their labels; outputs that no class names are harmless."""

    def __init__(self, classes: Mapping[str, SeenClass], *, origin: str) -> None:
        self._classes = dict(classes)
        self._origin = origin
        for one in classes.values():
            self._check_line(one)

    @classmethod
    def read(cls, text: bytes, *, origin: str) -> ClassMap:
        """A map from YAML; a slip is a `ModelError` that says where.

        >>> tiger = b"tiger: {name: a tiger, taxa: [Panthera tigris], trade_term: LIV}"
        >>> ClassMap.read(tiger, origin="mine")["tiger"].taxa
        ('panthera-tigris',)
        """
        try:
            found = YAML(typ="safe", pure=True).load(text.decode("utf-8-sig"))
        except (YAMLError, UnicodeDecodeError) as error:
            first = str(error).splitlines()[0]
            raise ModelError(f"{origin}: {CLASSES_FILE} is not YAML: {first}") from error
        if not isinstance(found, dict) or not found:
            raise ModelError(
                f"{origin}: {CLASSES_FILE} names no class; expected 'tiger: {{taxa: [...]}}'"
            )
        classes = {str(label): _class(str(label), said, origin) for label, said in found.items()}
        return cls(classes, origin=origin)

    def __getitem__(self, label: str) -> SeenClass:
        return self._classes[label]

    def __contains__(self, label: object) -> bool:
        return label in self._classes

    def __iter__(self) -> Iterator[SeenClass]:
        return iter(self._classes.values())

    def __len__(self) -> int:
        return len(self._classes)

    def line(self, label: str) -> Iterator[SeenClass]:
        """A class and what it is part of, the nearest first."""
        at: str | None = label
        while at is not None:
            yield self._classes[at]
            at = self._classes[at].part_of

    @functools.cached_property
    def by_output(self) -> dict[str, str]:
        """The class that each of the model's outputs belongs to."""
        return {output: one.label for one in self for output in one.outputs}

    def check_known(self, taxa: Collection[str], codes: Collection[str]) -> None:
        """Raise a `ModelError` for a taxon or a trade term that the reference data do not have."""
        for one in self:
            unknown = sorted(set(one.taxa) - set(taxa))
            if unknown:
                raise ModelError(
                    f"{self._origin}: {CLASSES_FILE}: '{one.label}' names '{unknown[0]}', which is "
                    "no taxon of the reference data; give a scientific name that "
                    "`linsang reference show` knows"
                )
            if one.trade_term is not None and one.trade_term not in codes:
                raise ModelError(
                    f"{self._origin}: {CLASSES_FILE}: '{one.label}' has the trade term "
                    f"'{one.trade_term}'; expected a CITES code such as LIV or IVC"
                )

    def _check_line(self, one: SeenClass) -> None:
        seen, at = {one.label}, one.part_of
        while at is not None:
            if at not in self._classes:
                raise ModelError(
                    f"{self._origin}: {CLASSES_FILE}: '{one.label}' is part of '{at}', which is "
                    "no class of the map"
                )
            if at in seen:
                raise ModelError(f"{self._origin}: {CLASSES_FILE}: '{one.label}' is part of itself")
            seen.add(at)
            at = self._classes[at].part_of


def _class(label: str, said: Any, origin: str) -> SeenClass:
    if not isinstance(said, dict):
        raise ModelError(f"{origin}: {CLASSES_FILE}: '{label}' expected keys, found {said!r}")
    if unknown := sorted(set(map(str, said)) - set(_KEYS)):
        raise ModelError(
            f"{origin}: {CLASSES_FILE}: '{label}' has the key '{unknown[0]}'; expected one of "
            f"{', '.join(_KEYS)}"
        )
    taxa, outputs = said.get("taxa") or (), said.get("outputs", (label,))
    if not isinstance(taxa, (list, tuple)) or not isinstance(outputs, (list, tuple)):
        raise ModelError(f"{origin}: {CLASSES_FILE}: '{label}': taxa and outputs are lists")
    term, part_of = said.get("trade_term"), said.get("part_of")
    return SeenClass(
        label=label,
        name=str(said.get("name", label.replace("_", " "))),
        taxa=tuple(TaxonId("-".join(str(one).lower().split())) for one in taxa),
        trade_term=TradeTerm(str(term)) if term else None,
        part_of=str(part_of) if part_of else None,
        outputs=tuple(map(str, outputs)),
    )
