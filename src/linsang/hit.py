"""A term found in a listing."""

from __future__ import annotations

import msgspec

from linsang.model.finding import Match, Span
from linsang.reference.lexicon import Term


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A term found in a listing: what it is, what was written, and where.

    *start* and *end* are places in the original field. *at* and *until* are places in the
    folded row, where distances between words are measured. *disguised* says that the words
    were found in the skeleton view only.

    A listing has dozens, most of them soon dropped, so they are made as cheaply as can be.
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
