"""A search query sorted by what its words say: a species, a wish to buy, a wish to know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from linsang.hit import Hit
from linsang.prepared import Prepared
from linsang.reference.lexicon import Hint, Role
from linsang.reference.query_words import Aim, QueryWord
from linsang.text.language import guess_language, small_word_of

_ANCHORS: Final = (Role.NAME, Role.PRODUCT, Role.GEAR, Role.CODE)
_EXPLAINED: Final = frozenset(Role) - {Role.OBJECT, Role.NOT_TRADE, Role.DISCLAIMER, Role.MASK}
_WANTS: Final = frozenset({"sale", "price", "stock", "auction", "trade", "delivery"})
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = frozenset({"zh-Hans", "zh-Hant", "ja"})


@dataclass(frozen=True, slots=True)
class QueryReading:
    """What the words of a query say.

    *rest* are the words that nothing explains: usually the thing that is really sought.
    *supported* says that words speak for the real thing: "genuine", "wild", "no papers".
    """

    prepared: Prepared
    language: str | None
    buying: bool
    keeping: bool
    asking: bool
    thing: bool
    supported: bool
    wild: bool
    disclaimed: bool
    brands: frozenset[str]
    rest: tuple[str, ...]

    @classmethod
    def of(
        cls, prepared: Prepared, words: tuple[QueryWord, ...], *, english: frozenset[str]
    ) -> QueryReading:
        """Sort the words; a word inside a longer one of the lexicon says nothing by itself.

        The vocabulary keeps one language for a term that several share; those in *english*
        may be English too.
        """
        language = _language(prepared, words, english)
        open_words = _own_meanings(
            [word for word in words if not _within(word.at, word.until, prepared.hits)], language
        )
        said = {word.aim for word in open_words}

        def beside(*roles: Role) -> list[Hit]:
            anchors = prepared.of(*_ANCHORS)
            return [
                hit for hit in prepared.of(*roles) if not any(one.covers(hit) for one in anchors)
            ]

        offered = any(hit.term.sense in _WANTS for hit in prepared.of(Role.OFFER))
        not_trade = beside(Role.NOT_TRADE)
        # A wish to buy is no trade in a listing; in a query it is the trade itself.
        wanted = any(hit.term.sense == "wanted" for hit in prepared.of(Role.NOT_TRADE))
        to_know = any(hit.term.sense != "wanted" for hit in not_trade)
        return cls(
            prepared=prepared,
            language=language,
            buying=Aim.BUYING in said or offered or wanted,
            keeping=Aim.KEEPING in said,
            asking=Aim.ASKING in said or to_know,
            thing=Aim.THING in said or bool(beside(Role.OBJECT)),
            supported=bool(prepared.of(Role.REAL, Role.EVASION, Role.WILD)),
            wild=bool(prepared.of(Role.WILD, Role.EVASION)),
            disclaimed=any(hit.term.hint is Hint.ALONE for hit in beside(Role.DISCLAIMER)),
            brands=frozenset(word.text for word in words if word.aim is Aim.BRAND),
            rest=_rest(prepared, open_words),
        )

    @property
    def sought(self) -> bool:
        """Whether somebody wants to have the thing."""
        return self.buying or self.keeping or self.supported

    @property
    def plain(self) -> bool:
        """Whether every word is explained, and none asks for something else."""
        return not (self.rest or self.asking or self.thing or self.disclaimed)


def _within(at: int, until: int, hits: Iterable[Hit]) -> bool:
    """Whether a stretch lies inside a longer word of the lexicon, or is a species' own name."""
    return any(
        hit.at <= at
        and until <= hit.until
        and (hit.length > until - at or hit.term.role in (Role.NAME, Role.PRODUCT))
        and not (hit.disguised or hit.term.role in (Role.NOT_TRADE, Role.OFFER))
        for hit in hits
    )


def _own_meanings(words: list[QueryWord], language: str | None) -> list[QueryWord]:
    """Where a word means several things, what it means in the query's language."""
    own = {(word.at, word.until) for word in words if language in word.languages}
    return [
        word for word in words if language in word.languages or (word.at, word.until) not in own
    ]


def _rest(prepared: Prepared, words: list[QueryWord]) -> tuple[str, ...]:
    """The words of the query that no hit and no small word explains."""
    text = list(prepared.folded)
    spans = [(hit.at, hit.until) for hit in prepared.hits if hit.term.role in _EXPLAINED]
    spans += [(word.at, word.until) for word in words if word.aim is not Aim.BRAND]
    for at, until in spans:
        text[at:until] = "|" * (until - at)
    left = _LETTERS.findall("".join(text))
    return tuple(word for word in left if not small_word_of(word))


def _language(
    prepared: Prepared, words: tuple[QueryWord, ...], english: frozenset[str]
) -> str | None:
    """The query's language: its script where that decides, else the words that were found."""
    guessed = guess_language(prepared.listing.title)
    votes: dict[str, float] = {}
    for hit in prepared.of(Role.PRODUCT, Role.NAME, Role.PART, Role.GEAR, Role.LIVE):
        shared = {"en"} if hit.quote.casefold() in english else set()
        for language in {hit.term.language} | shared:
            votes[language] = votes.get(language, 0.0) + hit.length
    for word in words:
        weight = 2.0 * (word.until - word.at) / len(word.languages)
        for language in word.languages:
            votes[language] = votes.get(language, 0.0) + weight
    if guessed in ("ko", "th", "ru", "ar", "hi") and not prepared.listing.title.isascii():
        return guessed
    if guessed in _HAN:
        # Words that only one of them writes decide between them.
        ours = {one: votes.get(one, 0.0) for one in _HAN}
        ours[guessed] += 3.0
        kana = guessed == "ja"
        best = max(sorted(ours), key=lambda one: ours[one])
        return guessed if kana or best != "ja" else "ja"
    if guessed:
        votes[guessed] = votes.get(guessed, 0.0) + 5.0
    return max(sorted(votes), key=lambda one: (votes[one], one == "en"), default=None)
