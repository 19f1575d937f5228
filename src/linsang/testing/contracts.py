"""What every detector and every source promises, as tests to inherit.

class TestMyDetector(DetectorContract):
    @pytest.fixture
    def detector(self):
        return build()

    @pytest.fixture
    def vocabulary(self):
        return a_vocabulary([a_term("pangolin", taxa="manis-javanica")])

    @pytest.fixture
    def examples(self):
        return [a_listing("Pangolin scales"), a_listing("Brass lamp")]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from linsang.buffer import FIELDS
from linsang.detector import Detector
from linsang.model.listing import Listing, ListingId
from linsang.plugins import COLUMNS, ListingBatch, Source
from linsang.prepared import fields_of, prepare, prepare_many
from linsang.reference.vocabulary import Vocabulary
from linsang.testing.factories import a_listing, a_term, a_vocabulary

AWKWARD: Final = (
    "",
    " ",
    "\n",
    "\x00",
    "\ufeff",
    "\u200b\u200d",
    "\x1e\x1f",
    "a\x1eb\x1fc",
    "\ud800",
    "🐅",
    "\U0001f1f9\U0001f1ec",
    "e" + "\u0301" * 40,
    "?!.,;:-_",
    "0",
    "١٢٣",
    "ก่",
    "가",
    "x" * 5000,
)
"""Titles that somebody will send one day."""


class DetectorContract:
    """The promises that all detectors keep; give it a `detector` and its `examples`."""

    @pytest.fixture
    def detector(self) -> Detector:
        """The detector that is tested."""
        raise NotImplementedError("say which detector keeps this contract")

    @pytest.fixture
    def vocabulary(self) -> Vocabulary:
        """The terms that listings are searched for."""
        return a_vocabulary([a_term("pangolin", taxa="manis")])

    @pytest.fixture
    def examples(self) -> Sequence[Listing]:
        """Listings of which the first has something to find and the last has nothing."""
        raise NotImplementedError("give listings: the first with something to find")

    @pytest.fixture
    def every(self, examples: Sequence[Listing]) -> list[Listing]:
        """The examples, the awkward texts, and the examples dressed in awkward texts."""
        awkward = [a_listing(text) for text in AWKWARD]
        awkward += [a_listing("", description=text, tags=(text, "")) for text in AWKWARD]
        dressed = [
            replace(one, title=f"{text} {one.title} {text}") for one in examples for text in AWKWARD
        ]
        listings = [*examples, *awkward, *dressed]
        return [replace(one, id=ListingId(f"test:{n}")) for n, one in enumerate(listings)]

    def test_it_finds_something(
        self, detector: Detector, vocabulary: Vocabulary, examples: Sequence[Listing]
    ) -> None:
        """
        The first example has something in it, so what follows is not true of nothing.
        """
        (found,) = detector.detect([prepare(examples[0], vocabulary)])

        assert found

    def test_one_answer_for_each_listing(
        self, detector: Detector, vocabulary: Vocabulary, every: list[Listing]
    ) -> None:
        """
        Every listing gets an answer, and an empty batch gets none.
        """
        answers = detector.detect(prepare_many(every, vocabulary))

        assert len(answers) == len(every)
        assert all(isinstance(answer, tuple) for answer in answers)
        assert list(detector.detect([])) == []

    def test_the_same_answer_alone_as_in_company(
        self, detector: Detector, vocabulary: Vocabulary, every: list[Listing]
    ) -> None:
        """
        What else is in the batch changes nothing about a listing.
        """
        together = list(detector.detect(prepare_many(every, vocabulary)))
        alone = [detector.detect([prepare(one, vocabulary)])[0] for one in every]

        assert together == alone

    def test_the_same_answer_in_any_order(
        self, detector: Detector, vocabulary: Vocabulary, every: list[Listing]
    ) -> None:
        """
        Where a listing stands in the batch changes nothing, nor does asking again.
        """
        forwards = list(detector.detect(prepare_many(every, vocabulary)))
        backwards = list(detector.detect(prepare_many(every[::-1], vocabulary)))

        assert backwards[::-1] == forwards

    def test_quotes_are_there(
        self, detector: Detector, vocabulary: Vocabulary, every: list[Listing]
    ) -> None:
        """
        Every quote stands in the original, disguise and all, at the place that is given.
        """
        answers = detector.detect(prepare_many(every, vocabulary))

        for listing, findings in zip(every, answers, strict=True):
            texts = dict(zip(FIELDS, fields_of(listing), strict=True))
            for match in (match for finding in findings for match in finding.matches):
                span = match.span
                written = texts[span.field][span.start : span.end]
                assert 0 <= span.start < span.end <= len(texts[span.field])
                assert as_quoted(match.quote) == as_quoted(written)

    def test_scores_are_probabilities(
        self, detector: Detector, vocabulary: Vocabulary, every: list[Listing]
    ) -> None:
        """
        A score lies between 0 and 1.
        """
        answers = detector.detect(prepare_many(every, vocabulary))
        scores = [finding.score for findings in answers for finding in findings]

        assert all(0.0 <= score <= 1.0 for score in scores)

    def test_only_declared_kinds(
        self, detector: Detector, vocabulary: Vocabulary, every: list[Listing]
    ) -> None:
        """
        A detector signs its findings and makes no kind of finding that it did not declare.
        """
        spec = detector.spec
        answers = detector.detect(prepare_many(every, vocabulary))
        findings = [finding for findings in answers for finding in findings]

        assert spec.name
        assert spec.version
        assert {finding.kind for finding in findings} <= spec.kinds
        assert {finding.detector for finding in findings} <= {spec.name}

    def test_silence_on_what_says_nothing(
        self, detector: Detector, vocabulary: Vocabulary, examples: Sequence[Listing]
    ) -> None:
        """
        Nothing is quoted from a listing without a word in it.
        """
        (found,) = detector.detect([prepare(a_listing(""), vocabulary)])

        assert not any(finding.matches for finding in found)


class SourceContract:
    """The promises that all sources keep; give it a `source` of rows and how many there are."""

    @pytest.fixture
    def source(self) -> Source:
        """A source with at least one row; the same again each time it is asked for."""
        raise NotImplementedError("say which source keeps this contract")

    @pytest.fixture
    def rows(self) -> int:
        """How many rows the source holds, kept and rejected ones together."""
        raise NotImplementedError("say how many rows the source holds")

    def test_every_row_comes_once(self, source: Source, rows: int) -> None:
        """
        Each row comes exactly once: as a listing, or as rejected.
        """
        batches = list(source.batches())

        assert sum(len(batch) + len(batch.rejected) for batch in batches) == rows

    def test_places_follow_each_other(self, source: Source, rows: int) -> None:
        """
        A batch says where in its file it starts, and batches leave no gap.
        """
        places: dict[str, int] = {}
        for batch in source.batches():
            assert isinstance(batch, ListingBatch)
            assert batch.first_row == places.get(batch.file, 0)
            places[batch.file] = batch.first_row + len(batch) + len(batch.rejected)

    def test_rows_are_in_columns_of_text(self, source: Source, rows: int) -> None:
        """
        Every batch has the same columns, and every listing an id.
        """
        for batch in source.batches():
            assert batch.table.schema.names == list(COLUMNS)
            assert all(batch.table.column("id").to_pylist())

    def test_what_is_rejected_says_why(self, source: Source, rows: int) -> None:
        """
        A rejected row says where it came from and what is wrong with it.
        """
        for rejected in (one for batch in source.batches() for one in batch.rejected):
            assert rejected.file
            assert rejected.reason

    def test_reading_again_gives_the_same(self, source: Source, rows: int) -> None:
        """
        Reading twice gives the same rows in the same order.
        """
        assert _content(source) == _content(source)


def as_quoted(text: str) -> str:
    """*text* as evidence can carry it: half a surrogate pair is no character.

    >>> as_quoted("a\\ud800b")
    'a\\ufffdb'
    """
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _content(source: Source) -> list[Any]:
    return [(batch.table.to_pylist(), batch.rejected) for batch in source.batches()]
