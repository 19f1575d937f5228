"""``linsang model``: a picture model for one kind of specimen, from photos of your own."""

from __future__ import annotations

import argparse
import getpass
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from linsang.learning.model_shelf import ModelShelf, Shelved

ABOUT = """\
Train a picture model for one kind of specimen from twenty photos of your own and twenty of
what is only like it, without a graphics card or a network; keep its versions, and say which
of them counts. A folder under DIR is taken for a source: photos of one stay on one side when
the model is judged.
"""

EXAMPLES = """\
examples:
  linsang model train ivory-carving --positives ivory/ --negatives alike/ --taxon Elephantidae --trade-term IVC
  linsang model list
  linsang model show ivory-carving
  linsang model promote ivory-carving --why "evaluated on June's queue"
  linsang model rollback ivory-carving --why "too many combs"
  linsang model export ivory-carving ivory.zip
  linsang identify photo.jpg --image-model "$(linsang model show ivory-carving --path)"

states: draft, shadow, live, retired. A model that cannot show what it promises stays in the
shadow.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    train = verbs.add_parser("train", help="learn a model from two folders of photos")
    train.add_argument("name", metavar="NAME", help="small letters, digits, hyphens")
    train.add_argument("--positives", metavar="DIR", required=True, help="photos of the specimen")
    train.add_argument("--negatives", metavar="DIR", required=True, help="photos of what is alike")
    train.add_argument("--taxon", action="append", default=[], help="its scientific name")
    train.add_argument("--trade-term", metavar="CODE", help="its CITES trade term")
    verbs.add_parser("list", help="every version and its state")
    show = _named(verbs, "show", "what a model learned from, how well it does, its history")
    show.add_argument("--json", action="store_true", help="the card, as JSON")
    show.add_argument("--path", action="store_true", help="its folder alone, for --image-model")
    for verb, does in (
        ("promote", "one step on: draft, shadow, live"),
        ("rollback", "retire the live version; the one before it is live again"),
    ):
        _named(verbs, verb, does).add_argument("--why", required=True, help="recorded with you")
    _named(verbs, "export", "one file for another machine").add_argument("file", metavar="FILE")
    verbs.add_parser("import", help="take in an exported model").add_argument(
        "file", metavar="FILE"
    )


def _named(verbs: Any, verb: str, does: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(verb, help=does)
    parser.add_argument("name", metavar="NAME")
    if verb != "rollback":
        parser.add_argument("--version", metavar="V", help="default: the newest")
    return parser


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Do what the verb says."""
    from linsang.learning.model_shelf import ModelShelf

    shelf = ModelShelf(settings.data_dir / "models")
    if args.verb == "train":
        return _train(args, settings, shelf)
    if args.verb == "list":
        for one in shelf:
            print(f"{one.name:24} {one.state:8} {one.version}")
        return ExitCode.DONE
    if args.verb == "show":
        return _show(args, shelf)
    if args.verb == "promote":
        one = shelf.promote(args.name, who=_who(), why=args.why, version=args.version)
        print(f"{one.version} is {one.state}")
    elif args.verb == "rollback":
        before = shelf.rollback(args.name, who=_who(), why=args.why)
        print(f"{before.version} is live again" if before else f"no version of {args.name} is live")
    elif args.verb == "export":
        one = shelf.export(args.name, Path(args.file), args.version)
        print(f"{one.version}: {args.file}")
    else:
        one = shelf.take_in(Path(args.file), who=_who())
        print(f"{one.version} is {one.state}")
    return ExitCode.DONE


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _train(args: argparse.Namespace, settings: Settings, shelf: ModelShelf) -> ExitCode:
    from linsang.compose import needs_pictures
    from linsang.reference.taxonomy import Taxonomy, UnknownTaxonError

    needs_pictures()
    from linsang.image.embedding import Backbone
    from linsang.learning.specimen_model import (
        TooFewPhotosError,
        read_shots,
        write_specimen_model,
    )

    taxonomy = Taxonomy.load(layers=settings.reference_layers)
    for name in args.taxon:
        if taxonomy.by_scientific_name(name) is None:
            raise UnknownTaxonError(f"--taxon: '{name}' is no scientific name of the taxonomy")
    new = shelf.place(args.name)
    backbone = Backbone.shipped()
    folders = [Path(one) for one in (args.positives, args.negatives)]
    for folder in folders:
        if not folder.is_dir():
            print(f"linsang model: {folder}: no such folder", file=sys.stderr)
            return ExitCode.INPUT
    positives, negatives = (read_shots(folder, backbone) for folder in folders)
    try:
        write_specimen_model(
            new, args.name, positives, negatives, taxa=args.taxon, trade_term=args.trade_term
        )
        one = shelf.add(args.name, who=_who(), why="trained")
    except TooFewPhotosError as error:
        print(f"linsang model: {error}", file=sys.stderr)
        return ExitCode.INPUT
    finally:
        shutil.rmtree(new, ignore_errors=True)
    print("\n".join(_lines(one)))
    return ExitCode.DONE


def _show(args: argparse.Namespace, shelf: ModelShelf) -> ExitCode:
    one = shelf.find(args.name, args.version)
    if args.path:
        print(one.path)
    elif args.json:
        print(json.dumps(one.card, indent=1))
    else:
        print("\n".join(_lines(one)))
        for said in shelf.history(one.name):
            print(
                f"  {said['at']}  {said['version']} {said['state']}, {said['who']}: {said['why']}"
            )
    return ExitCode.DONE


def _lines(one: Shelved) -> list[str]:
    card, point = one.card, one.card["operating_point"]
    photos = card["photos"]
    unread = len(photos["could_not_be_read"])

    def rate(name: str) -> str:
        said = point[name]
        low, high = said["interval"]
        value = "none" if said["value"] is None else f"{said['value']:.2f}"
        return f"{value} ({said['hits']}/{said['total']}; {low:.2f}-{high:.2f})"

    lines = [
        f"{one.version}: {one.state}",
        f"  learned from {photos['positives']} photos of it, {photos['negatives']} of what is alike",
        f"  left out: {photos['near_duplicates_left_out']} near-duplicates, {unread} unreadable files",
        f"  on photos that it did not learn from, {card['judged']}:",
        f"    average precision {card['average_precision']}",
        f"    recall {rate('recall')}, from a share of {point['least_wildlife']} on",
        f"    false alarms {rate('false_alarms')}",
    ]
    if "no_promise" in point:
        lines.append(f"  no promise: {point['no_promise']}")
    if card["learning_curve"]:
        steps = ", ".join(
            f"{step['positives']}: {step['average_precision']}" for step in card["learning_curve"]
        )
        lines.append(f"  average precision by photos learned from: {steps}")
    lines += [
        f"  look again: {first} and {other} are alike ({alike})"
        for first, other, alike in card["suspicious"]
    ]
    return lines
