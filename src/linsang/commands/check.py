"""``linsang check``: one text, explained."""

from __future__ import annotations

import argparse
import sys

from linsang.commands.options import add_policy
from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

ABOUT = """\
Decide about one text and show why: the words that led to the decision, the species
and its CITES Appendix, the rule, and what was missing for the rules that nearly held.
"""

EXAMPLES = """\
examples:
  linsang check "Genuine tiger claw pendant, DM for price"
  linsang check --json "出售象牙手镯，私聊"
  linsang check --policy marketplace-strict "Fox taxidermy mount"
  echo "Tiger Balm, 30 g" | linsang check -
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "text", metavar="TEXT", help="the text of a listing, or - for standard input"
    )
    parser.add_argument("--description", default="", help="a longer text under the title")
    parser.add_argument("--price", help="its price, as written")
    parser.add_argument("--category", help="the platform's category")
    parser.add_argument("--brand", help="the brand that the seller gives")
    add_policy(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object, as in a result file")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Decide about the text that was given."""
    from linsang.compose import compose
    from linsang.connectors.problems import InputError
    from linsang.plugins import ListingBatch

    text = sys.stdin.read() if args.text == "-" else args.text
    text = (
        text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "\ufffd")
    )
    if not text.strip() and not args.description.strip():
        raise InputError("TEXT", "empty", mend="give the words of a listing")
    screening = compose(settings)
    batch = ListingBatch.of(
        {
            "id": ["text"],
            "title": [text.strip("\r\n")],
            "description": [args.description],
            "price": [args.price],
            "category": [args.category],
            "brand": [args.brand],
        }
    )
    screened = screening.screen(batch, look_at_all=True)
    if args.json:
        import msgspec

        from linsang.operations.result_rows import result_rows

        rows = result_rows(
            screened,
            reference_version=screening.engine.reference_version,
            policy_version=screening.policy.label,
            taxonomy=screening.engine.taxonomy,
        )
        print(msgspec.json.encode(rows.to_pylist()[0]).decode())
        return ExitCode.DONE
    from linsang.commands.explained import explained

    color = args.color == "always" or (args.color == "auto" and sys.stdout.isatty())
    print(explained(screened.decided[0], screening.engine, color=color))
    return ExitCode.DONE
