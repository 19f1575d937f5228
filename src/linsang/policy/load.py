"""Policy text to Policy, checked whole, with errors that point at file, line and column."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from linsang.model.decision import Action, Outcome
from linsang.model.finding import FindingKind
from linsang.model.taxon import Appendix, TaxonId, TradeTerm
from linsang.policy.rules import AppendixNeed, Each, Exemption, Policy, Rule
from linsang.reference.taxonomy import Taxonomy

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 12
MAX_ALIASES: Final = 50
MAX_RULES: Final = 500

_T = TypeVar("_T")


class PolicyError(ValueError):
    """Policy text that cannot be policy: where, what was found, and what is allowed."""


def shipped_policies() -> dict[str, Path]:
    """The policies that come with Linsang, by name.

    >>> sorted(shipped_policies())
    ['coalition', 'marketplace-strict']
    """
    folder = Path(str(resources.files("linsang.policy"))) / "shipped"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load_policy(name_or_path: str | Path, taxonomy: Taxonomy, trade_terms: frozenset[str]) -> Policy:
    """The policy of a shipped name or a file, with those it extends; raises `PolicyError`."""
    shipped = shipped_policies()
    if str(name_or_path) in shipped:
        return _Loader(taxonomy, trade_terms).load(shipped[str(name_or_path)], ())
    path = Path(name_or_path)
    if not path.is_file():
        raise PolicyError(
            f"{name_or_path}: no such policy; expected a file or one of {', '.join(shipped)}"
        )
    return _Loader(taxonomy, trade_terms).load(path, ())


class _Loader:
    """Reads one policy; knows the taxa and codes that its rules may name."""

    def __init__(self, taxonomy: Taxonomy, trade_terms: frozenset[str]) -> None:
        self.taxonomy = taxonomy
        self.codes = trade_terms

    def load(self, path: Path, extending: tuple[Path, ...]) -> Policy:
        if path.resolve() in extending:
            chain = " -> ".join(one.name for one in (*extending, path))
            raise PolicyError(f"{path.name}:1:1: extends itself: {chain}")
        try:
            size = path.stat().st_size
            if size > MAX_BYTES:
                raise PolicyError(f"{path.name}:1:1: {size} bytes; a policy has at most {MAX_BYTES}")
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise PolicyError(f"{path.name}:1:1: not UTF-8 text: byte {error.start}") from error
        except OSError as error:
            raise PolicyError(f"{path}: cannot be read: {error.strerror}") from error
        top = _Node.parse(text, path.name)
        fields = top.mapping(_TOP)
        base = None
        if "extends" in fields:
            base = self._base(fields["extends"], path, extending)
        rules = [self._rule(one) for one in fields["rules"].sequence()] if "rules" in fields else []
        if len(rules) > MAX_RULES:
            fields["rules"].fail(f"{len(rules)} rules; at most {MAX_RULES}")
        if not rules and base is None:
            top.fail("no rules; expected a list under 'rules'")
        self._unique(rules, fields)
        inherited = () if base is None else base.rules
        clash = {rule.id for rule in inherited} & {rule.id for rule in rules}
        kept = tuple(rule for rule in inherited if rule.id not in clash)
        digest = hashlib.sha256(text.encode() + (base.text_digest.encode() if base else b""))
        return Policy(
            name=top.required(fields, "policy").text(),
            version=top.required(fields, "version").text(),
            rules=(*kept, *rules),
            text_digest=digest.hexdigest(),
            jurisdictions=frozenset(
                one.upper() for one in fields["jurisdictions"].texts()
            )
            if "jurisdictions" in fields
            else frozenset(),
            summary=fields["summary"].text() if "summary" in fields else "",
        )

    def _base(self, node: _Node, path: Path, extending: tuple[Path, ...]) -> Policy:
        name = node.text()
        shipped = shipped_policies()
        base = path.parent / name if (path.parent / name).is_file() else shipped.get(name)
        if base is None:
            node.fail(f"{name!r} is no policy to extend", shipped)
        return self.load(base, (*extending, path.resolve()))

    @staticmethod
    def _unique(rules: list[Rule], fields: Mapping[str, _Node]) -> None:
        seen: set[str] = set()
        for rule, node in zip(rules, fields["rules"].sequence() if rules else [], strict=True):
            if rule.id in seen:
                node.fail(f"rule id {rule.id!r} is used twice")
            seen.add(rule.id)

    def _rule(self, node: _Node) -> Rule:
        fields = node.mapping(_RULE)
        each = node.required(fields, "each").choice(Each)
        values: dict[str, Any] = {
            "id": node.required(fields, "id").text(),
            "each": each,
            "outcome": node.required(fields, "outcome").choice(Outcome),
        }
        for key in ("needs", "unless", "weakens"):
            if key in fields:
                values[key] = fields[key].scores()
        readers: dict[str, tuple[str, Callable[[_Node], Any]]] = {
            "exempt": ("exempt", self._exemptions),
            "appendix": ("appendix", self._appendix),
            "trade_terms": ("trade_terms", self._trade_terms),
            "except_trade_terms": ("except_trade_terms", self._trade_terms),
            "senses": ("senses", lambda one: frozenset(one.texts())),
            "under": ("under", self._taxa),
            "except": ("except_under", self._taxa),
            "broad": ("broad", lambda one: frozenset(self._taxa(one))),
            "jurisdictions": ("jurisdictions", lambda one: frozenset(one.texts())),
            "in_force": ("in_force", _Node.day),
            "until": ("until", _Node.day),
            "actions": ("actions", lambda one: tuple(x.choice(Action) for x in one.sequence())),
            "ground": ("ground", _Node.text),
        }
        for key, (name, read) in readers.items():
            if key in fields:
                values[name] = read(fields[key])
        if not values.get("needs"):
            node.fail("a rule without 'needs' would hold for every listing")
        return Rule(**values)

    def _exemptions(self, node: _Node) -> tuple[Exemption, ...]:
        nodes = node.sequence() if node.is_sequence else [node]
        found = []
        for one in nodes:
            fields = one.mapping(("legal_claim", "to"))
            found.append(
                Exemption(
                    senses=frozenset(one.required(fields, "legal_claim").texts()),
                    to=one.required(fields, "to").choice(Outcome),
                )
            )
        return tuple(found)

    def _appendix(self, node: _Node) -> AppendixNeed:
        fields = node.mapping(("surely", "possibly"))
        if not fields:
            node.fail("empty; expected 'surely' or 'possibly' with a list of Appendices")
        return AppendixNeed(
            **{
                key: frozenset(one.choice(Appendix) for one in value.sequence())
                for key, value in fields.items()
            }
        )

    def _trade_terms(self, node: _Node) -> frozenset[TradeTerm]:
        for one in node.sequence():
            if one.text() not in self.codes:
                one.fail(f"{one.text()!r} is not a CITES trade term code", sorted(self.codes))
        return frozenset(TradeTerm(one.text()) for one in node.sequence())

    def _taxa(self, node: _Node) -> tuple[TaxonId, ...]:
        found = []
        for one in node.sequence() if node.is_sequence else [node]:
            taxon = self.taxonomy.by_scientific_name(one.text())
            if taxon is None:
                one.fail(f"{one.text()!r} is not a scientific name in the taxonomy")
            found.append(taxon.taxon)
        return tuple(found)


_TOP: Final = ("policy", "version", "extends", "summary", "jurisdictions", "rules")
_RULE: Final = (
    "id",
    "each",
    "outcome",
    "needs",
    "unless",
    "weakens",
    "exempt",
    "appendix",
    "trade_terms",
    "except_trade_terms",
    "senses",
    "under",
    "except",
    "broad",
    "jurisdictions",
    "in_force",
    "until",
    "actions",
    "ground",
)


class _Node:
    """One place in the text: its value, and where to point when it is wrong."""

    def __init__(self, node: Any, file: str, path: str) -> None:
        self.node = node
        self.file = file
        self.path = path

    @classmethod
    def parse(cls, text: str, file: str) -> _Node:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            root = YAML(typ="rt", pure=True).compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"
            raise PolicyError(f"{file}:{place}: not YAML: {error.problem or error.context}") from error
        except (YAMLError, RecursionError, ValueError) as error:
            raise PolicyError(f"{file}:1:1: not YAML: {error}") from error
        if root is None:
            raise PolicyError(f"{file}:1:1: empty; expected a policy with {', '.join(_TOP)}")
        top = cls(root, file, "")
        top._limit()
        return top

    def _limit(self) -> None:
        """Refuse text that is too deep, that names itself, or that repeats itself without end."""
        aliases = 0
        seen: set[int] = set()
        stack: list[tuple[Any, tuple[int, ...]]] = [(self.node, ())]
        while stack:
            node, above = stack.pop()
            here = _Node(node, self.file, self.path)
            if id(node) in above:
                here.fail("an alias that contains itself")
            if len(above) > MAX_DEPTH:
                here.fail(f"nested more than {MAX_DEPTH} deep")
            if id(node) in seen and not isinstance(node.value, str):
                aliases += 1
                if aliases > MAX_ALIASES:
                    here.fail(f"more than {MAX_ALIASES} aliases")
            seen.add(id(node))
            if isinstance(node.value, list):
                for child in node.value:
                    children = child if isinstance(child, tuple) else (child,)
                    stack.extend((one, (*above, id(node))) for one in children)

    def fail(self, what: str, allowed: Any = ()) -> NoReturn:
        mark = self.node.start_mark
        hint = ""
        names = [str(one) for one in allowed]
        if names:
            found = str(self.node.value) if isinstance(self.node.value, str) else ""
            close = difflib.get_close_matches(found, names, n=1)
            shown = ", ".join(names) if len(names) <= 24 else ", ".join(names[:24]) + ", ..."
            hint = f"; expected one of {shown}" + (f"; did you mean {close[0]!r}?" if close else "")
        where = f" {self.path}:" if self.path else ""
        raise PolicyError(f"{self.file}:{mark.line + 1}:{mark.column + 1}:{where} {what}{hint}")

    @property
    def is_sequence(self) -> bool:
        return type(self.node).__name__ == "SequenceNode"

    def mapping(self, allowed: tuple[str, ...]) -> dict[str, _Node]:
        if type(self.node).__name__ != "MappingNode":
            self.fail("expected keys with values: " + ", ".join(allowed))
        fields: dict[str, _Node] = {}
        for key, value in self.node.value:
            name = str(key.value)
            path = f"{self.path}.{name}" if self.path else name
            place = _Node(key, self.file, path)
            if name not in allowed:
                place.fail(f"{name!r} is not a key here", allowed)
            if name in fields:
                place.fail(f"{name!r} is given twice")
            fields[name] = _Node(value, self.file, path)
        return fields

    def required(self, fields: Mapping[str, _Node], key: str) -> _Node:
        if key not in fields:
            self.fail(f"{key!r} is missing")
        return fields[key]

    def sequence(self) -> list[_Node]:
        if not self.is_sequence:
            self.fail("expected a list")
        return [
            _Node(one, self.file, f"{self.path}[{place}]")
            for place, one in enumerate(self.node.value)
        ]

    def text(self) -> str:
        if not isinstance(self.node.value, str) or not self.node.value.strip():
            self.fail("expected text")
        return str(self.node.value).strip()

    def texts(self) -> list[str]:
        return [one.text() for one in self.sequence()]

    def choice(self, kinds: Callable[[str], _T]) -> _T:
        found = self.text()
        try:
            return kinds(found)
        except ValueError:
            name = getattr(kinds, "__name__", "value").lower()
            article = "an" if name[0] in "aeo" else "a"
            allowed: Any = list(kinds)  # type: ignore[call-overload]  # every kind is a StrEnum
            self.fail(f"{found!r} is not {article} {name}", allowed)

    def number(self) -> float:
        try:
            value = float(self.text())
        except ValueError:
            self.fail(f"{self.text()!r} is not a number")
        if not 0.0 <= value <= 1.0:
            self.fail(f"{value} is not a score; expected a number from 0 to 1")
        return value

    def scores(self) -> dict[FindingKind, float]:
        kinds = tuple(kind.value for kind in FindingKind)
        return {FindingKind(key): value.number() for key, value in self.mapping(kinds).items()}

    def day(self) -> date:
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            self.fail(f"{self.text()!r} is not a date; expected YYYY-MM-DD")
