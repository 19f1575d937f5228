"""Policy text to Policy, checked whole, with errors that point at file, line and column."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from linsang.policy.problems import PolicyError, PolicyProblem, one_of, quoted
from linsang.policy.rule_text import RuleReader
from linsang.policy.rules import Policy, Rule
from linsang.policy.yaml_nodes import Node
from linsang.policy.yaml_tree import MAX_BYTES
from linsang.reference.taxonomy import Taxonomy

__all__ = ["PolicyError", "load_policy", "policy_source", "shipped_policies"]

MAX_RULES: Final = 300
MAX_EXTENDS: Final = 8
_NAME: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def shipped_policies() -> dict[str, Path]:
    """The policies that come with Linsang, by name.

    >>> sorted(shipped_policies())
    ['coalition', 'marketplace-strict']
    """
    folder = Path(str(resources.files("linsang.policy"))) / "shipped"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def policy_source(name_or_path: str | Path) -> Path:
    """The file of a shipped policy's name, or the file that is named; raises `PolicyError`."""
    shipped = shipped_policies()
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

    Everything that is wrong is told at once. What a file extends is looked for beside that
    file, then among the shipped policies.
    """
    loader = _Loader(RuleReader(taxonomy, trade_terms))
    return loader.load(policy_source(name_or_path), ())


@dataclass(frozen=True)
class _Loader:
    """Reads one policy and those it extends."""

    rules: RuleReader

    def load(self, path: Path, extending: tuple[Path, ...]) -> Policy:
        text = _text(path)
        top = Node.parse(text, _shown(path))
        record = top.record(
            {
                "policy": lambda node: node.word(_NAME, "small letters and hyphens: our-policy"),
                "version": lambda node: node.word(_VERSION, 'letters, digits, . _ -: "2026-11"'),
                "extends": lambda node: self._base(node, path, extending),
                "summary": Node.text,
                "jurisdictions": self.rules.jurisdictions,
                "rules": self._rules,
            },
            required=("policy", "version"),
        )
        values = record.values
        base: Policy | None = values.get("extends")
        own: list[Rule] = values.get("rules", [])
        if not own and base is None:
            raise top.wrong("no rules", "expected a list under 'rules', or 'extends'")
        replaced = {rule.id for rule in own}
        inherited = () if base is None else base.rules
        rules = (*(rule for rule in inherited if rule.id not in replaced), *own)
        if len(rules) > MAX_RULES:
            place = record.nodes.get("rules", top)
            raise place.wrong(f"{len(rules)} rules with those inherited; at most {MAX_RULES}")
        digest = hashlib.sha256(text.encode() + (base.text_digest.encode() if base else b""))
        return Policy(
            name=values["policy"],
            version=values["version"],
            rules=rules,
            text_digest=digest.hexdigest(),
            jurisdictions=values.get("jurisdictions", base.jurisdictions if base else frozenset()),
            summary=" ".join(values.get("summary", "").split()),
            extends=(base.label, *base.extends) if base else (),
        )

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

    def _rules(self, node: Node) -> list[Rule]:
        first: dict[str, int] = {}

        def rule(one: Node) -> Rule:
            read = self.rules.rule(one)
            if read.id in first:
                raise one.wrong(
                    f"rule id {quoted(read.id)} is used twice",
                    f"line {first[read.id]} has it; each rule needs its own",
                )
            first[read.id] = one.part.line
            return read

        return node.each(rule)


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
    if path in shipped_policies().values():
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
