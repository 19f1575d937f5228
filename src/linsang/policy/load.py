"""Policy text to Policy, checked whole, with errors that point at file, line and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Final

from linsang.policy.authority_text import authorities
from linsang.policy.jurisdictions import reach
from linsang.policy.plain_words import jurisdictions_briefly
from linsang.policy.problems import PolicyError, PolicyProblem, one_of, quoted
from linsang.policy.rule_text import RuleReader
from linsang.policy.rules import Authority, Policy, Rule
from linsang.policy.yaml_nodes import Node
from linsang.policy.yaml_tree import MAX_BYTES
from linsang.reference.taxonomy import Taxonomy

__all__ = ["PolicyError", "load_policy", "policy_source", "shipped_overlays", "shipped_policies"]

DEFAULT: Final = "coalition"
MAX_RULES: Final = 300
MAX_EXTENDS: Final = 8
_NAME: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LAID_OVER: Final = "+"
_CONTEXT: Final = ("extends", "jurisdictions", "overlays", "authorities", "changes")


def shipped_policies() -> dict[str, Path]:
    """The policies that come with Linsang, by name.

    >>> sorted(shipped_policies())
    ['coalition', 'marketplace-strict']
    """
    return _shipped("shipped")


def shipped_overlays() -> dict[str, Path]:
    """The overlays that come with Linsang: laws by place, and platforms' usual texts.

    >>> [name for name in shipped_overlays() if len(name) == 2]
    ['cn', 'eu', 'gb', 'id', 'ke', 'us']
    """
    return _shipped("overlays")


def _shipped(folder: str) -> dict[str, Path]:
    place = Path(str(resources.files("linsang.policy"))) / folder
    return {path.stem: path for path in sorted(place.glob("*.yaml"))}


def policy_source(name_or_path: str | Path) -> Path:
    """The file of a shipped name, or the file that is named; raises `PolicyError`."""
    shipped = shipped_overlays() | shipped_policies()
    path = shipped.get(str(name_or_path), Path(name_or_path))
    if not _is_file(path):
        found = "is a folder" if _is_folder(path) else "no such policy"
        hint = f"expected a file, or {one_of(str(name_or_path), shipped).replace('expected ', '')}"
        raise PolicyError([PolicyProblem(file=str(name_or_path), found=found, allowed=hint)])
    return path


def load_policy(
    name_or_path: str | Path, taxonomy: Taxonomy, trade_terms: frozenset[str]
) -> Policy:
    """The policy of a shipped name or a file, with those it extends; raises `PolicyError`.

    ``coalition+eu+gb`` is a policy with overlays laid over it, in that order; an overlay
    alone is laid over `coalition`. Everything that is wrong is told at once. What a file
    names is looked for beside that file, then among what is shipped.
    """
    loader = _Loader(RuleReader(taxonomy, trade_terms))
    path = Path(name_or_path)
    if _is_file(path) or _LAID_OVER not in str(name_or_path):
        return loader.load(policy_source(name_or_path))
    name, *overlays = str(name_or_path).split(_LAID_OVER)
    # A setting that ends like a file has become a full path, whatever its first part names.
    beside = Path(name).parent
    policy = loader.load(policy_source(name if _is_file(Path(name)) else Path(name).name))
    for overlay in overlays:
        near = beside / overlay
        policy = loader.laid_over(policy, policy_source(near if _is_file(near) else overlay))
    return policy


@dataclass(frozen=True)
class _Loader:
    """Reads policies, and overlays onto them."""

    rules: RuleReader

    def load(self, path: Path, extending: tuple[Path, ...] = ()) -> Policy:
        """The policy of a file; a file that is an overlay is laid over the default policy."""
        text = _text(path)
        top = Node.parse(text, _shown(path))
        if not extending and top.has("overlay"):
            return self.laid_over(self.load(shipped_policies()[DEFAULT]), path)
        file = _File(self.rules, path)
        record = top.record(
            {
                "policy": lambda node: node.word(_NAME, "small letters and hyphens: our-policy"),
                "version": _version,
                "extends": lambda node: file.stand_on(self._base(node, path, extending)),
                "overlays": lambda node: node.each(lambda one: self._overlay(one, file)),
                "summary": Node.line,
                "jurisdictions": lambda node: file.be_for(self.rules.jurisdictions(node)),
                "authorities": file.authorities,
                "changes": file.changes,
                "rules": file.rules,
            },
            required=("policy", "version"),
            first=_CONTEXT,
        )
        values, base = record.values, file.base
        if not base.rules and "rules" not in values:
            raise top.wrong("no rules", "expected a list under 'rules', or 'extends'")
        return replace(
            base,
            name=values["policy"],
            version=values["version"],
            rules=_within_limit(
                base.rules, values.get("rules", []), record.nodes.get("rules", top)
            ),
            text_digest=_digest(text, base),
            jurisdictions=values.get("jurisdictions", base.jurisdictions),
            summary=values.get("summary", ""),
            extends=file.extends,
        )

    def laid_over(self, policy: Policy, path: Path) -> Policy:
        """The policy with an overlay's changes made and its rules added, after the others."""
        text = _text(path)
        top = Node.parse(text, _shown(path))
        file = _File(self.rules, path, policy, known={})
        record = top.record(
            {
                "overlay": lambda node: node.word(_NAME, "small letters and hyphens: gb"),
                "version": _version,
                "summary": Node.line,
                "jurisdictions": self.rules.jurisdictions,
                "authorities": file.authorities,
                "changes": file.changes,
                "rules": file.rules,
            },
            required=("overlay", "version"),
            first=_CONTEXT,
        )
        values, nodes = record.values, record.nodes
        places: frozenset[str] = values.get("jurisdictions", frozenset())
        if places and "changes" in nodes:
            raise nodes["changes"].wrong(
                f"what holds in {jurisdictions_briefly(places)} cannot change a rule that holds "
                "everywhere",
                "expected a rule of its own under 'rules'",
            )
        if "rules" not in nodes and "changes" not in nodes:
            raise top.wrong("nothing to lay over", "expected 'rules' or 'changes'")
        own: list[Rule] = values.get("rules", [])
        if double := {rule.id for rule in own} & {rule.id for rule in policy.rules}:
            raise nodes["rules"].wrong(
                f"{policy.label} has {', '.join(sorted(double))} already",
                "expected other ids, or a change under 'changes'",
            )
        rules = [_held_in(rule, places, nodes["rules"]) for rule in own]
        return replace(
            policy,
            rules=_within_limit(file.base.rules, rules, nodes.get("rules", top)),
            text_digest=_digest(text, policy),
            jurisdictions=policy.jurisdictions | places,
            summary=f"{policy.summary} {values.get('summary', '')}".strip(),
            overlays=(*policy.overlays, f"{values['overlay']}@{values['version']}"),
        )

    def _overlay(self, node: Node, file: _File) -> None:
        """Lay one of a policy's overlays over what that stands on."""
        name, allowed = node.text(), shipped_overlays()
        beside = file.path.parent / name
        path = beside if _is_file(beside) else allowed.get(name)
        if path is None:
            hint = one_of(name, allowed)
            raise node.wrong(f"{quoted(name)} is no overlay", f"{hint}, or a file beside this one")
        before = file.base
        after = self.laid_over(before, path)
        added = after.jurisdictions - before.jurisdictions
        if file.places and added and not reach(added) & reach(file.places):
            raise node.wrong(
                f"{name} holds in {jurisdictions_briefly(added)}, and this policy is for "
                f"{jurisdictions_briefly(file.places)}: its rules would never hold"
            )
        file.stand_on(after)

    def _base(self, node: Node, path: Path, extending: tuple[Path, ...]) -> Policy:
        name = node.text()
        shipped = shipped_policies()
        beside = path.parent / name
        base = beside if _is_file(beside) else shipped.get(name)
        if base is None:
            hint = one_of(name, shipped)
            raise node.wrong(
                f"{quoted(name)} is no policy to extend", f"{hint}, or a file beside this one"
            )
        above = (*extending, path)
        if base.resolve() in [one.resolve() for one in above]:
            chain = " -> ".join(one.name for one in (*above, base))
            raise node.wrong(f"extends itself: {chain}")
        if len(above) >= MAX_EXTENDS:
            raise node.wrong(f"more than {MAX_EXTENDS} policies, each extending the next")
        return self.load(base, above)


class _File:
    """One file while it is read: what it stands on so far, and what its rules may name."""

    def __init__(
        self,
        reader: RuleReader,
        path: Path,
        base: Policy | None = None,
        known: Mapping[str, Authority] | None = None,
    ) -> None:
        self.reader, self.path = reader, path
        self.base = base or Policy(name="", version="", rules=())
        self.extends: tuple[str, ...] = ()
        self.places: frozenset[str] = frozenset()
        self._known: dict[str, Authority] = dict(known or {})

    def stand_on(self, policy: Policy) -> None:
        """Take *policy* as what comes before the file's own words."""
        if not self.base.rules:
            self.extends = (policy.label, *policy.extends)
        self.base = policy
        for rule in policy.rules:
            self._known.update((one.id, one) for one in rule.authorities)

    def be_for(self, places: frozenset[str]) -> frozenset[str]:
        """Note where the policy says that it holds."""
        self.places = places
        return places

    def authorities(self, node: Node) -> None:
        """Note the authorities that rules may name."""
        self._known.update(authorities(node))

    def changes(self, node: Node) -> None:
        """Change the rules that the file stands on, each once."""
        rules = {rule.id: rule for rule in self.base.rules}
        changed = _each_once(
            node, lambda one: self.reader.changed(one, rules, self._known), "is changed twice"
        )
        rules.update((rule.id, rule) for rule in changed)
        self.base = replace(self.base, rules=tuple(rules.values()))

    def rules(self, node: Node) -> list[Rule]:
        """The rules of the file's own."""
        return _each_once(node, lambda one: self.reader.rule(one, self._known), "is used twice")


def _each_once(node: Node, read: Callable[[Node], Rule], twice: str) -> list[Rule]:
    first: dict[str, int] = {}

    def rule(one: Node) -> Rule:
        found = read(one)
        if found.id in first:
            raise one.wrong(
                f"rule id {quoted(found.id)} {twice}",
                f"line {first[found.id]} has it; each rule needs its own"
                if twice == "is used twice"
                else f"line {first[found.id]} has it",
            )
        first[found.id] = one.part.line
        return found

    return node.each(rule)


def _held_in(rule: Rule, places: frozenset[str], node: Node) -> Rule:
    """The rule with the places of its overlay, within which its own must be."""
    if places and rule.jurisdictions and not reach(rule.jurisdictions) <= reach(places):
        beyond = jurisdictions_briefly(rule.jurisdictions - reach(places))
        raise node.wrong(
            f"rule {rule.id} holds in {beyond}, beyond {jurisdictions_briefly(places)}",
            "expected places of the overlay",
        )
    return rule if rule.jurisdictions else replace(rule, jurisdictions=places)


def _within_limit(base: Iterable[Rule], own: Iterable[Rule], place: Node) -> tuple[Rule, ...]:
    """The rules of both; an own one takes the place of an inherited one of the same id."""
    own = tuple(own)
    replaced = {rule.id for rule in own}
    rules = (*(rule for rule in base if rule.id not in replaced), *own)
    if len(rules) > MAX_RULES:
        raise place.wrong(f"{len(rules)} rules with those inherited; at most {MAX_RULES}")
    return rules


def _digest(text: str, base: Policy) -> str:
    return hashlib.sha256(text.encode() + base.text_digest.encode()).hexdigest()


def _version(node: Node) -> str:
    return node.word(_VERSION, 'letters, digits, . _ -: "2026-11"')


def _text(path: Path) -> str:
    """The file's text; what is no text of a policy's size is an error."""

    def wrong(found: str, allowed: str = "", line: int = 0) -> PolicyError:
        column = 1 if line else 0
        problem = PolicyProblem(
            file=_shown(path), found=found, allowed=allowed, line=line, column=column
        )
        return PolicyError([problem])

    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise wrong(f"cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise wrong("too large", f"a policy has at most {MAX_BYTES} bytes", line=1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise wrong(
            f"byte 0x{raw[error.start]:02x} is not UTF-8", "save the file as UTF-8", line
        ) from error


def _shown(path: Path) -> str:
    """The path as a reader finds it: a shipped policy by its name, others from where we are."""
    if path in (*shipped_policies().values(), *shipped_overlays().values()):
        return path.name
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
