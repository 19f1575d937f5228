"""Of what is found undisguised, how much is still found in each disguise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from linsang.learning.rate import Rate
from linsang.learning.report_table import ReportTable
from linsang.redteam.disguises import Disguise
from linsang.redteam.ways import WAYS, Way, script_names

_NO_LANGUAGE: Final = "(none)"


@dataclass(kw_only=True)
class RecallKept:
    """What `linsang redteam` reports, gathered disguise by disguise."""

    ways: Collection[Way] = WAYS
    undisguised: Counter[bool] = field(default_factory=Counter)
    wordless: int = 0
    tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    survivors: list[Disguise] = field(default_factory=list)

    def add(self, disguise: Disguise, *, found: bool) -> None:
        """Count one disguised offer; what was not found has survived."""
        cell = disguise.way.name, disguise.offer.language or _NO_LANGUAGE
        self.tried[cell] += 1
        self.kept[cell] += found
        if not found:
            self.survivors.append(disguise)

    @property
    def languages(self) -> list[str]:
        """The languages of the offers that were disguised, in order."""
        return sorted({language for _, language in self.tried})

    @property
    def recall(self) -> Rate:
        """Of the positives, how many are found as they are."""
        return Rate(self.undisguised[True], self.undisguised.total())

    def rate(
        self, *, way: str | None = None, language: str | None = None, withheld: bool | None = None
    ) -> Rate:
        """The recall kept by one way, in one language, by the withheld ways or the others."""
        wanted = {
            one.name
            for one in self.ways
            if (way is None or one.name == way) and (withheld is None or one.withheld is withheld)
        }
        cells = [cell for cell in self.tried if cell[0] in wanted and language in (None, cell[1])]
        return Rate(sum(self.kept[cell] for cell in cells), sum(self.tried[cell] for cell in cells))

    def as_json(self) -> dict[str, Any]:
        """The report for programs; docs/redteam.md has every key."""
        return {
            "recall_undisguised": self.recall.as_json(),
            "nothing_to_disguise": self.wordless,
            "recall_kept": {
                "all": self.rate().as_json(),
                "taught": self.rate(withheld=False).as_json(),
                "withheld": self.rate(withheld=True).as_json(),
            },
            "ways": {one.name: self._way(one) for one in self.ways},
            "languages": {
                language: {
                    "taught": self.rate(language=language, withheld=False).as_json(),
                    "withheld": self.rate(language=language, withheld=True).as_json(),
                }
                for language in self.languages
            },
            "survivors": [*self.survivor_rows()],
        }

    def survivor_rows(self) -> Iterator[dict[str, Any]]:
        """Each offer that slipped through, as it was and as it was disguised."""
        for one in self.survivors:
            yield {
                "id": one.offer.id,
                "way": one.way.name,
                "withheld": one.way.withheld,
                "language": one.offer.language,
                "title": one.title,
                "description": one.description,
                "undisguised": {"title": one.offer.title, "description": one.offer.description},
            }

    def _way(self, way: Way) -> dict[str, Any]:
        return {
            "withheld": way.withheld,
            "scripts": sorted(script.name.lower() for script in way.scripts),
            "recall_kept": self.rate(way=way.name).as_json(),
            "languages": {
                language: self.rate(way=way.name, language=language).as_json()
                for language in self.languages
                if self.tried[way.name, language]
            },
        }


def tables(kept: RecallKept) -> list[ReportTable]:
    """The recall kept by way, by language, and by both."""
    taught = [one for one in kept.ways if not one.withheld]
    withheld = [one for one in kept.ways if one.withheld]
    both = (("ways that training may use", taught), ("ways withheld from training", withheld))
    return [
        *(_ways_table(title, ways, kept) for title, ways in both if ways),
        ReportTable(
            title="by language",
            head=("", "training may use", "withheld"),
            rows=[
                (
                    language,
                    str(kept.rate(language=language, withheld=False)),
                    str(kept.rate(language=language, withheld=True)),
                )
                for language in kept.languages
            ],
        ),
        ReportTable(
            title="kept of tried, by way and language",
            head=("", *kept.languages),
            rows=[
                (one.name, *(_cell(kept, one.name, language) for language in kept.languages))
                for one in kept.ways
            ],
        ),
    ]


def _ways_table(title: str, ways: Collection[Way], kept: RecallKept) -> ReportTable:
    rows = [(one.name, script_names(one.scripts), str(kept.rate(way=one.name))) for one in ways]
    whole = str(kept.rate(withheld=next(iter(ways)).withheld))
    return ReportTable(
        title=title,
        head=("", "scripts", "recall kept"),
        rows=[*rows, ("all", "", whole)],
        left_columns=2,
    )


def _cell(kept: RecallKept, way: str, language: str) -> str:
    tried = kept.tried[way, language]
    return f"{kept.kept[way, language]}/{tried}" if tried else "·"
