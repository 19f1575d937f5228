"""What every ledger promises, as tests to inherit.

class TestMyLedger(LedgerContract):
    @pytest.fixture
    def ledger(self):
        with MyLedger() as ledger:
            yield ledger
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linsang.model.decision import DecisionId, FiredRule, NearMiss, Outcome
from linsang.model.listing import ListingId
from linsang.model.taxon import Appendix
from linsang.store.ledger import Ledger
from linsang.store.problems import LedgerConflictError
from linsang.store.record import Dimension, Label, Period, Question, Wanted
from linsang.testing.factories import NOON
from linsang.testing.records import a_record, a_shard

_TOMORROW = NOON + timedelta(days=1)
_runs = count(1)


def _label(id: str, answer: bool, about: Question = Question.PROHIBITED) -> Label:  # noqa: A002  # as the decision calls it
    return Label(decision_id=DecisionId(id), answer=answer, about=about, labelled_by="mod:17")


def _ids(ledger: Ledger, wanted: Wanted | None = None) -> list[str]:
    return [one.decision.id for one in ledger.entries(wanted or Wanted())]


class LedgerContract:
    """The promises that all ledgers keep; give it an empty `ledger`."""

    @pytest.fixture
    def ledger(self) -> Iterator[Ledger]:
        """An empty ledger."""
        raise NotImplementedError("say which ledger keeps this contract")

    def test_what_was_recorded_is_read_back(self, ledger: Ledger) -> None:
        """
        A decision comes back whole: rules, near misses, the seller's words and what was found.
        """
        told = a_record(title="TIGER 虎牙 \U0001f405 a\u0301 'quoted' \\ %s :x \ufffd")
        decision = replace(
            told.decision,
            fired=(
                FiredRule(
                    rule="split",
                    outcome=Outcome.RESTRICT,
                    readings=frozenset({Appendix.I, Appendix.II, None}),
                ),
            ),
            near_misses=(NearMiss(rule="other", missing="offer(0.41<0.70)"),),
        )
        record = replace(told, decision=decision)
        shard = a_shard([record], clear=3)

        assert ledger.record_many([record], shard=shard)
        entry = ledger.find(DecisionId("d-1"))
        assert entry is not None
        assert entry.record == record
        assert (entry.shard, entry.superseded_by, entry.labels) == (shard.key, None, {})
        assert entry.recorded_at.tzinfo is not None
        assert entry.model_version == shard.model_version
        assert ledger.find(DecisionId("d-2")) is None

    def test_a_shard_is_recorded_once(self, ledger: Ledger) -> None:
        """
        The same batch again, after a crash and a day later, changes nothing.
        """
        record = a_record()
        again = replace(record, decision=replace(record.decision, decided_at=_TOMORROW))
        shard = a_shard([record], clear=9)

        assert ledger.record_many([record], shard=shard)
        assert not ledger.record_many([record], shard=shard)
        assert not ledger.record_many([again], shard=replace(shard, decided_at=_TOMORROW))
        assert _ids(ledger) == ["d-1"]
        assert ledger.tally(Dimension.DAY) == {
            "2026-11-01": Counter({Outcome.NO_ACTION: 9, Outcome.RESTRICT: 1})
        }
        assert ledger.recorded_shards("run-1") == {"shard-1"}
        assert ledger.recorded_shards("run-2") == set()

    def test_a_shard_that_came_out_otherwise_is_refused(self, ledger: Ledger) -> None:
        """
        What is recorded under a key stays; another outcome under it is told, not written.
        """
        ledger.record_many([a_record()], shard=a_shard([a_record()]))
        other = a_record("review")

        with pytest.raises(LedgerConflictError):
            ledger.record_many([other], shard=a_shard([other]))
        with pytest.raises(LedgerConflictError):
            ledger.record_many([a_record()], shard=a_shard([a_record()], clear=1))
        assert [one.decision.outcome for one in ledger.entries()] == [Outcome.RESTRICT]

    def test_a_shard_is_whole_or_not_there(self, ledger: Ledger) -> None:
        """
        Where one decision of a shard cannot be recorded, none is, and nothing is counted.
        """
        ledger.record_many([a_record()], shard=a_shard([a_record()]))
        both = [a_record(id="d-2", listing="test:2"), a_record(id="d-1", listing="test:3")]

        with pytest.raises(LedgerConflictError):
            ledger.record_many(both, shard=a_shard(both, key="shard-2"))
        assert _ids(ledger) == ["d-1"]
        assert ledger.tally(Dimension.POLICY) == {"test@1": Counter({Outcome.RESTRICT: 1})}
        assert ledger.recorded_shards("run-1") == {"shard-1"}

    @pytest.mark.parametrize(
        ("records", "shard"),
        [
            pytest.param([a_record()], a_shard(), id="more-than-counted"),
            pytest.param([], a_shard([a_record()]), id="counted-and-not-kept"),
            pytest.param([a_record(), a_record()], a_shard([a_record()] * 2), id="one-id-twice"),
            pytest.param([a_record()], a_shard([a_record()], audit_rate=0.5), id="two-audit-rates"),
        ],
    )
    def test_records_belong_to_their_shard(self, ledger: Ledger, records, shard) -> None:  # type: ignore[no-untyped-def]  # a test's rows
        """
        Counts and records that contradict each other are refused.
        """
        with pytest.raises(ValueError):
            ledger.record_many(records, shard=shard)
        assert list(ledger.events()) == []

    def test_a_new_decision_supersedes_the_old_one(self, ledger: Ledger) -> None:
        """
        A listing that is judged again has a new decision that names the old one; both stay.
        """
        first, second = a_record(), a_record("review", id="d-2")
        ledger.record_many([first], shard=a_shard([first]))
        ledger.record_many([second], shard=a_shard([second], key="shard-2", run="run-2"))

        old, new = ledger.history(ListingId("test:1"))
        assert (old.decision.outcome, new.decision.outcome) == (Outcome.RESTRICT, Outcome.REVIEW)
        assert (old.decision.supersedes, new.decision.supersedes) == (None, "d-1")
        assert (old.superseded_by, new.superseded_by) == ("d-2", None)
        assert _ids(ledger, Wanted(standing=True)) == ["d-2"]
        assert ledger.history(ListingId("test:2")) == []

    def test_what_was_cleared_ends_a_decision(self, ledger: Ledger) -> None:
        """
        A listing that was stopped once and is clear now does not stay stopped.
        """
        first = a_record()
        ledger.record_many([first], shard=a_shard([first]))
        later = a_shard(key="shard-2", run="run-2", cleared={"test:1": "e-1", "test:2": "e-2"})

        assert ledger.record_many([], shard=later)
        assert not ledger.record_many([], shard=later)
        old, new = ledger.history(ListingId("test:1"))
        assert old.superseded_by == new.decision.id == "e-1"
        assert new.decision.outcome is Outcome.NO_ACTION
        assert not new.record.in_audit_sample
        assert ledger.history(ListingId("test:2")) == []
        assert ledger.strata(Question.PROHIBITED)[0].kept == 0
        assert _ids(ledger, Wanted(unlabelled=Question.PROHIBITED)) == ["d-1"]

    def test_a_listing_twice_in_a_run_stays_stopped(self, ledger: Ledger) -> None:
        """
        Where one run has a listing several times, a row that was stopped counts.
        """
        both = [a_record(), a_record("review", id="d-2")]
        ledger.record_many(both, shard=a_shard(both, cleared={"test:1": "d-3"}))
        ledger.record_many([], shard=a_shard(key="shard-2", cleared={"test:1": "d-4"}))

        assert [one.superseded_by for one in ledger.history(ListingId("test:1"))] == ["d-2", None]

    def test_counts_are_exact(self, ledger: Ledger) -> None:
        """
        Every listing is counted by day, language, platform and policy; every decision by taxon
        and rule, once for each.
        """
        records = [
            a_record(rules={"ivory": None, "appendix-i": "loxodonta-africana"}),
            a_record("review", id="d-2", listing="test:2", language="vi", rules={"ivory": None}),
        ]
        ledger.record_many(records, shard=a_shard(records, clear=98))
        ledger.record_many(
            [], shard=a_shard(key="shard-2", clear=50, decided_at=_TOMORROW, platform="other")
        )
        clear, review, restrict = Outcome

        assert ledger.tally(Dimension.DAY) == {
            "2026-11-01": Counter({clear: 98, review: 1, restrict: 1}),
            "2026-11-02": Counter({clear: 50}),
        }
        assert ledger.tally(Dimension.LANGUAGE) == {
            "en": Counter({clear: 148, restrict: 1}),
            "vi": Counter({review: 1}),
        }
        assert list(ledger.tally(Dimension.PLATFORM)) == ["other", "test"]
        assert ledger.tally(Dimension.RULE) == {
            "appendix-i": Counter({restrict: 1}),
            "ivory": Counter({restrict: 1, review: 1}),
        }
        assert ledger.tally(Dimension.TAXON) == {
            "": Counter({restrict: 1, review: 1}),
            "loxodonta-africana": Counter({restrict: 1}),
        }
        only = Period(since=_TOMORROW.date(), until=_TOMORROW.date())
        assert ledger.tally(Dimension.POLICY, only) == {"test@1": Counter({clear: 50})}
        assert ledger.tally(Dimension.RULE, only) == {}

    def test_labels_are_given_and_corrected(self, ledger: Ledger) -> None:
        """
        The last answer counts, the same answer again is no news, a wrong id labels nothing.
        """
        records = [a_record(), a_record(id="d-2", listing="test:2")]
        ledger.record_many(records, shard=a_shard(records))

        assert ledger.label([_label("d-1", True), _label("d-2", True)]) == 2
        assert ledger.label([_label("d-1", True), _label("d-2", False)]) == 1
        assert ledger.label([_label("d-1", False, Question.WILDLIFE)]) == 1
        with pytest.raises(LedgerConflictError):
            ledger.label([_label("d-1", False), _label("d-9", False)])
        assert [dict(one.labels) for one in ledger.entries()] == [
            {Question.PROHIBITED: True, Question.WILDLIFE: False},
            {Question.PROHIBITED: False},
        ]
        assert _ids(ledger, Wanted(unlabelled=Question.WILDLIFE)) == ["d-2"]

    def test_strata_weigh_labels_by_exact_counts(self, ledger: Ledger) -> None:
        """
        For each outcome and audit rate: all listings, those kept, those labelled, the yeses.
        """
        records = [
            a_record(),
            a_record(id="d-2", listing="test:2"),
            *(
                a_record("no_action", id=f"a-{n}", listing=f"test:a{n}", in_audit_sample=True)
                for n in range(3)
            ),
        ]
        ledger.record_many(records, shard=a_shard(records, clear=297))
        ledger.label([_label("d-1", True), _label("a-0", False), _label("a-1", True)])
        ledger.label([_label("a-1", False)])

        clear, restrict = ledger.strata(Question.PROHIBITED)
        assert (clear.outcome, clear.audit_rate, clear.listings) == (Outcome.NO_ACTION, 0.01, 300)
        assert (clear.kept, clear.labelled, clear.positive) == (3, 2, 0)
        assert (restrict.listings, restrict.kept) == (2, 2)
        assert (restrict.labelled, restrict.positive) == (1, 1)
        assert [one.labelled for one in ledger.strata(Question.WILDLIFE)] == [0, 0]
        assert ledger.strata(Question.PROHIBITED, Period(since=_TOMORROW.date())) == []

    def test_entries_are_read_as_asked(self, ledger: Ledger) -> None:
        """
        Entries come in the order of recording or the other way round, filtered, as many as asked.
        """
        records = [
            a_record(id=f"d-{n}", listing=f"test:{n}", outcome=outcome, in_audit_sample=sampled)
            for n, (outcome, sampled) in enumerate(
                [("restrict", False), ("no_action", True), ("review", False)] * 2
            )
        ]
        ledger.record_many(records, shard=a_shard(records))

        assert _ids(ledger) == [f"d-{n}" for n in range(6)]
        newest = ledger.entries(newest_first=True, limit=2)
        assert [one.decision.id for one in newest] == ["d-5", "d-4"]
        assert _ids(ledger, Wanted(outcome=Outcome.REVIEW)) == ["d-2", "d-5"]
        assert _ids(ledger, Wanted(audit_sample=True)) == ["d-1", "d-4"]
        assert _ids(ledger, Wanted(period=Period(until=NOON.date() - timedelta(days=1)))) == []
        assert list(ledger.entries(limit=0)) == []

    def test_what_happened_is_sealed(self, ledger: Ledger) -> None:
        """
        Each recording and each label is an event, sealed with the one before; no words in it.
        """
        record = a_record(title="Call Mrs Example")
        ledger.record_many([record], shard=a_shard([record]))
        ledger.record_many([record], shard=a_shard([record]))
        ledger.label([_label("d-1", True)])

        events = list(ledger.events())
        assert [(one.number, one.kind, one.subject) for one in events] == [
            (1, "shard_recorded", "shard-1"),
            (2, "label_given", "d-1"),
        ]
        assert len({one.seal for one in events}) == 2
        assert not any("Example" in repr(one) for one in events)
        assert ledger.verify() == []

    # The ledger is shared by the examples, each a run of its own; the executors differ since
    # every ledger inherits this test.
    @settings(
        max_examples=20,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
        ],
    )
    @given(deliveries=st.lists(st.integers(0, 4), max_size=12), clear=st.integers(0, 99))
    def test_however_often_shards_come_they_count_once(
        self, ledger: Ledger, deliveries: list[int], clear: int
    ) -> None:
        """
        Shards that come in any order, some again, come to one decision and one count a row.
        """
        run = f"run-{next(_runs)}"
        for place in deliveries:
            listing = f"{run}:{place}"
            record = a_record(id=f"{listing}-d", listing=listing, platform=run)
            shard = a_shard([record], key=listing, run=run, clear=clear, platform=run)
            ledger.record_many([record], shard=shard)

        came = set(deliveries)
        assert ledger.recorded_shards(run) == {f"{run}:{place}" for place in came}
        counted = ledger.tally(Dimension.PLATFORM).get(run, Counter())
        assert counted[Outcome.RESTRICT] == len(came)
        assert counted[Outcome.NO_ACTION] == len(came) * clear
        assert all(len(ledger.history(ListingId(f"{run}:{place}"))) == 1 for place in came)
