"""``linsang demo``: the sample listings, screened, and three of them explained."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from linsang.commands.options import add_policy
from linsang.model.decision import Outcome
from linsang.model.exit_code import ExitCode
from linsang.samples import LANGUAGES, PROHIBITED, listings_path
from linsang.settings import Settings

if TYPE_CHECKING:
    from linsang.operations.screen import Decided, Screening
    from linsang.plugins import ListingBatch

ABOUT = """\
Screen the sample: invented listings, twenty in each of fifteen languages, most of them
innocent. Prints the outcomes by language, explains three decisions with the words marked,
and says what to try next. Needs no network and writes no file but the cache.
"""

EXAMPLES = """\
examples:
  linsang demo
  linsang demo --policy marketplace-strict
"""

EXPLAINED: Final = {
    "zh-Hans-04": "African ivory bangle, round bar, 58 mm inside; "
    "old material, clear grain, message me if interested",
    "es-03": "Genuine jaguar claws for a pendant; discreet shipping, write to me privately",
    "en-12": "",
}
"""The listings that are explained, with what those that are not in English say."""

NEXT: Final = """\
Try next:
  linsang check "Genuine tiger claw pendant, DM for price"       any text of yours, explained
  linsang check "Tiger Balm, 30 g, red"                          a false friend
  linsang screen YOUR-FILE --out results.jsonl                   JSON Lines, CSV or Parquet
  linsang intervene "tiger bone wine"                            what a search box should do
  linsang --help                                                 the rest
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_policy(parser)
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Screen the sample, print the outcomes and explain three."""
    from linsang.compose import compose

    sys.stderr.write("reading the reference data; the first time takes about half a minute\n")
    sys.stderr.flush()
    screening = compose(settings)
    seen = screened_sample(screening)
    print(
        f"{seen.rows} invented listings in {len(seen.outcomes)} languages, screened in "
        f"{seen.seconds:.1f} s under {screening.policy.label}\n"
    )
    print(_table(seen))
    print(_as_written(seen))
    print("[ ] marks words that make a case, ( ) words that speak against one.\n")
    from linsang.commands.explained import explained

    color = args.color == "always" or (args.color == "auto" and sys.stdout.isatty())
    for number, one in enumerate(EXPLAINED, 1):
        print(f"{number}. {one}, written as: {seen.about[one]}")
        if gloss := EXPLAINED[one]:
            print(f"   in English: {gloss}")
        print(explained(seen.explained[one], screening.engine, color=color))
        print()
    print(NEXT, end="")
    return ExitCode.DONE


@dataclass(slots=True)
class Seen:
    """What became of the sample."""

    rows: int = 0
    seconds: float = 0.0
    outcomes: dict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))
    about: dict[str, str] = field(default_factory=dict)
    acted_on: set[str] = field(default_factory=set)
    explained: dict[str, Decided] = field(default_factory=dict)


def screened_sample(screening: Screening) -> Seen:
    """Screen the sample a language at a time, telling how far it is.

    It is read as any file of listings is; the column `about` is carried along unread.
    """
    from linsang.batch import RunSummary
    from linsang.commands.progress import Progress
    from linsang.connectors.files import FileSource

    source = FileSource([listings_path()], carry=["about"], batch_rows=20)
    live = sys.stderr.isatty()
    shown, summary, seen = Progress(quiet=not live), RunSummary(), Seen()
    summary.total_rows = 20 * len(LANGUAGES)
    started = time.monotonic()
    for batch in source.batches():
        screened = screening.screen(batch, run="demo")
        decided = {one.row: one for one in screened.decided}
        columns = (batch.table.column("id"), batch.table.column("language"))
        assert batch.carried is not None
        written = zip(*columns, batch.carried.column("about"), strict=True)
        for row, (name, language, about) in enumerate(written):
            one = decided.get(row)
            outcome = one.decision.outcome if one else Outcome.NO_ACTION
            seen.rows += 1
            seen.outcomes[language.as_py()][outcome] += 1
            seen.about[name.as_py()] = about.as_py()
            if outcome is not Outcome.NO_ACTION:
                seen.acted_on.add(name.as_py())
            if name.as_py() in EXPLAINED:
                seen.explained[name.as_py()] = one or _looked_at(screening, batch, row)
        summary.rows, summary.seconds = seen.rows, time.monotonic() - started
        shown.update(summary)
    seen.seconds = time.monotonic() - started
    if live:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
    return seen


def _looked_at(screening: Screening, batch: ListingBatch, row: int) -> Decided:
    """A row that triage cleared, looked at all the same."""
    alone = replace(batch, table=batch.table.slice(row, 1), carried=None, rejected=())
    return screening.screen(alone, run="demo", look_at_all=True).decided[0]


def _table(seen: Seen) -> str:
    """The outcomes of each language, and of all."""
    heads = ("listings", "no action", "review", "restrict")
    lines = [f"{'language':<10}" + "".join(f"{head:>11}" for head in heads)]
    rows = [*seen.outcomes.items(), ("all", sum(seen.outcomes.values(), Counter[Outcome]()))]
    for language, counts in rows:
        numbers = (counts.total(), *(counts[outcome] for outcome in Outcome))
        lines.append(f"{language:<10}" + "".join(f"{number:>11}" for number in numbers))
    return "\n".join(lines) + "\n"


def _as_written(seen: Seen) -> str:
    """How the outcomes compare with what each listing was written as."""
    prohibited = {name for name, about in seen.about.items() if about in PROHIBITED}
    innocent = seen.about.keys() - prohibited
    missed = sorted(prohibited - seen.acted_on)
    bothered = sorted(innocent & seen.acted_on)
    return (
        f"Written as prohibited: {len(prohibited)}, and {len(prohibited) - len(missed)} of them "
        f"are sent to review or restricted{_named('not', missed)}.\n"
        f"Written as innocent: {len(innocent)}, and {len(bothered)} of them are"
        f"{_named('', bothered)}.\n"
        "A sample shows; it does not measure. benchmarks/quality.md has the figures.\n"
    )


def _named(word: str, names: list[str]) -> str:
    return f" ({' '.join([word, *names]).strip()})" if names else ""
