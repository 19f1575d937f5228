"""One listing folded and searched once, for all detectors to share."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from linsang.model.finding import Match, Span
from linsang.model.listing import Listing
from linsang.model.taxon import TaxonId
from linsang.reference.lexicon import ANCHORS, BODY, Hint, Role, Term
from linsang.reference.vocabulary import Patterns, Vocabulary
from linsang.text.language import guess_language
from linsang.text.matcher import Hits
from linsang.text.normalise import (
    FIELD_MARK,
    ROW_MARK,
    Indices,
    ScriptClass,
    accented_text,
    code_points,
    drawn_out,
    fold_plain,
    fold_skeleton,
    fold_tables,
    text_of,
)

FIELDS: Final = ("title", "description", "tags", "category", "brand", "condition")
NEARBY: Final = 80
"""Folded characters within which a doubtful name finds the company that makes it an animal."""

OFFERED: Final = frozenset({"title", "description", "tags"})
"""The fields in the seller's own words; the others are context."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a listing: what it is, what was written, and where.

    *start* and *end* are places in the original field. *at* and *until* are places in the
    folded row, where distances between words are measured. *disguised* says that the words
    were found in the skeleton view only.
    """

    term: Term
    field: str
    start: int
    end: int
    at: int
    until: int
    quote: str
    disguised: bool = False

    @property
    def match(self) -> Match:
        """The words as evidence."""
        return Match(quote=self.quote, span=Span(field=self.field, start=self.start, end=self.end))

    def gap(self, other: Hit) -> int:
        """Folded characters between two hits of one field; zero where they touch or overlap."""
        return max(0, other.at - self.until, self.at - other.until)

    def covers(self, other: Hit) -> bool:
        """Whether the other lies wholly within this one."""
        return self.at <= other.at and other.until <= self.until

    @property
    def length(self) -> int:
        """Folded characters."""
        return self.until - self.at


@dataclass(frozen=True, slots=True)
class Prepared:
    """A listing with every term that was found in it, false friends and repeats taken out.

    *memo* is for readings that more than one detector needs, such as the specimens named.
    """

    listing: Listing
    hits: tuple[Hit, ...]
    folded: str
    language: str | None
    domesticated: frozenset[TaxonId] = frozenset()
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _by_role: dict[Role, tuple[Hit, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, *roles: Role) -> tuple[Hit, ...]:
        """The hits with one of these roles, in reading order."""
        if not self._by_role:
            grouped: dict[Role, list[Hit]] = {role: [] for role in Role}
            for hit in self.hits:
                grouped[hit.term.role].append(hit)
            self._by_role.update((role, tuple(hits)) for role, hits in grouped.items())
        if len(roles) == 1:
            return self._by_role[roles[0]]
        return tuple(hit for hit in self.hits if hit.term.role in roles)

    def is_domesticated(self, hit: Hit) -> bool:
        """Whether a name is that of a domesticated form."""
        return bool(hit.term.taxa) and set(hit.term.taxa) <= self.domesticated

    def between(self, one: Hit, other: Hit) -> str:
        """The folded text between two hits of one field."""
        first, second = sorted((one, other), key=lambda hit: hit.at)
        return self.folded[first.until : second.at]


def fields_of(listing: Listing) -> tuple[str, ...]:
    """The texts of a listing in the order of `FIELDS`; tags are joined by spaces."""
    return (
        listing.title,
        listing.description,
        " ".join(listing.tags),
        listing.category or "",
        listing.brand or "",
        listing.condition or "",
    )


def prepare(listing: Listing, vocabulary: Vocabulary) -> Prepared:
    """One listing, folded and searched."""
    return prepare_many([listing], vocabulary)[0]


def prepare_many(listings: Sequence[Listing], vocabulary: Vocabulary) -> list[Prepared]:
    """Fold and search many listings in one buffer; each comes out as it would alone."""
    if not listings:
        return []
    texts = [
        tuple(text.replace(FIELD_MARK, " ").replace(ROW_MARK, " ") for text in fields_of(one))
        for one in listings
    ]
    joined = ROW_MARK.join(FIELD_MARK.join(row) for row in texts)
    languages = [guess_language(f"{row[0]} {row[1][:300]}") for row in texts]
    buffer = _Buffer(joined, [len(text) for row in texts for text in row], languages)
    hits = buffer.search(vocabulary.plain, vocabulary)
    disguised = buffer.search_skeleton(vocabulary)
    rows = np.split(np.arange(len(listings) * len(FIELDS)), len(listings))
    prepared = []
    for number, listing in enumerate(listings):
        own = [*hits.get(number, ()), *disguised.get(number, ())]
        folded = buffer.folded_row(int(rows[number][0]), int(rows[number][-1]))
        language = languages[number]
        kept = _settle(own, language)
        prepared.append(
            Prepared(
                listing=listing,
                hits=kept,
                folded=folded,
                language=language,
                domesticated=vocabulary.domesticated,
            )
        )
    return prepared


class _Buffer:
    """Many rows of fields in one array of code points, with the way back."""

    def __init__(
        self, joined: str, lengths: Sequence[int], languages: Sequence[str | None]
    ) -> None:
        self.codes = code_points(joined)
        self.text = text_of(self.codes)
        self.folded, self.origin = fold_plain(self.codes)
        self.folded_text = text_of(self.folded)
        self.languages = languages
        ends = np.cumsum(np.array(lengths, dtype=np.int64) + 1)
        self.starts = np.concatenate([[0], ends[:-1]])
        self.folded_starts = np.searchsorted(self.origin, self.starts)

    def folded_row(self, first_field: int, last_field: int) -> str:
        start = self.folded_starts[first_field]
        after = last_field + 1
        stop = self.folded_starts[after] if after < len(self.starts) else len(self.folded)
        return self.folded_text[start:stop].rstrip(ROW_MARK)

    def search(self, view: Patterns, vocabulary: Vocabulary) -> dict[int, list[Hit]]:
        found = view.find(self.folded)
        return self._hits(found, view, vocabulary, disguised=False)

    def search_skeleton(self, vocabulary: Vocabulary) -> dict[int, list[Hit]]:
        skeleton, back = fold_skeleton(self.folded)
        view = vocabulary.skeleton
        found = view.find(skeleton, whole_words=False)
        if not len(found):
            return {}
        at, until = back[found.start], drawn_out(self.folded, back[found.end - 1] + 1)
        found = Hits(at, until, found.pattern)
        keep = np.fromiter(
            (
                is_disguise(
                    self.folded_text,
                    start,
                    end,
                    self.text,
                    self.origin,
                    view.meanings(pattern, vocabulary)[0],
                )
                for start, end, pattern in zip(
                    at.tolist(), until.tolist(), found.pattern.tolist(), strict=True
                )
            ),
            dtype=bool,
            count=len(found),
        )
        return self._hits(found.where(keep), view, vocabulary, disguised=True)

    def _hits(
        self, found: Hits, view: Patterns, vocabulary: Vocabulary, *, disguised: bool
    ) -> dict[int, list[Hit]]:
        rows: dict[int, list[Hit]] = {}
        repeats: dict[tuple[int, int], int] = {}
        kinds: dict[tuple[int, Role], int] = {}
        if not len(found):
            return rows
        starts, ends = self.origin[found.start], self.origin[found.end - 1] + 1
        fields = np.searchsorted(self.starts, starts, side="right") - 1
        columns = zip(
            found.start.tolist(),
            found.end.tolist(),
            found.pattern.tolist(),
            starts.tolist(),
            ends.tolist(),
            fields.tolist(),
            strict=True,
        )
        plain = fold_tables().plain
        bases, folded_bases = self.starts.tolist(), self.folded_starts.tolist()
        for at, until, pattern, start, end, number in columns:
            row, place = divmod(number, len(FIELDS))
            base = bases[number]
            folded_base = folded_bases[row * len(FIELDS)]
            # A mark that folds away belongs to the letter before it.
            last = end
            while last < len(self.text) and not plain[ord(self.text[last])]:
                last += 1
            quote = self.text[start:last]
            language = self.languages[row]
            repeats[row, pattern] = repeats.get((row, pattern), 0) + 1
            if repeats[row, pattern] > _MOST_REPEATS:
                continue
            for term in view.meanings(pattern, vocabulary):
                if not disguised and not as_spelt(quote, term, language):
                    continue
                if not _at_home(term, quote, until - at, language):
                    continue
                kinds[row, term.role] = kinds.get((row, term.role), 0) + 1
                if kinds[row, term.role] > _MOST_OF_A_ROLE:
                    continue
                rows.setdefault(row, []).append(
                    Hit(
                        term=term,
                        field=FIELDS[place],
                        start=start - base,
                        end=last - base,
                        at=at - folded_base,
                        until=until - folded_base,
                        quote=quote,
                        disguised=disguised,
                    )
                )
        return rows


# A million characters of one phrase say no more than eight of it, and somebody who lists four
# hundred species has said enough: what follows costs time and adds nothing.
_MOST_REPEATS = 8
_MOST_OF_A_ROLE = 400

_MARKS = frozenset(FIELD_MARK + ROW_MARK)
# These end a clause, so words on their two sides are words apart.
_CLAUSE_ENDS = frozenset(",;:!?，。、；：！？\"'()（）《》“”【】[]<>")
_DENSE = frozenset({ScriptClass.HAN, ScriptClass.HIRAGANA, ScriptClass.KATAKANA, ScriptClass.THAI})
_ALPHABETS = frozenset(
    {ScriptClass.LATIN, ScriptClass.CYRILLIC, ScriptClass.GREEK, ScriptClass.DIGIT}
)
_BETWEEN = frozenset({ScriptClass.SEPARATOR, ScriptClass.SYMBOL})


def is_disguise(
    folded: str, start: int, end: int, original: str, origin: Indices, term: Term
) -> bool:
    """Whether a skeleton hit stands on its own and was written so as not to be read.

    The skeleton view runs words together, so most of what it finds is chance: "ion" ends one
    word and "sil" begins the next. A disguise begins and ends where words do, and inside it
    has digits or signs for letters, letters of two scripts, dressed-up or invisible
    characters, single letters apart, separators that part nothing, or words run together.
    """
    span = folded[start:end]
    if not _MARKS.isdisjoint(span):
        return False
    tables = fold_tables()
    script = tables.class_of
    kinds = [script[ord(char)] for char in span]
    first, last = kinds[0], kinds[-1]
    before = script[ord(folded[start - 1])] if start else ScriptClass.SEPARATOR
    after = script[ord(folded[end])] if end < len(folded) else ScriptClass.SEPARATOR
    pieces = "".join("\0" if kind in _BETWEEN else "x" for kind in kinds).split("\0")
    lengths = sorted(len(piece) for piece in pieces if piece)
    if ScriptClass.THAI_MARK in kinds:
        # A letter with its tone mark or vowel sign is one letter set apart.
        lengths = [1 if length == 2 else length for length in lengths]
    parting = {char for char, kind in zip(span, kinds, strict=True) if kind in _BETWEEN}
    odd = parting - _CLAUSE_ENDS - {" "}
    if first in _DENSE:
        if not parting or not parting.isdisjoint(_CLAUSE_ENDS):
            return _dressed(original, origin, start, end)
        alone = before != first and after != last and lengths[-1] == 1
        return bool(odd) or alone
    joined = not _ALPHABETS.isdisjoint((first, last))
    if before == first or after == last:
        return False
    if joined and not _ALPHABETS.isdisjoint((before, after)):
        return False
    if len(set(kinds) & _ALPHABETS) > 1:
        return True
    if not parting:
        # Nothing but letters of one alphabet: a hashtag's words, or a letter drawn out.
        # An "l" for an "i" alone is too often another word: Correia is no corella.
        hashtag = start > 0 and folded[start - 1] == "#"
        return (
            (hashtag and " " in term.text)
            or (term.role is not Role.NAME and term.text.isalpha())
            or _DRAWN_OUT.search(span) is not None
            or _dressed(original, origin, start, end)
        )
    if odd or lengths[len(lengths) // 2] <= 2:
        return True
    return _dressed(original, origin, start, end)


_DRAWN_OUT = re.compile(r"(.)\1\1")


def _dressed(original: str, origin: Indices, start: int, end: int) -> bool:
    """Whether styled or invisible characters were used in what was written there."""
    written = code_points(original[int(origin[start]) : int(origin[end - 1]) + 1])
    return bool(fold_tables().styled[written].any())


_HIDDEN = ANCHORS | BODY
"""What a false friend hides: "toy tiger" hides the tiger and not that it is a toy."""

_AGAINST = frozenset({Role.DISCLAIMER, Role.NOT_TRADE, Role.OBJECT})

_CUES = frozenset(
    {
        Role.OFFER,
        Role.CONTACT,
        Role.CLAIM,
        Role.DISCLAIMER,
        Role.NOT_TRADE,
        Role.OBJECT,
        Role.LIVE,
        Role.PART,
        Role.WILD,
        Role.REAL,
        Role.EVASION,
    }
)


def _settle(hits: Sequence[Hit], language: str | None) -> tuple[Hit, ...]:
    """Take out what is hidden by a false friend, covered by a longer word or said before."""
    masks = [hit for hit in hits if hit.term.role is Role.MASK]
    products = [hit for hit in hits if hit.term.role is Role.PRODUCT]
    names = {(hit.at, hit.until) for hit in hits if hit.term.role is Role.NAME}
    # One language's brand is another's animal: it hides the very same word at home only.
    masks = [
        mask
        for mask in masks
        if mask.term.language == language or (mask.at, mask.until) not in names
    ]
    masks = [
        mask
        for mask in masks
        if not any(
            product.covers(mask)
            and (product.length > mask.length or product.term.hint is Hint.ALONE)
            for product in products
        )
    ]
    open_hits = [
        hit
        for hit in hits
        if hit.term.role is not Role.MASK
        and (hit.term.role not in _HIDDEN or not any(mask.covers(hit) for mask in masks))
    ]
    plain_anchors = [hit for hit in open_hits if not hit.disguised and hit.term.role in ANCHORS]
    # "scales" is a word, though sellers write "scaIes" for it.
    spelt = {(hit.at, hit.until) for hit in open_hits if not hit.disguised}
    kept = []
    seen: set[tuple[int, int, Role, tuple[str, ...], str | None, str]] = set()
    reach: dict[tuple[object, bool], tuple[int, int]] = {}
    for hit in sorted(
        open_hits,
        key=lambda hit: (hit.at, -hit.until, hit.disguised, *_preference(hit.term, language)),
    ):
        # In this order whatever covers a hit has come before it, so the farthest end that
        # its family has reached says whether a longer word covers it: the most specific
        # reading counts.
        family = ("cue" if hit.term.role in _CUES else hit.term.role, hit.disguised)
        end, start = reach.get(family, (-1, -1))
        if end > hit.until or (end == hit.until and start < hit.at):
            continue
        reach[family] = (
            (hit.until, hit.at) if (hit.until, -hit.at) > (end, -start) else (end, start)
        )
        key = (hit.at, hit.until, hit.term.role, hit.term.taxa, hit.term.trade_term, hit.term.sense)
        if key in seen:
            continue
        if hit.disguised and (
            (hit.at, hit.until) in spelt
            or any(other.covers(hit) or other.term == hit.term for other in plain_anchors)
        ):
            continue
        seen.add(key)
        kept.append(hit)
    return tuple(kept)


def _preference(term: Term, language: str | None) -> tuple[bool, bool]:
    """The text's own language first; then of a name the more doubtful reading, since other
    languages know better what else it means, and of any other term the surer one."""
    sure = term.hint is Hint.ALONE
    return term.language != language, sure if term.role is Role.NAME else not sure


@functools.lru_cache(maxsize=65536)
def _accented(text: str) -> str:
    return accented_text(text)


_RELATED = {"zh-Hans": "zh", "zh-Hant": "zh"}


def _at_home(term: Term, quote: str, length: int, language: str | None) -> bool:
    """Whether a short cue word is of the text's own language.

    "in" is Vietnamese for print, and every English sentence has one. Names and products of
    any language count in any text; of cues, only long ones do.
    """
    if term.role in ANCHORS or term.role is Role.MASK or term.language == "und":
        return True
    if term.language == language:
        return True
    if language and _RELATED.get(term.language, "") == _RELATED.get(language, "?"):
        return True
    if quote.isascii():
        return length >= (6 if language and term.role in _AGAINST else 4)
    return length >= 2


def as_spelt(quote: str, term: Term, language: str | None) -> bool:
    """Whether accents agree: Vietnamese *ngà* is not *ngã*, and English *ban* is not *bán*.

    Sellers leave accents out, so bare letters of some length are taken for any; wrong
    accents are not.
    """
    if quote.isascii():
        if term.text.isascii():
            return True
        if len(quote) < 6:
            return False
        # German writes ae for ä; a bare a is another word: waschbar is no Waschbär.
        return term.language != "de" or bool(_UMLAUT_WRITTEN_OUT.search(quote))
    if term.language == "vi":
        return _accented(" ".join(quote.split())) == _accented(term.text)
    return language != "vi" or not term.text.isascii()


_UMLAUT_WRITTEN_OUT = re.compile("ae|oe|ue|ss", re.IGNORECASE)
