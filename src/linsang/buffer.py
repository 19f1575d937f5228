"""Many listings in one array of code points, searched at once, with the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from linsang.disguised_terms import disguised_terms
from linsang.hit import Hit
from linsang.reference.lexicon import ANCHORS, Hint, Role, Term
from linsang.reference.spelling import as_spelt, at_home
from linsang.reference.vocabulary import Patterns, Vocabulary
from linsang.text.disguise import any_styled
from linsang.text.language import tag_of
from linsang.text.matcher import Hits
from linsang.text.normalise import (
    FIELD_MARK,
    ROW_MARK,
    Indices,
    code_points,
    fold_tables,
    text_of,
)
from linsang.text.pieces import put_together

FIELDS: Final = ("title", "description", "tags", "category", "brand", "condition")

# A million characters of one phrase say no more than eight of it, and somebody who lists four
# hundred species has said enough: what follows costs time and adds nothing.
_MOST_REPEATS: Final = 8
_MOST_OF_A_ROLE: Final = 400
_MOST_REMEMBERED: Final = 1 << 16


class Buffer:
    """Rows of `FIELDS`, folded and searched as one text.

    *languages* says of each row which language it is probably in.
    """

    def __init__(self, rows: Sequence[Sequence[str]], vocabulary: Vocabulary) -> None:
        # Our own marks in a seller's text are read as spaces, and quoted as they are.
        self._rows = rows
        joined = "".join(FIELD_MARK.join(map(_unmarked, row)) + ROW_MARK for row in rows)
        self._vocabulary = vocabulary
        self._codes = code_points(joined)
        guesses = vocabulary.passes.guess_languages(self._codes, len(rows))
        self.languages = [tag_of(number) for number in guesses.tolist()]
        whole, written = put_together(self._codes)
        self._folded, self._origin = vocabulary.passes.fold_plain(whole)
        # What folds away, and the later pieces of a letter, belong to what they follow.
        self._follows = fold_tables().plain[self._codes] == 0
        if written is not None:
            self._origin = written[self._origin]
            self._follows[np.setdiff1d(np.arange(len(self._codes)), written)] = True
        self._folded_text = text_of(self._folded)
        ends = np.cumsum([len(text) + 1 for row in rows for text in row], dtype=np.int64)
        self._starts = np.concatenate([[0], ends[:-1]])
        self._folded_starts = np.searchsorted(self._origin, self._starts)

    def folded_row(self, row: int) -> str:
        """The folded text of a row, its fields apart."""
        start = self._folded_starts[row * len(FIELDS)]
        after = (row + 1) * len(FIELDS)
        more = after < len(self._starts)
        stop = self._folded_starts[after] if more else len(self._folded)
        return self._folded_text[start:stop].rstrip(ROW_MARK)

    def spelt(self) -> dict[int, list[Hit]]:
        """The terms of each row that has any, as they are spelt."""
        view = self._vocabulary.plain
        return self._hits(view.find(self._folded), view, disguised=False)

    def disguised(self) -> dict[int, list[Hit]]:
        """The terms of each row that has any, found where disguise was taken off."""
        rows: dict[int, list[Hit]] = {}
        for view, found in disguised_terms(
            self._codes, self._folded, self._origin, self._vocabulary
        ):
            for row, hits in self._hits(found, view, disguised=True).items():
                rows.setdefault(row, []).extend(hits)
        return rows

    def _hits(self, found: Hits, view: Patterns, *, disguised: bool) -> dict[int, list[Hit]]:
        rows: dict[int, list[Hit]] = {}
        repeats: dict[tuple[int, int], int] = {}
        roles: dict[tuple[int, Role], int] = {}
        starts, ends = self._written(found)
        dressed = any_styled(self._codes, starts, ends) | disguised
        fields = np.searchsorted(self._starts, starts, side="right") - 1
        row_of, place_of = np.divmod(fields, len(FIELDS))
        lines = _lines(
            found.start - self._folded_starts[row_of * len(FIELDS)],
            found.end - found.start,
            found.pattern,
            starts,
            ends,
            self._starts[fields],
            row_of,
            place_of,
            dressed.astype(np.int64),
        )
        for at, length, pattern, start, end, base, row, place, hidden in lines:
            times = repeats[row, pattern] = repeats.get((row, pattern), 0) + 1
            if times > _MOST_REPEATS:
                continue
            quote, language = self._rows[row][place][start - base : end - base], self.languages[row]
            meant = self._meant(view, pattern, quote, length, language, disguised=disguised)
            for term in meant:
                count = roles[row, term.role] = roles.get((row, term.role), 0) + 1
                if count > _MOST_OF_A_ROLE:
                    continue
                rows.setdefault(row, []).append(
                    Hit(
                        term,
                        FIELDS[place],
                        start - base,
                        end - base,
                        at,
                        at + length,
                        quote,
                        bool(hidden) and term.role in ANCHORS,
                    )
                )
        return rows

    def _meant(
        self,
        view: Patterns,
        pattern: int,
        quote: str,
        length: int,
        language: str | None,
        *,
        disguised: bool,
    ) -> tuple[Term, ...]:
        """What a pattern may mean where it is written so in that language, by `term_order`.

        Remembered, since a few thousand words make nearly all hits.
        """
        key = pattern, quote, length, language, disguised
        meant = view.meant.get(key)
        if meant is None:
            if len(view.meant) >= _MOST_REMEMBERED:
                view.meant.clear()
            terms = [
                term
                for term in view.meanings(pattern, self._vocabulary)
                if (disguised or as_spelt(quote, term, language))
                and at_home(term, quote, length, language)
            ]
            terms.sort(key=lambda term: term_order(term, language))
            meant = view.meant[key] = tuple(terms)
        return meant

    def _written(self, found: Hits) -> tuple[Indices, Indices]:
        """Where in the text each of *found* was written, from and to."""
        starts, ends = self._origin[found.start], self._origin[found.end - 1] + 1
        follows = np.append(self._follows, False)
        while (longer := follows[ends]).any():
            ends = ends + longer
        return starts, ends


def term_order(term: Term, language: str | None) -> tuple[bool, bool]:
    """Which of two terms to read where both stand: the text's own language first.

    Then of a name the more doubtful reading, since other languages know better what else it
    means, and of any other term the surer one.
    """
    return term.language != language, (term.hint is Hint.ALONE) == (term.role is Role.NAME)


def _unmarked(text: str) -> str:
    return text.replace(FIELD_MARK, " ").replace(ROW_MARK, " ")


def _lines(*columns: Indices) -> zip[tuple[int, ...]]:
    """Columns as rows of plain numbers."""
    return zip(*(column.tolist() for column in columns), strict=True)
