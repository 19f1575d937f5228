"""What was judged before, from the result files or the ledger that a command names."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linsang import __version__
from linsang.operations.recorded import Recorded, Versions, recorded_entry
from linsang.operations.recorded_results import RESULT_ENDINGS, recorded_results
from linsang.policy.rules import Policy
from linsang.settings import Settings, SettingsError
from linsang.store.record import Stratum


@dataclass(frozen=True, slots=True)
class Judgements:
    """Judgements once, and, where they are but a sample of what went free, how much that was."""

    judgements: Iterator[Recorded]
    free: tuple[Stratum, ...] | None = None


@contextlib.contextmanager
def judgements(sources: Sequence[str], seller_column: str | None) -> Iterator[Judgements]:
    """Open *sources*: result files, folders and globs of them, or one ledger."""
    ledgers = [one for one in sources if not _holds_results(one)]
    if not ledgers:
        yield Judgements(recorded_results(sources, seller_column=seller_column))
        return
    if len(sources) > 1:
        raise SettingsError(
            f"{ledgers[0]}: a ledger is read alone; name result files or one ledger"
        )
    from linsang.store.record import Question, Wanted
    from linsang.store.sql_ledger import SqlLedger

    with SqlLedger.open(ledgers[0]) as ledger:
        entries = map(recorded_entry, ledger.entries(Wanted(standing=True)))
        yield Judgements(entries, tuple(ledger.strata(Question.PROHIBITED)))


def versions_now(settings: Settings, policy: Policy) -> Versions:
    """By what a listing would be judged now, under *policy*."""
    from linsang.compose import engine
    from linsang.scores import model_version

    return Versions(
        engine=__version__,
        reference=engine(settings).reference_version,
        policy=policy.label,
        model=model_version(),
    )


def _holds_results(source: str) -> bool:
    if "://" in source:
        return False
    names = source.lower().removesuffix(".gz").removesuffix(".zst")
    return Path(source).is_dir() or any(names.endswith(one) for one in RESULT_ENDINGS)
