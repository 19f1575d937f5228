"""Earlier results brought up to date: what cannot have changed stays, and the rest says why not."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

import linsang
from linsang.model.decision import Decision
from linsang.operations.recorded import Versions
from linsang.operations.recorded_results import recorded_row
from linsang.operations.rescreen import Rescreen, Rescreener
from linsang.operations.result_rows import RESULT_SCHEMA, described, result_rows
from linsang.operations.screen import Decided, Screening
from linsang.plugins import ListingBatch
from linsang.policy.decide import decide
from linsang.policy.rules import Policy
from linsang.scores import model_version

_VERSIONS: Final = ("engine_version", "reference_version", "policy_version", "model_version")
SORTED_BY: Final = (*_VERSIONS, "findings", "failed")
"""The columns by which it is known what is to be done with a row."""
_AGAIN: Final = re.compile(r"-r[0-9a-f]{8}$")


@dataclass(frozen=True, slots=True)
class SortedRows:
    """The places of a batch's rows, by what is to be done with them, and why they are read."""

    to_decide: NDArray[np.int64]
    to_read: NDArray[np.int64]
    reasons: Counter[Rescreen]


@dataclass(slots=True)
class Renewal:
    """What came of earlier results, in counts: *changed* has another outcome or other rules."""

    rows: int = 0
    decided: int = 0
    read: int = 0
    changed: int = 0
    reasons: Counter[Rescreen] = field(default_factory=Counter)

    @property
    def kept(self) -> int:
        """Rows that nothing was done with."""
        return self.rows - self.decided - self.read

    def count(self, rows: int, found: SortedRows) -> None:
        """Take in one batch."""
        self.rows += rows
        self.decided += len(found.to_decide)
        self.read += len(found.to_read)
        self.reasons.update(found.reasons)


class Renewing:
    """Everything that it takes to bring results up to date.

    *old_policy* finds the policy of a label, as `Rescreener` has it.
    """

    def __init__(self, screening: Screening, old_policy: Callable[[str], Policy | None]) -> None:
        self.screening = screening
        self.versions = Versions(
            engine=linsang.__version__,
            reference=screening.engine.reference_version,
            policy=screening.policy.label,
            model=model_version(),
        )
        self._rescreener = Rescreener(self.versions, screening.policy, old_policy)

    def sort(self, rows: pa.RecordBatch) -> SortedRows:
        """Say of each row whether it stays, is decided again from what was found, or is read.

        *rows* need the columns `SORTED_BY` and no others.
        """
        named = pc.binary_join_element_wise(*(rows.column(name) for name in _VERSIONS), "\x1f")
        kinds = named.dictionary_encode()
        looked = _is_full(rows.column("findings")) | _is_full(rows.column("failed"))
        read = np.zeros(rows.num_rows, dtype=bool)
        reasons: Counter[Rescreen] = Counter()
        places = kinds.indices.to_numpy()
        for number, versions in enumerate(kinds.dictionary.to_pylist()):
            engine, reference, policy, model = versions.split("\x1f")
            then = Versions(engine=engine, reference=reference, policy=policy, model=model)
            for looked_at in (False, True):
                reason = self._rescreener.reason_to_read(then, looked_at=looked_at)
                if reason is not None:
                    of_these = (places == number) & (looked == looked_at)
                    reasons[reason] += int(of_these.sum())
                    read |= of_these
        return SortedRows(
            to_decide=np.flatnonzero(looked & ~read),
            to_read=np.flatnonzero(read),
            reasons=+reasons,
        )

    def renew(
        self,
        rows: pa.RecordBatch,
        found: SortedRows,
        listings: ListingBatch | None,
        *,
        file: str,
        run: str,
        told: Renewal,
    ) -> pa.RecordBatch:
        """The rows as they are today; *listings* are theirs, row for row, where any is read.

        A row keeps its decision, with its id, unless it is read again or comes out otherwise.
        """
        told.count(rows.num_rows, found)
        order = np.arange(rows.num_rows)
        parts, more = [pa.Table.from_batches([rows])], rows.num_rows
        if decided := self._decided(rows, found.to_decide, file, told):
            parts.append(pa.Table.from_pylist([row for _, row in decided], rows.schema))
            order[[at for at, _ in decided]] = np.arange(more, more + len(decided))
            more += len(decided)
        if len(found.to_read):
            assert listings is not None
            fresh = self._read(rows, found.to_read, listings, run, told)
            parts.append(pa.Table.from_batches([fresh]))
            order[found.to_read] = np.arange(more, more + fresh.num_rows)
        if len(parts) == 1:
            return rows
        whole = pa.concat_tables(parts).take(pa.array(order)).combine_chunks()
        return whole.to_batches()[0]

    def _decided(
        self, rows: pa.RecordBatch, places: NDArray[np.int64], file: str, told: Renewal
    ) -> list[tuple[int, dict[str, Any]]]:
        """The rows, with their places, that the policy of today decides otherwise."""
        new = []
        taken: Sequence[dict[str, Any]] = rows.take(pa.array(places)).to_pylist()
        for place, row in zip(places.tolist(), taken, strict=True):
            then = recorded_row(row, file, f"row {place + 1:,} of a batch")
            if then.assessment is None:
                continue
            screening, now = self.screening, self.screening.clock()
            decision = decide(
                then.assessment,
                screening.policy,
                screening.engine.appendices,
                screening.engine.taxonomy,
                decision_id=then.decision_id,
                now=now,
                jurisdictions=screening.jurisdictions,
            )
            otherwise = (decision.outcome, set(decision.rules)) != (then.outcome, set(then.rules))
            told.changed += otherwise
            if otherwise or row["policy_version"] != screening.policy.label:
                one = Decided(0, None, then.assessment, decision)  # type: ignore[arg-type]  # nobody asks for its listing
                new.append((place, row | self._differing(one, decision, row)))
        return new

    def _differing(self, one: Decided, decision: Decision, row: dict[str, Any]) -> dict[str, Any]:
        """What a decision changes in a row: what was found stays, with the versions that found it."""
        said = described(one, self.screening.engine.taxonomy)
        names = ("outcome", "taxa", "appendices", "trade_terms", "rules")
        policy = self.screening.policy
        before = _AGAIN.sub("", row["decision_id"])
        made = f"{before} {policy.label} {policy.text_digest} {decision.valid_on}"
        return {name: said[name] for name in names} | {
            "policy_version": policy.label,
            "decision_id": f"{before}-r{hashlib.sha256(made.encode()).hexdigest()[:8]}",
        }

    def _read(
        self,
        rows: pa.RecordBatch,
        places: NDArray[np.int64],
        listings: ListingBatch,
        run: str,
        told: Renewal,
    ) -> pa.RecordBatch:
        taken = pa.array(places)
        before = rows.take(taken)
        batch = dataclasses.replace(
            listings, table=listings.table.take(taken), carried=None, rejected=(), first_row=0
        )
        screening = self.screening
        screened = screening.screen(batch, run=run)
        fresh = result_rows(
            screened,
            reference_version=screening.engine.reference_version,
            policy_version=screening.policy.label,
            taxonomy=screening.engine.taxonomy,
        )
        told.changed += sum(
            (a["outcome"], a["rules"]) != (b["outcome"], b["rules"])
            for a, b in zip(
                before.select(["outcome", "rules"]).to_pylist(),
                fresh.select(["outcome", "rules"]).to_pylist(),
                strict=True,
            )
        )
        carried = [name for name in rows.schema.names if name not in RESULT_SCHEMA.names]
        return pa.RecordBatch.from_arrays(
            [*fresh.columns, *(before.column(name) for name in carried)],
            schema=pa.schema([*fresh.schema, *(rows.schema.field(name) for name in carried)]),
        ).select(rows.schema.names)


def _is_full(lists: pa.Array) -> NDArray[np.bool_]:
    full: NDArray[np.bool_] = pc.fill_null(
        pc.greater(pc.list_value_length(lists), 0), False
    ).to_numpy(zero_copy_only=False)
    return full
