"""``linsang reference``: what is known about species, whether it is sound, and newer lists."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from linsang.reference.rows import Problem

ABOUT = """\
Show, check and extend what Linsang knows about species: names, kinds of specimen, and which
Appendix of CITES covers them, since when and on whose word.
"""

EXAMPLES = """\
examples:
  linsang reference show "tiger bone"
  linsang reference show "Loxodonta africana" --on 2015-01-01 --json
  linsang reference check
  linsang reference check our-layer/
  linsang reference import-cites Index_of_CITES_Species_2026-03-05.csv

docs/reference.md explains the data, their sources and how to lay your own over them.
"""

_MOST_SHOWN = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions of the command and their options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")

    def action(name: str, summary: str, examples: str) -> argparse.ArgumentParser:
        return actions.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=f"examples:\n{examples}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    show = action(
        "show",
        "show what is known of a phrase, and since when",
        '  linsang reference show "tiger bone"\n  linsang reference show "Manis javanica" --json\n'
        "  linsang reference show panthera-tigris --on 2016-12-01\n",
    )
    show.add_argument(
        "phrase", metavar="PHRASE", help="words, a scientific name, a slug or a trade term's code"
    )
    show.add_argument(
        "--on", metavar="DATE", help="the law of that day, YYYY-MM-DD (default: today)"
    )
    show.add_argument("--json", action="store_true", help="everything, as one JSON object")
    check = action(
        "check",
        "check reference data, and point at file and line",
        "  linsang reference check\n  linsang reference check our-layer/\n\n"
        "Exit code 0: sound; 1: something to mend.\n",
    )
    check.add_argument(
        "directory", nargs="?", metavar="DIR", help="a folder of data (default: all in use)"
    )
    load = action(
        "import-cites",
        "make the Checklist of CITES Species (CSV download) into a dated layer",
        "  linsang reference import-cites Index_of_CITES_Species_2026-03-05.csv\n"
        "  linsang reference import-cites checklist.csv.gz --dated 2026-03-05 --out layers/cites\n",
    )
    load.add_argument("file", metavar="FILE", help="from checklist.cites.org; plain or gzip")
    load.add_argument(
        "--dated", metavar="YYYY-MM-DD", help="the day of the download (default: from FILE's name)"
    )
    load.add_argument("--out", metavar="DIR", help="the layer's folder (default: in data_dir)")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Carry out the action that was asked for."""
    if args.action == "show":
        return _show(args, settings)
    if args.action == "check":
        return _check(args.directory, settings)
    return _import(args, settings)


def _show(args: argparse.Namespace, settings: Settings) -> ExitCode:
    from linsang.commands.known import as_json, as_lines, known_of, nearest_names
    from linsang.compose import engine
    from linsang.reference.trade_terms import TradeTerms

    on = _day(args.on, "--on") if args.on else _today()
    if on is None:
        return ExitCode.USAGE
    whole, codes = engine(settings), TradeTerms.load()
    known = known_of(args.phrase, whole, codes, on=on, private=settings.terms_path)
    if not known:
        near = nearest_names(args.phrase, whole)
        hint = f"near it: {', '.join(near)}" if near else "try a scientific name, or one word of it"
        print(f"linsang: nothing is known of {args.phrase!r}; {hint}", file=sys.stderr)
        return ExitCode.REFERENCE
    if args.json:
        import msgspec

        shown = msgspec.json.encode(as_json(known, codes))
        print(msgspec.json.format(shown, indent=2).decode())
    else:
        print("\n".join(as_lines(known, codes)))
    return ExitCode.DONE


def _check(directory: str | None, settings: Settings) -> ExitCode:
    from linsang.connectors.problems import InputError
    from linsang.reference.check import check
    from linsang.reference.layers import Layer
    from linsang.reference.rows import DATA, ReferenceDataError

    if directory is not None and not Path(directory).is_dir():
        raise InputError(directory, "is no folder", mend="name a folder with taxa.csv in it")
    folders = [Path(directory)] if directory else [DATA, *settings.reference_layers]
    count = 0
    for folder in folders:
        problems = check(folder)
        try:
            dated = f", dated {Layer.load(folder).dated}"
        except ReferenceDataError as error:
            # Only a layer that is laid over others needs its day; a draft may be without.
            problems = [*problems, *error.problems]
            dated = ""
        count += len(problems)
        name = "shipped data" if folder == DATA else str(folder)
        for problem in problems[:_MOST_SHOWN]:
            print(_placed(problem, folder, shipped=folder == DATA))
        if len(problems) > _MOST_SHOWN:
            print(f"... and {len(problems) - _MOST_SHOWN} more")
        said = f"{len(problems)} to mend" if problems else "OK"
        print(f"{name}: {said}{dated}")
    if not directory:
        count += _check_private(settings)
    return ExitCode.CHECK_FAILED if count else ExitCode.DONE


def _check_private(settings: Settings) -> int:
    """Whether the private terms are sound as well; how many lines are not."""
    from linsang.reference.lexicon import LexiconError
    from linsang.reference.private_terms import PrivateTerms
    from linsang.reference.taxonomy import Taxonomy
    from linsang.reference.term_reader import TermReader
    from linsang.reference.trade_terms import TradeTerms

    if not settings.terms_path.is_file():
        return 0
    reader = TermReader(Taxonomy.load(layers=settings.reference_layers), TradeTerms.load())
    try:
        terms = PrivateTerms(settings.terms_path, reader).read()
    except LexiconError as error:
        print(error)
        return str(error).count("\n") + 1
    print(f"{settings.terms_path}: OK, {len(terms)} private terms")
    return 0


def _placed(problem: Problem, folder: Path, *, shipped: bool) -> str:
    """The problem with a path that can be opened from here."""
    if shipped or Path(problem.file).is_absolute() or problem.file.startswith(str(folder)):
        return str(problem)
    return f"{folder / problem.file}:{problem.line}: {problem.found}; allowed: {problem.allowed}"


def _import(args: argparse.Namespace, settings: Settings) -> ExitCode:
    import re

    from linsang.commands.cites_layer import make_layer
    from linsang.connectors.problems import InputError

    path = Path(args.file)
    if not path.is_file():
        raise InputError(args.file, "no such file", mend="download it from checklist.cites.org")
    said = args.dated or next(iter(re.findall(r"\d{4}-\d{2}-\d{2}", path.name)), "")
    if not said:
        print(
            f"linsang reference import-cites: {path.name} does not say its day;"
            " give the day of the download: --dated YYYY-MM-DD",
            file=sys.stderr,
        )
        return ExitCode.USAGE
    dated = _day(said, "--dated")
    if dated is None:
        return ExitCode.USAGE
    if dated > _today():
        print(f"linsang reference import-cites: {dated} is still to come", file=sys.stderr)
        return ExitCode.USAGE
    out = Path(args.out) if args.out else settings.data_dir / "layers" / f"cites-{dated}"
    summary = make_layer(path, out=out, dated=dated)
    for problem in summary.problems[:_MOST_SHOWN]:
        print(problem)
    print(
        f"{path.name}: {summary.rows} rows: {summary.taxa} taxa, {summary.entries} entries,"
        f" {summary.left_out} left out; dated {summary.dated}, sha256 {summary.sha256[:12]}"
    )
    print(f"the layer is in {out}")
    if out.resolve() in [one.resolve() for one in settings.reference_layers]:
        print("the settings use it already")
    else:
        layers = ", ".join(f'"{one}"' for one in (*settings.reference_layers, out.resolve()))
        print(f"to use it, write in linsang.toml:\n  reference_layers = [{layers}]")
    return ExitCode.CHECK_FAILED if summary.problems else ExitCode.DONE


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        print(
            f"linsang reference: {option}: {text!r} is no day; expected YYYY-MM-DD", file=sys.stderr
        )
        return None


def _today() -> date:
    from datetime import UTC, datetime

    return datetime.now(UTC).date()
