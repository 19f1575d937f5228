"""Words of the trade by what they are heard as, so that one played with is found again."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from linsang.model.taxon import TaxonId
from linsang.reference.lexicon import Hint, Role, Term
from linsang.text.hearing import (
    LEAST_HEARD,
    LEAST_WHOLE,
    LONGEST,
    MOST_HEARD,
    Lookup,
    corner_of,
    hashed,
    heard,
    keys_of,
)
from linsang.text.normalise import ScriptClass, fold_tables
from linsang.text.played_with import (
    LEAST_BARE,
    LEAST_ROTATED,
    LEAST_SLIPPED,
    LEAST_TURNED,
    without_vowels,
)
from linsang.text.romanised import sounds_of

# The groups whose names traders misspell and buyers search for; a slip in another name is
# hardly ever worth the words that it is mistaken for, unless the name is long.
_MUCH_TRADED: Final = frozenset(
    TaxonId(taxon)
    for taxon in (
        "elephantidae", "loxodonta-africana", "rhinocerotidae", "manidae", "panthera-tigris",
        "panthera-pardus", "panthera-uncia", "acinonyx-jubatus", "psittaciformes",
        "psittacus-erithacus", "ara", "cacatuidae", "amazona", "testudines", "testudinidae",
        "chelonioidea", "cheloniidae", "eretmochelys-imbricata", "crocodylia", "crocodylidae",
        "pythonidae", "iguana-iguana", "chamaeleonidae", "hippocampus", "primates",
        "pan-troglodytes", "callitrichidae", "pongo", "nycticebus", "lutrinae", "saiga-tatarica",
        "moschus", "bucerotidae", "rhinoplax-vigil", "aquilaria", "dalbergia", "orchidaceae",
        "strigiformes", "falconidae", "acipenseridae", "scleractinia", "pantholops-hodgsonii",
    )
)  # fmt: skip
_LONG_NAME: Final = 9
_NAMED: Final = frozenset({Role.NAME, Role.PRODUCT})
_ALPHABETS: Final = frozenset({ScriptClass.LATIN, ScriptClass.CYRILLIC})


class Alike(msgspec.Struct, frozen=True, dict=True):
    """Keys by which words are looked up, and the patterns that each stands for.

    *slips* and *whole* are sorted as in `Lookup`, and beside each are the places of its plain
    patterns. *spelt* are digests of all words that stand in any pattern: who writes one of
    these means it.
    """

    slips: bytes
    slip_places: bytes
    whole: bytes
    whole_places: bytes
    corners: bytes
    spelt: bytes

    @classmethod
    def of(
        cls,
        plain: Mapping[str, Sequence[int]],
        terms: Sequence[Term],
        *,
        without: Collection[str] = (),
        ordinary: Iterable[str] = (),
    ) -> Self:
        """The names and products of *plain*, which gives for each pattern the terms it may mean.

        Patterns that are *without* stand for others and are not played with once more;
        *ordinary* words mean themselves.
        """
        slips: set[tuple[int, int]] = set()
        whole: set[tuple[int, int]] = set()
        corners: set[int] = set()
        for place, pattern in enumerate(sorted(plain)):
            meanings = [terms[one] for one in plain[pattern] if terms[one].role in _NAMED]
            if " " in pattern or pattern in without or not meanings:
                continue
            ways = list(sounds_of(pattern))
            whole.update((hashed(one), place) for one in ways if LEAST_WHOLE <= len(one) <= LONGEST)
            if not pattern.isalpha() or _script_of(pattern) not in _ALPHABETS:
                continue
            bare = without_vowels(pattern)
            if len(bare) >= LEAST_BARE:
                whole.add((hashed(heard(bare)), place))
                whole.add((hashed(heard(bare + pattern[-1])), place))
            heard_as = ways[0]
            slipping = any(map(_worth_a_slip, meanings))
            others = _out_of_order(pattern, rotated=slipping)
            if len(pattern) >= LEAST_SLIPPED and LEAST_HEARD <= len(heard_as) <= LONGEST:
                others.add(heard_as)
                if slipping:
                    slips.update((key, place) for key in keys_of(heard_as))
                    corners.update(
                        corner_of(heard_as[:at] + heard_as[at + 1 :])
                        for at in range(1, len(heard_as))
                    )
            slips.update((hashed(one), place) for one in others)
            corners.update(map(corner_of, others))
        words = {
            word for pattern in plain if pattern not in without for word in pattern.split()
        } | set(ordinary)
        return cls(
            *_columns(slips),
            *_columns(whole),
            corners=_stored(corners, np.uint32),
            spelt=_stored({digest(word) for word in words}, np.uint32),
        )

    def spells(self, word: str) -> bool:
        """Whether folded *word* stands in a pattern."""
        digests = np.frombuffer(self.spelt, dtype=np.uint32)
        own = digest(word)
        place = int(np.searchsorted(digests, np.uint32(own)))
        return place < len(digests) and int(digests[place]) == own


class AlikeWords:
    """The words of all layers of a vocabulary, by their keys.

    A layer's places begin at its own of *firsts*. *meant* remembers what was meant by a word.
    """

    def __init__(self, layers: Sequence[Alike], firsts: Sequence[int]) -> None:
        self._layers = layers
        self._slips = _together([(layer.slips, layer.slip_places) for layer in layers], firsts)
        self._whole = _together([(layer.whole, layer.whole_places) for layer in layers], firsts)
        self.lookup = Lookup(
            self._slips[0],
            self._whole[0],
            np.concatenate([np.frombuffer(layer.corners, np.uint32) for layer in layers]),
        )
        self.meant: dict[str, tuple[int, ...]] = {}

    def spells(self, word: str) -> bool:
        """Whether folded *word* stands in a pattern, so that nothing else is meant by it."""
        return any(layer.spells(word) for layer in self._layers)

    def candidates(self, word: str) -> set[int]:
        """The plain patterns that share a key with folded *word*."""
        sounds = heard(word)
        found = _places(hashed(sounds), *self._whole)
        for key in keys_of(sounds):
            found |= _places(key, *self._slips)
        return found


_Columns = tuple[NDArray[np.uint64], NDArray[np.uint32]]


def _columns(pairs: set[tuple[int, int]]) -> tuple[bytes, bytes]:
    ordered = sorted(pairs)
    return (
        np.array([key for key, _ in ordered], dtype=np.uint64).tobytes(),
        np.array([place for _, place in ordered], dtype=np.uint32).tobytes(),
    )


def _stored(numbers: set[int], kind: type[np.uint32]) -> bytes:
    return np.array(sorted(numbers), dtype=kind).tobytes()


def _together(layers: Sequence[tuple[bytes, bytes]], firsts: Sequence[int]) -> _Columns:
    """The keys and places of all layers, sorted by key."""
    keys = [np.frombuffer(own, dtype=np.uint64) for own, _ in layers]
    places = [
        np.frombuffer(own, dtype=np.uint32) + np.uint32(first)
        for (_, own), first in zip(layers, firsts, strict=True)
    ]
    if len(layers) == 1:
        return keys[0], places[0]
    together = np.concatenate(keys)
    order = np.argsort(together, kind="stable")
    return together[order], np.concatenate(places)[order]


def _places(key: int, keys: NDArray[np.uint64], places: NDArray[np.uint32]) -> set[int]:
    own = np.uint64(key)
    first = int(np.searchsorted(keys, own))
    after = int(np.searchsorted(keys, own, side="right"))
    return set(places[first:after].tolist())


def digest(word: str) -> int:
    """A number that stands for a word."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _worth_a_slip(term: Term) -> bool:
    """Whether a word a slip away from this term is rather it than another word."""
    if len(term.text) >= _LONG_NAME:
        return True
    if term.hint is not Hint.ALONE:
        return False
    return term.role is Role.PRODUCT or bool(set(term.taxa) & _MUCH_TRADED)


def _out_of_order(pattern: str, *, rotated: bool) -> set[str]:
    """How a word is heard backwards and, if asked for, turned round."""
    found = {heard(pattern[::-1])} if len(pattern) >= LEAST_TURNED else set()
    if rotated and LEAST_ROTATED <= len(pattern) <= MOST_HEARD:
        found |= {heard(pattern[cut:] + pattern[:cut]) for cut in range(2, len(pattern) - 1)}
    return {one for one in found if LEAST_HEARD <= len(one) <= LONGEST}


def _script_of(pattern: str) -> ScriptClass:
    return ScriptClass(fold_tables().class_of[ord(pattern[0])])
