"""Is the reference data sound: every code, name and date, with file and line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from linsang.model.taxon import TaxonId
from linsang.reference.appendices import COLUMNS as ENTRY_COLUMNS
from linsang.reference.appendices import parse_entry
from linsang.reference.lexicon import COLUMNS as TERM_COLUMNS
from linsang.reference.lexicon import Hint, Role
from linsang.reference.rows import DATA, Problem, ReferenceDataError, Row, read_rows
from linsang.reference.taxonomy import COLUMNS as TAXON_COLUMNS
from linsang.reference.taxonomy import Taxonomy, parse_taxon, slug, tree_problems
from linsang.reference.trade_terms import TradeTerms

NAME_COLUMNS = ("name", "taxon", "ambiguous", "source", "note")
SENSES: dict[Role, tuple[str, ...]] = {
    Role.OFFER: ("sale", "price", "trade", "swap", "give", "delivery", "stock", "auction"),
    Role.CLAIM: (
        "cites_permit", "captive_bred", "antique", "pre_convention", "propagated",
        "licence", "ringed_or_chipped", "moulted", "waste",
    ),
    Role.DISCLAIMER: ("imitation", "vegetable", "print", "colour", "toy", "picture"),
    Role.MASK: (
        "brand", "colour", "food", "idiom", "place", "object", "media", "software",
        "sport", "vehicle", "name", "plant", "print",
    ),
    Role.NOT_TRADE: (
        "news", "rescue", "donation", "museum", "education", "tourism", "law",
        "media", "wanted", "lost", "medical", "service", "medical/service",
    ),
    Role.GEAR: ("trap", "net", "snare", "lime", "lure", "poison", "weapon", "fighting", "cage", "ill_treatment"),
}  # fmt: skip
"""The senses a role may have; a role that is not here has none."""

_NEEDS_MEANING = (Role.CODE,)
_ROLES = {role.value: role for role in Role if role is not Role.NAME}
_HINTS = tuple(hint.value for hint in Hint)


def check(directory: Path = DATA) -> list[Problem]:
    """Look at every file of a reference folder and list what is wrong, in reading order.

    A file that cannot be read at all is one problem; the others are looked at
    all the same. Names and lexicon rows may use a synonym's slug.

    >>> check(DATA / "no such folder")[0].found
    'no such file'
    """
    problems: list[Problem] = []
    taxonomy = _check_taxa(directory / "taxa.csv", problems)
    terms = _check_trade_terms(directory / "trade_terms.csv", problems)
    if (directory / "appendices.csv").exists():
        _check_entries(directory / "appendices.csv", taxonomy, terms, problems)
    for path in sorted((directory / "names").glob("*.csv")):
        _check_names(path, taxonomy, problems)
    for path in sorted((directory / "lexicon").glob("*.csv")):
        _check_lexicon(path, taxonomy, terms, problems)
    return problems


def _check_taxa(path: Path, problems: list[Problem]) -> Taxonomy:
    found = {}
    rows: dict[TaxonId, Row] = {}
    for row in read_rows(path, TAXON_COLUMNS, problems):
        taxon = parse_taxon(row, problems)
        if taxon is None:
            continue
        if taxon.taxon in rows:
            problems.append(_again(row, f"taxon '{taxon.taxon}'", rows[taxon.taxon].line))
            continue
        if not taxon.source:
            problems.append(row.problem("no source", "where the row comes from"))
        found[taxon.taxon] = taxon
        rows[taxon.taxon] = row
    owners: dict[TaxonId, TaxonId] = {}
    for taxon in found.values():
        for synonym in taxon.synonyms:
            key = slug(synonym)
            owner = key if key in found else owners.setdefault(key, taxon.taxon)
            if owner != taxon.taxon:
                problems.append(
                    rows[taxon.taxon].problem(
                        f"synonym '{synonym}' also leads to {owner}", "a synonym of one taxon"
                    )
                )
    broken = tree_problems(found, rows)
    problems.extend(broken)
    return Taxonomy(() if broken else found.values())


def _check_trade_terms(path: Path, problems: list[Problem]) -> TradeTerms:
    try:
        return TradeTerms.load(path if path.exists() else DATA / "trade_terms.csv")
    except ReferenceDataError as error:
        problems.extend(error.problems)
        return TradeTerms(())


def _check_entries(
    path: Path, taxonomy: Taxonomy, terms: TradeTerms, problems: list[Problem]
) -> None:
    seen: dict[tuple[str, ...], int] = {}
    key_columns = ("taxon", "appendix", "in_force", "until", "populations", "trade_terms")
    for row in read_rows(path, ENTRY_COLUMNS, problems):
        parse_entry(row, taxonomy, terms, problems)
        for column in ("certainty", "date_basis"):
            if not row[column]:
                problems.append(row.problem(f"no {column}", "how well it is known"))
        _note_again(tuple(row[column] for column in key_columns), "entry", row, seen, problems)


def _check_names(path: Path, taxonomy: Taxonomy, problems: list[Problem]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in read_rows(path, NAME_COLUMNS, problems, name=f"names/{path.name}"):
        if not row["name"].strip():
            problems.append(row.problem("no name", "what people call the taxon"))
        problems.extend(_unknown_taxa(row, (row["taxon"],), taxonomy))
        if row["ambiguous"] not in ("", "0", "1"):
            problems.append(row.problem(f"ambiguous '{row['ambiguous']}'", "0 or 1"))
        _note_again((row["name"].casefold(), row["taxon"]), "name", row, seen, problems)


def _check_lexicon(
    path: Path, taxonomy: Taxonomy, terms: TradeTerms, problems: list[Problem]
) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in read_rows(path, TERM_COLUMNS, problems, name=f"lexicon/{path.name}"):
        if not row["term"].strip():
            problems.append(row.problem("no term", "the words to find"))
        if row["role"] not in _ROLES:
            problems.append(row.problem(f"role '{row['role']}'", ", ".join(sorted(_ROLES))))
            continue
        role = _ROLES[row["role"]]
        allowed = SENSES.get(role, ())
        if allowed and row["sense"] not in allowed:
            problems.append(row.problem(f"sense '{row['sense']}' of {role}", ", ".join(allowed)))
        if not allowed and row["sense"]:
            problems.append(row.problem(f"sense '{row['sense']}' of {role}", "no sense"))
        if row["hint"] not in ("", *_HINTS):
            problems.append(row.problem(f"hint '{row['hint']}'", ", ".join(_HINTS)))
        if role in _NEEDS_MEANING and not (row["taxa"] or row["trade_term"]):
            problems.append(
                row.problem(f"{role} without taxa and trade term", "what it stands for")
            )
        problems.extend(_unknown_taxa(row, row.several("taxa"), taxonomy))
        for code in row.several("trade_term"):
            if code not in terms:
                problems.append(row.problem(f"trade term '{code}'", "a code of trade_terms.csv"))
        key = (row["term"].casefold(), row["role"], row["sense"], row["taxa"])
        _note_again(key, "term", row, seen, problems)


def _unknown_taxa(row: Row, taxa: tuple[str, ...], taxonomy: Taxonomy) -> Iterator[Problem]:
    if len(taxonomy):
        for taxon in taxa:
            if taxonomy.resolve(taxon) is None:
                yield row.problem(f"taxon '{taxon}'", "a taxon of taxa.csv, or a synonym there")


def _note_again(
    key: tuple[str, ...], what: str, row: Row, seen: dict[tuple[str, ...], int],
    problems: list[Problem],
) -> None:  # fmt: skip
    first = seen.setdefault(key, row.line)
    if first != row.line:
        problems.append(_again(row, f"{what} '{key[0]}'", first))


def _again(row: Row, what: str, first: int) -> Problem:
    return row.problem(f"{what} as in line {first}", "each row once")


def main() -> int:
    """Print every problem of the shipped data, or of the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    problems = check(folder)
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    sys.stdout.write(f"{len(problems)} problems in {folder}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
