"""``linsang policy``: check a policy's text, and say what it asks for."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

if TYPE_CHECKING:
    from datetime import date

    from linsang.policy.rules import Policy, Rule
    from linsang.reference.taxonomy import Taxonomy
    from linsang.reference.trade_terms import TradeTerms

ABOUT = """\
Check, show, explain and replay policies. A policy is text with a version: rules that say which
findings lead to review or to restriction. It is checked whole before anything runs.
"""

EXAMPLES = """\
examples:
  linsang policy list
  linsang policy show coalition+eu+gb
  linsang policy show coalition --text > our-policy.yaml
  linsang policy check our-policy.yaml
  linsang policy explain ivory-of-any-age
  linsang policy explain our-policy.yaml our-rule
  linsang policy replay --old coalition --new our-policy.yaml results.parquet

docs/policy.md has every key that a rule may use.
"""

_CHECK_EXAMPLES = """\
examples:
  linsang policy check our-policy.yaml
  linsang policy check policies/*.yaml

Every mistake is told as file:line:column, the key, what was found and what is allowed.
Exit code 0: sound; 1: something to mend; 7: no such policy.
"""


_REPLAY_EXAMPLES = """\
examples:
  linsang policy replay --old coalition --new coalition+gb results.parquet
  linsang policy replay --old coalition --new our-policy.yaml ledger.db --changes changed.jsonl
  linsang policy replay --old coalition --new coalition --old-on 2026-03-04 --on 2026-03-05 \\
      results.parquet

Exact over listings that were looked at, from what was found in them. For the others the
audit sample of a ledger gives an estimate with an interval. Nothing is changed anywhere.
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

    check = action("check", "check policy files whole, and point at every mistake", _CHECK_EXAMPLES)
    check.add_argument("policies", nargs="+", metavar="FILE", help="a policy's file or name")
    show = action(
        "show",
        "show a policy's rules in a table",
        "examples:\n  linsang policy show\n  linsang policy show marketplace-strict --json\n"
        "  linsang policy show coalition --text > our-policy.yaml\n",
    )
    show.add_argument("policy", nargs="?", metavar="P", help="a name or file (default: as set)")
    form = show.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything, as one JSON object")
    form.add_argument("--text", action="store_true", help="the file itself, to copy and change")
    explain = action(
        "explain",
        "say in plain words what a rule asks for",
        "examples:\n  linsang policy explain ivory-of-any-age\n"
        "  linsang policy explain marketplace-strict appendix-iii\n",
    )
    explain.add_argument(
        "names", nargs="+", metavar="[P] RULE", help="a rule's id, after its policy"
    )
    replay = action(
        "replay",
        "decide again what was screened, under two policies, and say what differs",
        _REPLAY_EXAMPLES,
    )
    replay.add_argument("sources", nargs="+", metavar="SOURCE", help="result files, or a ledger")
    replay.add_argument("--old", required=True, metavar="A", help="the policy to compare with")
    replay.add_argument("--new", required=True, metavar="B", help="the policy to try")
    replay.add_argument(
        "--on", type=_day, metavar="DAY", help="decide as of DAY (default: as recorded, or today)"
    )
    replay.add_argument(
        "--old-on", type=_day, metavar="DAY", help="the old policy as of DAY (default: as --on)"
    )
    replay.add_argument(
        "--seller", metavar="COLUMN", help="the carried column with the seller (default: seller_id)"
    )
    replay.add_argument(
        "--examples", type=_count, default=3, metavar="N", help="of each change (default: 3)"
    )
    replay.add_argument(
        "--changes", metavar="FILE", help="write every listing that changes to FILE, as JSON Lines"
    )
    replay.add_argument("--json", action="store_true", help="everything, as one JSON object")
    action(
        "list",
        "list the shipped policies and overlays, and the policy in use",
        "examples:\n  linsang policy list\n",
    )


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Carry out the action that was asked for."""
    from linsang.reference.taxonomy import Taxonomy
    from linsang.reference.trade_terms import TradeTerms

    desk = _Desk(Taxonomy.load(layers=settings.reference_layers), TradeTerms.load())
    if args.action == "check":
        return desk.check(args.policies)
    if args.action == "list":
        return desk.list(settings)
    if args.action == "replay":
        return desk.replay(args, settings)
    if args.action == "show":
        return desk.show(settings.policy, json=args.json, text=args.text)
    if len(args.names) > 2:
        print("linsang policy explain: expected RULE, or P and RULE", file=sys.stderr)
        return ExitCode.USAGE
    name = args.names[0] if len(args.names) == 2 else settings.policy
    return desk.explain(name, args.names[-1])


class _Desk:
    """Reads policies against one taxonomy and one table of trade terms."""

    def __init__(self, taxonomy: Taxonomy, terms: TradeTerms) -> None:
        self.taxonomy, self.terms = taxonomy, terms
        self.codes = frozenset(str(row.code) for row in terms)

    def load(self, name: str) -> Policy:
        from linsang.policy.load import load_policy

        return load_policy(name, self.taxonomy, self.codes)

    def check(self, names: list[str]) -> ExitCode:
        """A line of praise for each sound policy, and every mistake of the others."""
        from linsang.policy.load import PolicyError

        worst = ExitCode.DONE
        for name in names:
            try:
                policy = self.load(name)
            except PolicyError as error:
                print(error)
                count = len(error.problems)
                print(f"{name}: {count} {'mistake' if count == 1 else 'mistakes'}", file=sys.stderr)
                missing = any(not problem.line for problem in error.problems)
                worst = max(worst, ExitCode.POLICY if missing else ExitCode.CHECK_FAILED)
                continue
            print(f"{name}: OK: {_counted(policy)}")
        return worst

    def list(self, settings: Settings) -> ExitCode:
        """The shipped policies and the one in use, with what each says of itself."""
        from linsang.policy.load import DEFAULT, shipped_overlays, shipped_policies

        names = [*shipped_policies()]
        if settings.policy not in names:
            names.append(settings.policy)
        for name in names:
            policy = self.load(name)
            in_use = f"   in use ({settings.origins.get('policy', 'default')})"
            print(f"{policy.label}{in_use if name == settings.policy else ''}")
            print(f"  {_counted(policy).partition(': ')[2]}")
            if policy.summary:
                print(f"  {policy.summary}")
        print("\noverlays, to lay over a policy: coalition+eu+gb")
        plain = self.load(DEFAULT).summary
        for name in shipped_overlays():
            print(f"  {name:20} {self.load(name).summary.removeprefix(plain).strip()}")
        return ExitCode.DONE

    def show(self, name: str, *, json: bool, text: bool) -> ExitCode:
        """The rules of one policy, in the form that was asked for."""
        from linsang.policy.load import policy_source

        policy = self.load(name)
        if text:
            sys.stdout.write(policy_source(name).read_text("utf-8-sig"))
        elif json:
            import msgspec

            print(msgspec.json.format(msgspec.json.encode(_as_json(policy)), indent=2).decode())
        else:
            print("\n".join(_table(policy)))
        return ExitCode.DONE

    def replay(self, args: argparse.Namespace, settings: Settings) -> ExitCode:
        """What two policies decide differently about what was screened."""
        import json
        from datetime import UTC, datetime

        from linsang.commands.judgements import judgements, versions_now
        from linsang.commands.replayed import as_json, as_text, changed_as_json
        from linsang.operations.replay import Replayer
        from linsang.reference.appendices import Appendices

        old, new = self.load(args.old), self.load(args.new)
        replayer = Replayer(
            old=old,
            new=new,
            appendices=Appendices.load(self.taxonomy, layers=settings.reference_layers),
            taxonomy=self.taxonomy,
            now=datetime.now(UTC),
            versions=versions_now(settings, new),
            old_on=args.old_on or args.on,
            new_on=args.on,
            examples=args.examples,
        )
        with judgements(args.sources, args.seller) as source, _lines_into(args.changes) as line:
            told = replayer.replay(
                source.judgements,
                free=source.free,
                on_change=lambda one: line(changed_as_json(one)),
            )
        if args.json:
            print(json.dumps(as_json(told), indent=1, ensure_ascii=False))
        else:
            sys.stdout.write(as_text(told))
        return ExitCode.DONE

    def explain(self, name: str, rule_id: str) -> ExitCode:
        """One rule in plain words."""
        from linsang.policy.load import PolicyError
        from linsang.policy.plain_words import rule_in_words
        from linsang.policy.problems import PolicyProblem, one_of, quoted

        policy = self.load(name)
        rules = {rule.id: rule for rule in policy.rules}
        if rule_id not in rules:
            found = f"has no rule {quoted(rule_id)}"
            raise PolicyError(
                [PolicyProblem(file=policy.label, found=found, allowed=one_of(rule_id, rules))]
            )
        rule = rules[rule_id]
        lines = rule_in_words(rule, policy, self.taxonomy, self.terms, on=_today())
        print("\n".join(lines))
        return ExitCode.DONE


@contextlib.contextmanager
def _lines_into(file: str | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A function that writes a line of JSON to *file*, or does nothing where none is named."""
    if file is None:
        yield lambda _: None
        return
    import json
    from pathlib import Path

    from linsang.connectors.problems import OutputError

    try:
        with Path(file).open("w", encoding="utf-8") as stream:
            yield lambda one: print(json.dumps(one, ensure_ascii=False), file=stream)
    except OSError as error:
        found = error.strerror or str(error)
        raise OutputError(file, found, mend="name a file that can be written") from None


def _day(text: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; expected YYYY-MM-DD") from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _today() -> date:
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def _counted(policy: Policy) -> str:
    """``coalition@2026-11: 15 rules (3 restrict, 12 review), digest 6b7e5e736c04``."""
    outcomes = [rule.outcome for rule in policy.rules]
    gravest_first = sorted(set(outcomes), key=lambda one: -one.severity)
    each = ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in gravest_first)
    base = f", extends {', '.join(policy.extends)}" if policy.extends else ""
    rules = "1 rule" if len(outcomes) == 1 else f"{len(outcomes)} rules"
    return f"{policy.label}: {rules} ({each}){base}, digest {policy.text_digest[:12]}"


def _table(policy: Policy) -> list[str]:
    from linsang.policy.plain_words import in_force_briefly, jurisdictions_briefly

    head = ("rule", "each", "outcome", "needs", "Appendix", "where", "in force")
    rows = [
        (
            rule.id,
            str(rule.each),
            str(rule.outcome),
            " ".join(f"{kind}>={score:.2f}" for kind, score in rule.needs.items()),
            _appendix(rule),
            jurisdictions_briefly(rule.jurisdictions),
            in_force_briefly(rule, _today()),
        )
        for rule in policy.rules
    ]
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, tuple("-" * width for width in widths), *rows)
    ]
    name, _, rest = _counted(policy).partition(": ")
    return [f"{name}: {rest}", *([policy.summary] if policy.summary else []), "", *lines]


def _appendix(rule: Rule) -> str:
    if rule.appendix is None:
        return ""
    parts = (("surely", rule.appendix.surely), ("possibly", rule.appendix.possibly))
    return " ".join(f"{word} {'/'.join(sorted(one))}" for word, one in parts if one)


def _as_json(policy: Policy) -> dict[str, Any]:
    from dataclasses import asdict

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): plain(one) for key, one in value.items()}
        if isinstance(value, frozenset):
            return sorted(plain(one) for one in value)
        if isinstance(value, (list, tuple)):
            return [plain(one) for one in value]
        return value

    whole = plain(asdict(policy))
    assert isinstance(whole, dict)
    return {"label": policy.label, **whole}
