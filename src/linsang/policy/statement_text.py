"""A statement of reasons in plain words, in the languages that there are texts for."""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from linsang.model.decision import Action, Outcome
from linsang.model.finding import FindingKind
from linsang.model.statement import Automation, Concern, Provision, StatementOfReasons

FALLBACK: Final = "en"
# Who reads one of these reads the other, more or less; before English, at any rate.
_NEXT_BEST: Final = {"zh-Hant": "zh-Hans", "zh": "zh-Hans", "ms": "id"}
_TOLD_KINDS: Final = frozenset(FindingKind) - {FindingKind.NOT_TRADE}
# What each text has to hold a place for, and may: a text that drops the law tells no reason.
_PLACES: Final = {
    "reference": {"id"},
    "about": {"taxon"},
    "appendix": {"taxon", "appendices"},
    "by_law": {"ground", "places", "rule"},
    "by_law_review": {"ground", "places", "rule"},
    "by_policy": {"policy", "ground", "rule"},
    "by_policy_review": {"policy", "ground", "rule"},
    "concern": {"concern"},
    "object": {"where"},
    "object_at": {"place"},
    "quote": {""},
}
_PLAIN: Final = (
    "comma", "title", "found", "rule", "effect", "objection", "everywhere", "incomplete",
    "decided_by_machine", "found_by_machine", "decided_by_person", "object_here", "evidence", "further",
)  # fmt: skip
_QUOTED: Final = _TOLD_KINDS - {
    FindingKind.CONTACT,
    FindingKind.PICTURED,
    FindingKind.WILDLIFE_SCORE,
    FindingKind.PROHIBITED_SCORE,
}


def statement_languages() -> tuple[str, ...]:
    """The languages that a statement can be written in.

    >>> "vi" in statement_languages(), len(statement_languages())
    (True, 10)
    """
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def spoken(*tags: str | None) -> str:
    """The first of *tags* that a statement can be written in, or the nearest to it, or English.

    >>> spoken("pt-BR", "fr"), spoken("zh-Hant"), spoken(None, "xx")
    ('pt', 'zh-Hans', 'en')
    """
    known = statement_languages()
    for tag in tags:
        base = tag.partition("-")[0] if tag else ""
        for one in (tag, _NEXT_BEST.get(tag or ""), base, _NEXT_BEST.get(base)):
            if one in known:
                return one
    return FALLBACK


def as_text(statement: StatementOfReasons, language: str, *, object_at: str | None = None) -> str:
    """The whole statement in *language*, one of `statement_languages`; paragraphs under headings.

    *object_at* says where a seller writes to; by default it is the platform's own form.
    """
    words = _Words.load(language)
    parts = (
        [words["title"], words("reference", id=statement.decision_id)],
        [words["found"], *found_lines(statement, language)],
        [words["rule"], *_provisions(statement, words)],
        [words["effect"], *_effects(statement, words)],
        [words["objection"], *_objection(words, object_at)],
    )
    blocks = []
    for place, lines in enumerate(parts):
        heading, *rest = lines
        blocks.append("\n".join([heading if not place else f"## {heading}", *rest]))
    return "\n\n".join(blocks) + "\n"


def found_lines(statement: StatementOfReasons, language: str) -> list[str]:
    """What was found, a sentence each: the evidence, the taxa, and what could not be looked at."""
    words = _Words.load(language)
    lines = [words.found(one.kind, one.quotes) for one in statement.found]
    for one in statement.concerned:
        taxon = one.scientific_name
        if one.appendices:
            appendices = words["comma"].join(appendix.value for appendix in one.appendices)
            lines.append(words("appendix", taxon=taxon, appendices=appendices))
        else:
            lines.append(words("about", taxon=taxon))
    if not statement.complete:
        lines.append(words["incomplete"])
    return lines


def provision_line(statement: StatementOfReasons, one: Provision, language: str) -> str:
    """Which rule of which law or policy a decision rests on, and what the rule is about."""
    return _provision(statement, one, _Words.load(language))


def automation_line(statement: StatementOfReasons, language: str) -> str:
    """How far a machine found and decided it."""
    return _Words.load(language)[_AUTOMATION[statement.automated_decision]]


_AUTOMATION: Final = {
    Automation.FULLY: "decided_by_machine",
    Automation.PARTIALLY: "found_by_machine",
    Automation.NOT_AUTOMATED: "decided_by_person",
}


def _provisions(statement: StatementOfReasons, words: _Words) -> Iterator[str]:
    for one in statement.provisions:
        yield _provision(statement, one, words)


def _provision(statement: StatementOfReasons, one: Provision, words: _Words) -> str:
    kind = "by_law" if one.by_law else "by_policy"
    if statement.outcome is Outcome.REVIEW:
        kind += "_review"
    said = words(
        kind,
        rule=words["comma"].join(one.rules),
        ground=one.ground or words["comma"].join(one.rules),
        policy=statement.policy,
        places=words["comma"].join(one.places) or words["everywhere"],
    )
    space = "" if words.language.startswith("zh") else " "
    concern = words[f"concern_of.{one.concern}"]
    return said + space + words("concern", concern=concern)


def _effects(statement: StatementOfReasons, words: _Words) -> Iterator[str]:
    effects = [action.value for action in statement.actions] or [statement.outcome.value]
    yield from (words[f"effect_of.{effect}"] for effect in effects)
    yield words[_AUTOMATION[statement.automated_decision]]


def _objection(words: _Words, object_at: str | None) -> Iterator[str]:
    where = words("object_at", place=object_at) if object_at else words["object_here"]
    yield words("object", where=where)
    yield words["evidence"]
    yield words["further"]


class StatementTextError(ValueError):
    """Texts of a language that are not whole: the file, the text, what is missing or not allowed."""


@dataclass(frozen=True)
class _Words:
    """The texts of one language, checked whole."""

    language: str
    texts: Mapping[str, str]

    @classmethod
    @functools.cache
    def load(cls, language: str) -> _Words:
        name = f"statements/{language}.toml"
        raw = tomllib.loads((_folder() / f"{language}.toml").read_text("utf-8"))
        texts = {
            f"{section}.{key}" if section else key: value
            for section, keys in (("", raw), *_sections(raw))
            for key, value in keys.items()
            if isinstance(value, str)
        }
        wanted = _wanted()
        for key in sorted(wanted.keys() ^ texts.keys()):
            found = "is missing" if key in wanted else "is not a text of a statement"
            raise StatementTextError(f"{name}: {key} {found}")
        for key, text in texts.items():
            places = {
                place for _, place, _, _ in string.Formatter().parse(text) if place is not None
            }
            if places != wanted[key]:
                expected = ", ".join(f"{{{one}}}" for one in sorted(wanted[key])) or "no place"
                raise StatementTextError(f"{name}: {key} must hold {expected}: {text!r}")
        return cls(language, texts)

    def __getitem__(self, key: str) -> str:
        return self.texts[key]

    def __call__(self, key: str, **values: str) -> str:
        return self.texts[key].format(**values)

    def found(self, kind: FindingKind, quotes: tuple[str, ...]) -> str:
        quoted = self["comma"].join(self["quote"].format(one) for one in quotes)
        return self.texts[f"finding.{kind}"].format(quotes=quoted)


def _sections(raw: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    return ((name, value) for name, value in raw.items() if isinstance(value, dict))


def _wanted() -> dict[str, set[str]]:
    """Every text that a language has to have, with the places in it."""
    nothing: set[str] = set()
    wanted = _PLACES | dict.fromkeys(_PLAIN, nothing)
    wanted |= {f"finding.{one}": {"quotes"} if one in _QUOTED else nothing for one in _TOLD_KINDS}
    wanted |= {f"concern_of.{one}": nothing for one in Concern}
    effects = (Outcome.RESTRICT, Outcome.REVIEW, *Action)
    return wanted | {f"effect_of.{one}": nothing for one in effects}


def _folder() -> Path:
    return Path(str(resources.files("linsang.policy"))) / "statements"
