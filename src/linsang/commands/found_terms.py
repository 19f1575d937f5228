"""The terms that a text holds: whose they are, what they mean, and which of them count."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linsang.plugins import ListingBatch
from linsang.prepared import prepare
from linsang.reference.lexicon import Role, Term, read_private
from linsang.reference.vocabulary import Vocabulary
from linsang.text.normalise import code_points, fold_plain, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTerm:
    """A term in a text; *counts* is False where a longer term or a false friend covers it."""

    term: Term
    quote: str
    private: bool
    counts: bool = True
    disguised: bool = False

    def as_json(self) -> dict[str, Any]:
        """Everything, as plain values."""
        term = self.term
        return {
            "quote": self.quote,
            "layer": self._layer,
            "language": term.language,
            "term": term.text,
            "role": term.role.value,
            "sense": term.sense,
            "taxa": list(term.taxa),
            "trade_term": term.trade_term,
            "hint": term.hint.value,
            "source": term.source,
            "disguised": self.disguised,
            "counts": self.counts,
        }

    @property
    def _layer(self) -> str:
        return "private" if self.private else "shipped"

    def __str__(self) -> str:
        term = self.term
        about = [term.role.value + (f" {term.sense}" if term.sense else ""), term.hint.value]
        about += [", ".join(term.taxa)] if term.taxa else []
        about += [str(term.trade_term)] if term.trade_term else []
        about += [f"source: {term.source}"] if term.source else []
        about += ["disguised"] if self.disguised else []
        about += [] if self.counts else ["covered: it does not count here"]
        return f"{self._layer}  {term.language:7}  “{self.quote}”  {'; '.join(about)}"


def found_terms(text: str, vocabulary: Vocabulary, private: Path | None = None) -> list[FoundTerm]:
    """Every term in *text*, in reading order: first those that count, then those covered."""
    own = {_key(term) for term in read_private(private)} if private else set()
    listing = ListingBatch.of({"id": ["text"], "title": [text]}).listing(0)
    counted = [
        FoundTerm(
            term=hit.term, quote=hit.quote, private=_key(hit.term) in own, disguised=hit.disguised
        )
        for hit in prepare(listing, vocabulary).hits
    ]
    known = {one.term for one in counted}
    folded, _ = fold_plain(code_points(text))
    view = vocabulary.plain
    hits = view.find(folded)
    covered: dict[Term, FoundTerm] = {}
    for start, end, pattern in zip(
        hits.start.tolist(), hits.end.tolist(), hits.pattern.tolist(), strict=True
    ):
        for number in view.terms[pattern]:
            term = vocabulary.term(number)
            if term not in known:
                covered.setdefault(
                    term,
                    FoundTerm(
                        term=term,
                        quote=text_of(folded[start:end]),
                        private=_key(term) in own,
                        counts=term.role is Role.MASK,
                    ),
                )
    return [*counted, *covered.values()]


def _key(term: Term) -> tuple[object, ...]:
    # Without the taxa: the file may name one by a synonym, which the vocabulary resolves.
    return term.language, term.text, term.role, term.sense, term.trade_term, term.hint, term.source
