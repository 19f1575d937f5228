"""The kinds of specimen that CITES counts, by their three-letter codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from linsang.model.taxon import TradeTerm
from linsang.reference.rows import DATA, Problem, raise_if, read_rows

COLUMNS = ("code", "name", "explanation", "status", "replaced_by", "source", "certainty")
_STATUSES = ("current", "legacy")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One code: its name, what it stands for, and what took its place."""

    code: TradeTerm
    name: str
    explanation: str
    current: bool
    replaced_by: tuple[TradeTerm, ...]  # a choice where there are several
    source: str
    certainty: str


class TradeTerms:
    """The code table of the CITES annual-report guidelines, legacy codes included.

    >>> terms = TradeTerms.load()
    >>> terms.get("TUS").name, "TUS" in terms, "XYZ" in terms
    ('tusk', True, False)
    """

    def __init__(self, rows: Iterable[TermRow]) -> None:
        self._rows = {row.code: row for row in rows}

    @classmethod
    def load(cls, path: Path = DATA / "trade_terms.csv") -> TradeTerms:
        """Read the table; a bad row stops it, with file and line."""
        problems: list[Problem] = []
        rows: dict[TradeTerm, TermRow] = {}
        for row in read_rows(path, COLUMNS, problems):
            code = TradeTerm(row["code"])
            if not (len(code) == 3 and code.isascii() and code.isupper()):
                problems.append(row.problem(f"code '{code}'", "three capital letters"))
            if row["status"] not in _STATUSES:
                problems.append(row.problem(f"status '{row['status']}'", " or ".join(_STATUSES)))
            if code in rows:
                problems.append(row.problem(f"code '{code}' again", "each code once"))
            rows[code] = TermRow(
                code=code,
                name=row["name"],
                explanation=row["explanation"],
                current=row["status"] == "current",
                replaced_by=tuple(TradeTerm(c) for c in row["replaced_by"].split("/") if c),
                source=row["source"],
                certainty=row["certainty"],
            )
        raise_if(problems)
        return cls(rows.values())

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def __iter__(self) -> Iterator[TermRow]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, code: str) -> TermRow:
        """Find a code, or say which ones there are."""
        if (row := self._rows.get(TradeTerm(code))) is not None:
            return row
        allowed = ", ".join(sorted(row.code for row in self if row.current))
        raise LookupError(f"'{code}' is not a trade term; allowed: {allowed}")
