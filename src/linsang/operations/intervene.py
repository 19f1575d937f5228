"""A search query: results, a banner beside them, or a message instead of them.

A query is not a listing. Nobody offers anything in it, and most people who type the name of
an animal want to look at it. So the words themselves must say that a thing from a protected
species is sought, or that the living animal is to be had; a bare name says neither.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from linsang.engine import Engine
from linsang.model.listing import Listing, ListingId
from linsang.model.taxon import Appendix, TaxonId, TradeTerm
from linsang.operations.query_reading import QueryReading
from linsang.operations.query_rules import (
    NOTHING,
    Response,
    Sought,
    of_code,
    of_gear,
    of_specimen,
)
from linsang.operations.screen import Screening
from linsang.prepared import prepare
from linsang.reference.alternatives import Alternatives, Group
from linsang.reference.appendices import Appendices
from linsang.reference.lexicon import Role, read_lexicon, read_names
from linsang.reference.query_words import QueryWords
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.vocabulary import Vocabulary, data_directory
from linsang.scores import IVORY
from linsang.specimen import LIVE, specimens
from linsang.text.joined import JoinedWords, camel_apart
from linsang.text.misspelt import Misspelt

LONGEST: Final = 200
"""Characters of a query that are read; beyond, nobody is searching for a thing."""

# Bred in captivity for generations, and left out of the Appendices or of the shipped policy
# (docs/labelling.md): budgerigars, cockatiels, lovebirds, canaries, zebra finches.
_COMMONLY_KEPT: Final = (
    "melopsittacus-undulatus",
    "nymphicus-hollandicus",
    "agapornis",
    "serinus-canaria",
    "taeniopygia",
)
_SONGBIRDS: Final = "passeriformes"
# The few parrots that are not listed are known by names of their own.
_PARROTS: Final = "psittaciformes"
_TUSKED: Final = "proboscidea"
# With more unknown words than this, it is not one slip or one joined word; hashtags may be.
_MOST_UNKNOWN: Final = 3
_MOST_MENDED: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """What to show for a query, and why. *message* is None where results are enough.

    *language* is that of the message, or of the query where there is none.
    """

    query: str
    action: Response
    taxa: tuple[str, ...]
    reason: str
    message: str | None = None
    language: str | None = None
    alternatives: tuple[str, ...] = ()
    report: str | None = None


def intervene(
    query: str,
    *,
    screening: Screening | None = None,
    language: str | None = None,
    report: str | None = None,
) -> Intervention:
    """Say whether a search query deserves a message, from the words of the query alone.

    Without *screening* the shipped reference data are used. *language* is that of the
    message where the query's own cannot be told; *report* replaces the sentence that says
    where to report. The first call prepares the vocabulary, later ones take milliseconds.

    >>> intervene("tiger bone wine").action.value, intervene("tiger balm").action.value
    ('message', 'results')
    >>> intervene("虎骨酒").taxa
    ('Panthera tigris',)
    """
    box = search_box(screening.engine if screening else _shipped())
    on = (screening.clock() if screening else datetime.now(UTC)).date()
    return box.answer(query, on=on, language=language, report=report)


class SearchBox:
    """An engine's vocabulary and the messages, prepared for many queries."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._words = QueryWords.load()
        self._alternatives = Alternatives.load(engine.taxonomy)
        self._protection: dict[tuple[TaxonId | None, TradeTerm | None, date], int] = {}

    def answer(
        self, query: str, *, on: date, language: str | None = None, report: str | None = None
    ) -> Intervention:
        """The intervention for one query on one day; see `intervene`."""
        best, spoken = NOTHING, None
        for number, text in enumerate(self._texts(query[:LONGEST])):
            reading = self._read(text)
            found = self._judge(reading, on)
            if number == 0 or found.response.level > best.response.level:
                best, spoken = found, reading.language or spoken
            if best.response is Response.MESSAGE:
                break
        else:
            for text in self._mended(query[:LONGEST]):
                found = self._judge(reading := self._read(text), on)
                # A guess at what was meant is worth something only where all of it fits.
                if found.response is Response.MESSAGE and reading.plain and not found.gear:
                    best, spoken = found, reading.language or spoken
                    break
        answer = Intervention(
            query=query,
            action=best.response,
            taxa=self._scientific(best.taxa),
            reason=best.reason,
            language=spoken,
        )
        if best.response is Response.RESULTS:
            return answer
        first = best.taxa[0] if best.taxa else None
        group = Group.TRAPS if best.gear else self._alternatives.group_of(first, best.trade_term)
        if spoken and language and _base(spoken) == _base(language):
            spoken = language  # 虎骨 is written alike in both scripts: who asks knows better
        told = self._alternatives.tell(group, spoken, language)
        return dataclasses.replace(
            answer,
            message=told.message(report),
            language=told.language,
            alternatives=told.alternatives,
            report=report or told.report,
        )

    def prepare(self) -> None:
        """Do now what the first queries would otherwise wait for."""
        for query in ("#tigerbonewine", "虎骨酒"):
            self.answer(query, on=date(2026, 1, 1))

    def _scientific(self, taxa: Iterable[TaxonId]) -> tuple[str, ...]:
        names = (self._engine.taxonomy.get(taxon).scientific_name for taxon in taxa)
        return tuple(dict.fromkeys(names))

    # ---- the words of a query ------------------------------------------------------------

    @functools.cached_property
    def _english(self) -> frozenset[str]:
        """English terms: a word that many languages share is most often typed as English."""
        names, lexicon = (data_directory() / kind / "en.csv" for kind in ("names", "lexicon"))
        terms = (*read_names(names), *read_lexicon(lexicon))
        return frozenset(term.text.casefold() for term in terms)

    @functools.cached_property
    def _joined(self) -> JoinedWords:
        known = {word for text in self._engine.vocabulary.plain.texts for word in text.split()}
        return JoinedWords(known | self._words.words())

    @functools.cached_property
    def _misspelt(self) -> Misspelt:
        return Misspelt(self._anchors)

    @functools.cached_property
    def _anchors(self) -> frozenset[str]:
        """The words of whatever can make a query matter."""
        texts = self._engine.vocabulary.triage.texts
        return frozenset(word for text in texts for word in text.split() if len(word) > 3)

    def _texts(self, query: str) -> Iterator[str]:
        """The query as it stands and, where words were run together, as it may be meant."""
        text = query.replace("#", " ").replace("_", " ").strip()
        yield text
        parted = camel_apart(text)
        if parted != text:
            yield parted
        tokens = text.casefold().split()
        unknown = [token for token in tokens if token.isalpha() and token not in self._joined]
        if not unknown or (len(unknown) > _MOST_UNKNOWN and "#" not in query):
            return
        split = {token: self._joined.split(token) for token in unknown}
        if any(pieces and self._anchors.intersection(pieces) for pieces in split.values()):
            yield " ".join(" ".join(split.get(token) or (token,)) for token in tokens)

    def _mended(self, query: str) -> Iterator[str]:
        """The query with one slip mended; a slip is told from a name by the company it keeps."""
        tokens = query.casefold().split()
        if not 1 < len(tokens) <= _MOST_MENDED:
            return
        for token in tokens:
            if token.isalpha() and token not in self._joined:
                for word in self._misspelt.near(token):
                    yield " ".join(word if one == token else one for one in tokens)

    def _read(self, text: str) -> QueryReading:
        listing = Listing(id=ListingId("query"), platform="", title=text)
        prepared = prepare(listing, self._engine.vocabulary)
        return QueryReading.of(prepared, self._words.find(text), english=self._english)

    # ---- the decision --------------------------------------------------------------------

    def _judge(self, reading: QueryReading, on: date) -> Sought:
        """The strongest response that anything in the query deserves, with all its taxa."""
        found = []
        for one in specimens(reading.prepared):
            if protected := self._protected(one.taxon, one.trade_term, on):
                poached = one.taxon is not None and self._alternatives.heavily_poached(one.taxon)
                found.append(of_specimen(one, reading, protected=protected, poached=poached))
        if gear := reading.prepared.of(Role.GEAR):
            prey = self._prey(reading, on)
            found += [of_gear(hit, reading, prey) for hit in gear]
        for hit in reading.prepared.of(Role.CODE):
            taxon = hit.term.taxa[0] if hit.term.taxa else None
            if self._protected(taxon, hit.term.trade_term, on):
                found.append(of_code(hit, reading))
        if not found:
            return NOTHING
        best = max(found, key=lambda one: one.response.level)
        taxa = (taxon for one in found if one.response is best.response for taxon in one.taxa)
        return dataclasses.replace(best, taxa=tuple(dict.fromkeys((*best.taxa, *taxa))))

    def _prey(self, reading: QueryReading, on: date) -> tuple[TaxonId, ...]:
        """The animals of a query that gear for it would take from the wild."""
        return tuple(
            taxon
            for hit in reading.prepared.of(Role.NAME)
            for taxon in hit.term.taxa
            if self._protected(taxon, LIVE, on)
        )

    def _protected(self, taxon: TaxonId | None, term: TradeTerm | None, on: date) -> int:
        """How surely such a specimen is protected: 2 under every reading, 1 under some, 0."""
        key = (taxon, term, on)
        known = self._protection.get(key)
        if known is None:
            known = self._protection[key] = self._look_up(taxon, term, on)
        return known

    def _look_up(self, taxon: TaxonId | None, term: TradeTerm | None, on: date) -> int:
        if term in IVORY:
            return 2
        taxonomy = self._engine.taxonomy
        if taxon is None or taxonomy.is_domesticated(taxon):
            return 0
        lineage = {taxon, *taxonomy.ancestors(taxon)}
        if lineage.intersection(_COMMONLY_KEPT):
            return 0
        # Whatever is carved of a mammoth is carved of its ivory.
        if _TUSKED in lineage and term != LIVE:
            return 2
        readings = self._engine.appendices.readings(taxon, on=on, trade_term=term)
        if taxon == _PARROTS:
            return 2
        if not readings & {Appendix.I, Appendix.II}:
            return 1 if _SONGBIRDS in lineage else 0
        return 1 if None in readings else 2


def _base(tag: str) -> str:
    return tag.partition("-")[0]


@functools.lru_cache(maxsize=4)
def search_box(engine: Engine) -> SearchBox:
    """The search box of an engine, made once."""
    return SearchBox(engine)


@functools.cache
def _shipped() -> Engine:
    """The shipped reference data, without detectors, which a search box does not ask."""
    from linsang.settings import Settings

    taxonomy = Taxonomy.load()
    vocabulary = Vocabulary.load(data_directory(), taxonomy=taxonomy, cache=Settings().cache_dir)
    return Engine(vocabulary, taxonomy, Appendices.load(taxonomy), detectors=())
