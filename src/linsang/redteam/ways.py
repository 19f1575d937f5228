"""All ways to disguise a text, the scripts that each applies to, and those that are withheld."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

from linsang.redteam.code_word import code_word
from linsang.redteam.dots import dots
from linsang.redteam.emoji import emoji
from linsang.redteam.full_width import full_width
from linsang.redteam.homoglyph import homoglyph
from linsang.redteam.homophones import homophones
from linsang.redteam.initials import initials
from linsang.redteam.leet import leet
from linsang.redteam.letters import KANA, SCRIPTS, script_of
from linsang.redteam.line_per_character import line_per_character
from linsang.redteam.misspelling import misspelling
from linsang.redteam.mixed_script import mixed_script
from linsang.redteam.noise_words import noise_words
from linsang.redteam.passage import Operator, Spans
from linsang.redteam.pinyin import pinyin
from linsang.redteam.reversed_order import reversed_order
from linsang.redteam.romanised import romanised
from linsang.redteam.rotated_order import rotated_order
from linsang.redteam.spacing import spacing
from linsang.redteam.split_fields import split_fields
from linsang.redteam.styled import styled
from linsang.redteam.vowel_drop import vowel_drop
from linsang.redteam.zero_width import zero_width
from linsang.text.normalise import ScriptClass

WITHHELD: Final = frozenset({"vowel-drop", "mixed-script", "split"})
"""The ways that no training text may use, so that somebody can say how unseen ones fare."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to disguise: its name, what does it, and the scripts that it does something to."""

    name: str
    operator: Operator
    scripts: frozenset[ScriptClass]

    @property
    def withheld(self) -> bool:
        """Whether it is kept from whoever trains a model."""
        return self.name in WITHHELD

    def applies_to(self, text: str, spans: Spans) -> bool:
        """Whether any letter of *spans* is of a script that the way works on.

        >>> way("pinyin").applies_to("ivory 象牙", [(0, 5)])
        False
        """
        return any(
            script_of(char) in self.scripts for start, end in spans for char in text[start:end]
        )

    def disguised(
        self, text: str, spans: Spans, *, seed: str, language: str | None = None
    ) -> str | None:
        """*text* disguised, the same for the same *seed*; None where nothing changes.

        >>> way("dots").disguised("ngà voi", [(0, 3)], seed="7:a")
        'n|g|à voi'
        >>> way("pinyin").disguised("ivory", [(0, 5)], seed="7:a")
        """
        if not self.applies_to(text, spans):
            return None
        other = self.operator(text, spans, Random(f"{seed}:{self.name}"), language)
        return other if other != text else None


_HAN: Final = frozenset({ScriptClass.HAN})
_LATIN: Final = frozenset({ScriptClass.LATIN})
_TWO_ALPHABETS: Final = frozenset({ScriptClass.LATIN, ScriptClass.CYRILLIC})
_NOT_ROMAN: Final = SCRIPTS - _LATIN - _HAN

WAYS: Final = (
    Way("homoglyph", homoglyph, _TWO_ALPHABETS | KANA | _HAN | {ScriptClass.ARABIC}),
    Way("spacing", spacing, SCRIPTS),
    Way("dots", dots, SCRIPTS),
    Way("leet", leet, _TWO_ALPHABETS),
    Way("zero-width", zero_width, SCRIPTS),
    Way("full-width", full_width, _LATIN | {ScriptClass.KATAKANA}),
    Way("styled", styled, _LATIN),
    Way("emoji", emoji, SCRIPTS),
    Way("pinyin", pinyin, _HAN),
    Way("initials", initials, _HAN),
    Way("romanised", romanised, _NOT_ROMAN),
    Way("homophones", homophones, SCRIPTS),
    Way("misspelling", misspelling, SCRIPTS - _HAN),
    Way("vowel-drop", vowel_drop, _TWO_ALPHABETS),
    Way("code-word", code_word, SCRIPTS),
    Way("mixed-script", mixed_script, SCRIPTS),
    Way("reversed", reversed_order, SCRIPTS),
    Way("rotated", rotated_order, SCRIPTS),
    Way("split", split_fields, SCRIPTS),
    Way("line-per-character", line_per_character, SCRIPTS),
    Way("noise-words", noise_words, SCRIPTS),
)
"""Every way, in the order in which they are reported."""

TAUGHT: Final = tuple(way for way in WAYS if not way.withheld)
"""The ways that a training text may use."""


def way(name: str) -> Way:
    """Find a way by its name; raises KeyError for one that does not exist."""
    return _BY_NAME[name]


def script_names(scripts: Iterable[ScriptClass]) -> str:
    """Name scripts for people, "every script" where it is so.

    >>> script_names(way("leet").scripts), script_names(way("dots").scripts)
    ('Cyrillic, Latin', 'every script')
    """
    names = {script.name.capitalize() for script in scripts}
    if frozenset(scripts) >= SCRIPTS:
        return "every script"
    return ", ".join(sorted(names))


_BY_NAME: Final = {one.name: one for one in WAYS}
