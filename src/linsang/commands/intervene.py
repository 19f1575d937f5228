"""``linsang intervene``: does a search query deserve a message."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from linsang.operations.intervene import Intervention

ABOUT = """\
Say what a search box should show for a query: results as ever, a banner beside them where
there is doubt, or a message instead of them where something from a protected species is
sought. The message says what the law says, what the trade does to the animal, where to
report, and what can be had lawfully instead, in the language of the query.
"""

EXAMPLES = """\
examples:
  linsang intervene "tiger bone wine"
  linsang intervene --json "#BuyIvory"
  linsang intervene --report "Call the wildlife crime line: 0800 000000." "ngà voi"
  printf 'tiger balm\\nelephant tusk\\n' | linsang intervene -
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "query",
        metavar="QUERY",
        help="what was typed, or - for standard input: a query a line, or JSON lines with query",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object for each query")
    parser.add_argument(
        "--report", metavar="TEXT", help="where to report, in place of the sentence shipped"
    )


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Answer the query, or every query that comes in, in order."""
    from datetime import UTC, datetime

    from linsang.compose import engine
    from linsang.connectors.problems import InputError
    from linsang.operations.intervene import search_box

    many = args.query == "-"
    if not many and not args.query.strip():
        raise InputError("QUERY", "empty", mend="give the words of a search")
    box = search_box(engine(settings))
    language = None if settings.language == "auto" else settings.language
    rejected = False
    for query in _queries(sys.stdin.buffer) if many else [_readable(os.fsencode(args.query))]:
        if isinstance(query, _NoQuery):
            rejected = True
            print(f"linsang: line {query.line}: {query.found}", file=sys.stderr)
            continue
        today = datetime.now(UTC).date()
        answer = box.answer(query, on=today, language=language, report=args.report)
        print(_json(answer) if args.json else _shown(answer, brief=many), flush=many)
    return ExitCode.ROWS_REJECTED if rejected else ExitCode.DONE


@dataclass(frozen=True, slots=True)
class _NoQuery:
    """A line of the input that is no query, and what was found instead."""

    line: int
    found: str


def _queries(source: BinaryIO) -> Iterator[str | _NoQuery]:
    """The queries of a stream: a line is a query, or a JSON object that holds one.

    An empty line is an empty query, so that answers and lines keep in step.
    """
    for number, raw in enumerate(source, 1):
        text = _readable(raw.removesuffix(b"\n").removesuffix(b"\r"))
        if number == 1:
            text = text.removeprefix("\ufeff")
        if not text.lstrip().startswith("{"):
            yield text
            continue
        try:
            query = json.loads(text).get("query")
        except (ValueError, RecursionError):
            yield _NoQuery(number, "no JSON object; expected one with a text 'query'")
            continue
        if isinstance(query, str):
            yield _readable(query.encode("utf-8", "surrogatepass"))
        else:
            yield _NoQuery(number, "no text under 'query'; expected the words of a search")


def _readable(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\0", "\ufffd")


def _json(answer: Intervention) -> str:
    import dataclasses

    return json.dumps(dataclasses.asdict(answer), ensure_ascii=False)


def _shown(answer: Intervention, *, brief: bool) -> str:
    """One line for each query of a stream; for a single one, everything that is told."""
    head = f"{answer.action.value.upper():8} {answer.query}   ({answer.reason})"
    if brief or answer.message is None:
        return head
    lines = [head, *(f"  {name}" for name in answer.taxa), "", f"  {answer.message}"]
    lines += [f"  · {one}" for one in answer.alternatives]
    return "\n".join(lines)
