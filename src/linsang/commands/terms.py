"""``linsang terms``: a platform's own terms, kept private and followed by running processes."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from linsang.reference.private_terms import PrivateTerms
    from linsang.reference.term_reader import PrivateTerm, TermReader

ABOUT = """\
Keep a private layer of terms: words that are traded on your platform and that the shipped
lexicon should not tell everybody. A running `linsang screen -` follows each change at once.
"""

EXAMPLES = """\
examples:
  linsang terms add "stripey soup bones" --role product --taxa panthera-tigris --trade-term BON --language en
  linsang terms import our-terms.csv
  linsang terms list --json
  linsang terms test "stripey soup bones, DM for price"
  linsang terms remove "stripey soup bones"

docs/terms.md explains the roles and hints. `linsang settings` says where the file is.
"""

_ROLES = """\
roles: product (a specimen by itself: "tiger claw"), part ("claw"), live, code (what is said
instead), offer, contact, claim (of lawfulness), disclaimer (not the real thing), mask (a false
friend that hides what it covers: "tiger balm"), object, not_trade, gear, wild, real, evasion.
hints: alone (surely this), context (with other words for it), ambiguous (often another thing).

examples:
  linsang terms add "stripey soup bones" --role code --taxa panthera-tigris --trade-term BON --language en --hint alone
  linsang terms add "crazy tiger energy drink" --role mask --sense brand --language en
  linsang terms add "โหนกนกเงือก" --role product --taxa Bucerotidae --trade-term SKU --language th
"""

_IMPORT = """\
columns: term, role (required); language, sense, taxa, trade_term, hint, source, note.
taxa are slugs or scientific names, parted by semicolons.

examples:
  linsang terms import our-terms.csv

All rows or none: while one is wrong, nothing is changed.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions of the command and their options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")

    def action(name: str, summary: str, examples: str) -> argparse.ArgumentParser:
        return actions.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    add = action("add", "add a term, or change what it means", _ROLES)
    add.add_argument("term", metavar="TERM", help="the words, as they are written")
    add.add_argument("--role", required=True, metavar="ROLE", help="what it does: see below")
    add.add_argument("--sense", default="", metavar="SENSE", help="which kind within the role")
    add.add_argument(
        "--taxa",
        action="append",
        default=[],
        metavar="TAXON",
        help="a slug or a scientific name; several with commas",
    )
    add.add_argument("--trade-term", default="", metavar="CODE", help="a CITES code: BON, SKI, LIV")
    add.add_argument(
        "--language", default="und", metavar="TAG", help="en, vi, zh-Hans ... (default: und)"
    )
    add.add_argument(
        "--hint", default="context", metavar="HINT", help="alone, context or ambiguous"
    )
    add.add_argument("--source", default="own", help="where it was seen")
    add.add_argument("--note", default="", help="anything that a colleague should know")
    load = action("import", "take in a CSV file of terms", _IMPORT)
    load.add_argument("file", metavar="FILE.csv", help="UTF-8, with a header")
    shown = action("list", "list the private terms", "examples:\n  linsang terms list\n")
    shown.add_argument("--json", action="store_true", help="JSON Lines, one term a line")
    remove = action(
        "remove", "take a term out", 'examples:\n  linsang terms remove "stripey soup bones"\n'
    )
    remove.add_argument("term", metavar="TERM", help="the words; case and accents do not matter")
    remove.add_argument("--language", metavar="TAG", help="only in this language")
    remove.add_argument("--role", metavar="ROLE", help="only in this role")
    test = action(
        "test",
        "show which private and shipped terms are found in a text",
        'examples:\n  linsang terms test "tiger balm and tiger bones"\n',
    )
    test.add_argument("text", metavar="TEXT", help="any text, or - for standard input")
    test.add_argument("--json", action="store_true", help="JSON Lines, one term a line")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Carry out the action that was asked for."""
    from linsang.connectors.problems import OutputError

    if args.action == "test":
        return _test(args, settings)
    layer, reader = _layer(settings)
    try:
        if args.action == "list":
            return _list(layer, json=args.json)
        if args.action == "add":
            return _add(args, layer, reader)
        if args.action == "import":
            return _import(args.file, layer, reader)
        return _remove(args, layer)
    except OSError as error:
        raise OutputError(
            str(settings.terms_path),
            f"cannot be used: {error.strerror or error}",
            mend="choose another file with LINSANG_TERMS, or mend the permissions",
        ) from error


def _layer(settings: Settings) -> tuple[PrivateTerms, TermReader]:
    from linsang.reference.private_terms import PrivateTerms
    from linsang.reference.taxonomy import Taxonomy
    from linsang.reference.term_reader import TermReader
    from linsang.reference.trade_terms import TradeTerms

    reader = TermReader(Taxonomy.load(layers=settings.reference_layers), TradeTerms.load())
    return PrivateTerms(settings.terms_path, reader), reader


def _add(args: argparse.Namespace, layer: PrivateTerms, reader: TermReader) -> ExitCode:
    from linsang.reference.private_terms import merged

    said = {
        column: str(getattr(args, column))
        for column in ("term", "role", "sense", "trade_term", "language", "hint", "source", "note")
    }
    read = reader.read({**said, "taxa": ";".join(args.taxa)})
    if isinstance(read, list):
        for problem in read:
            option = "TERM" if problem.column == "term" else "--" + problem.column.replace("_", "-")
            print(f"linsang terms add: {option}: {problem}", file=sys.stderr)
        return ExitCode.USAGE
    with layer.changing() as terms:
        terms[:], notes, counts = merged(terms, [("the command line", read)])
    for note in notes:
        print(f"note: {note.partition(': ')[2]}")
    _note_shipped([read])
    print(f"{_done(counts)}: {read}")
    return ExitCode.DONE


def _import(name: str, layer: PrivateTerms, reader: TermReader) -> ExitCode:
    from pathlib import Path

    from linsang.connectors.problems import InputError
    from linsang.reference.private_terms import merged

    try:
        rows = [(f"{name}:{line}", term) for line, term in reader.file(Path(name), name=name)]
    except OSError as error:
        raise InputError(
            name, f"cannot be read: {error.strerror or error}", mend="name a CSV file of terms"
        ) from error
    with layer.changing() as terms:
        terms[:], notes, counts = merged(terms, rows)
        total = len(terms)
    for note in notes:
        print(f"note: {note}")
    said = ", ".join(f"{count} {what}" for what, count in counts.items())
    print(f"{name}: {len(rows)} rows: {said}; {total} terms in {layer.path}")
    return ExitCode.DONE


def _list(layer: PrivateTerms, *, json: bool) -> ExitCode:
    terms = sorted(layer.read(), key=lambda one: one.key)
    if json:
        import msgspec

        for one in terms:
            print(msgspec.json.encode(one.row()).decode())
        return ExitCode.DONE
    head = ("language", "term", "role", "sense", "taxa", "trade_term", "hint", "source", "note")
    rows = [head, *(tuple(one.row()[column] for column in head) for one in terms)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    for row in rows if terms else ():
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    print(f"{len(terms)} private {'term' if len(terms) == 1 else 'terms'} in {layer.path}")
    return ExitCode.DONE


def _remove(args: argparse.Namespace, layer: PrivateTerms) -> ExitCode:
    import difflib

    from linsang.reference.lexicon import LexiconError
    from linsang.text.normalise import plain_text

    wanted = plain_text(args.term)
    with layer.changing() as terms:
        gone = [
            one
            for one in terms
            if plain_text(one.term.text) == wanted
            and args.language in (None, one.term.language)
            and args.role in (None, one.term.role.value)
        ]
        if not gone:
            near = difflib.get_close_matches(args.term, [one.term.text for one in terms], n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see `linsang terms list`"
            raise LexiconError(f"{layer.path}: no private term is {args.term!r}; {hint}")
        terms[:] = [one for one in terms if one not in gone]
    for one in gone:
        print(f"removed: {one}")
    return ExitCode.DONE


def _done(counts: dict[str, int]) -> str:
    return next(what for what, count in counts.items() if count)


def _note_shipped(terms: list[PrivateTerm]) -> None:
    """Say where the shipped lexicon has a term already: often a private one is not needed."""
    from linsang.reference.lexicon import read_lexicon
    from linsang.reference.rows import DATA
    from linsang.text.normalise import plain_text

    for one in terms:
        path = DATA / "lexicon" / f"{one.term.language}.csv"
        if not path.is_file():
            continue
        wanted = plain_text(one.term.text)
        for shipped in read_lexicon(path):
            if len(shipped.text) <= 2 * len(wanted) and plain_text(shipped.text) == wanted:
                meaning = ", ".join(
                    [*shipped.taxa, *([shipped.trade_term] if shipped.trade_term else [])]
                )
                print(
                    f"note: the shipped lexicon has it as {shipped.role}"
                    f" ({shipped.hint}){': ' if meaning else ''}{meaning}"
                )


def _test(args: argparse.Namespace, settings: Settings) -> ExitCode:
    from linsang.commands.found_terms import found_terms
    from linsang.compose import engine

    text = sys.stdin.read() if args.text == "-" else args.text
    text = (
        text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "\ufffd")
    )
    found = found_terms(text, engine(settings).vocabulary, settings.terms_path)
    if args.json:
        import msgspec

        for one in found:
            print(msgspec.json.encode(one.as_json()).decode())
        return ExitCode.DONE
    for one in found:
        print(one)
    private = sum(one.private for one in found)
    print(f"{len(found)} terms: {private} private, {len(found) - private} shipped")
    return ExitCode.DONE
