"""Listings put together from the lexicon by templates, to learn from beside the seeds.

A recipe is a list of the kinds of words that a listing of it has, with its two labels. Words
are drawn from the shipped names and lexicon of one language. A third of the prohibited ones are
disguised in one of the ways that may be taught. They read like nobody's listing, and they teach
two things that a few hundred seeds a language cannot: which letters the words of the trade are
made of, and how many words in a marketplace mean nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from linsang.learning.seeds import Seed
from linsang.model.taxon import Appendix
from linsang.redteam.passage import every_word
from linsang.redteam.ways import TAUGHT
from linsang.reference.appendices import Appendices
from linsang.reference.lexicon import Hint, Role, Term, read_lexicon, read_names
from linsang.reference.taxonomy import Taxonomy
from linsang.text.normalise import FIELD_MARK

AUTHOR: Final = "generator"
UNSPACED: Final = frozenset({"zh-Hans", "zh-Hant", "ja", "th"})
DISGUISED_SHARE: Final = 0.33


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many listings a language, of which words in the title and the description."""

    kind: str
    count: int
    wildlife: bool
    prohibited: bool
    title: str
    description: str = ""


RECIPES: Final = (
    Recipe("object", 60, False, False, "object object", "object object offer? contact? number"),
    Recipe("object", 40, False, False, "object number object"),
    Recipe("object", 25, False, False, "real? object claim?", "offer number evasion? contact?"),
    Recipe("mask", 60, False, False, "mask object?", "object? offer? number"),
    Recipe("mask", 40, False, False, "mask"),
    Recipe("depicted", 25, False, False, "name picture", "object? offer?"),
    Recipe("depicted", 20, False, False, "toy name number", "offer? contact?"),
    Recipe("imitation", 15, False, False, "imitation product", "object? offer?"),
    Recipe("news", 20, False, False, "news product", "news news? name?"),
    Recipe("wanted", 10, False, False, "wanted name", "contact? wanted?"),
    Recipe("tame", 15, False, False, "tame live?", "offer number contact?"),
    Recipe("unlisted", 15, True, False, "unlisted part", "real? offer number"),
    Recipe("unlisted", 10, True, False, "unlisted live", "offer number contact?"),
    Recipe("product", 40, True, True, "product", "real? offer? evasion? contact? number"),
    Recipe("part", 20, True, True, "listed part", "real? offer number"),
    Recipe("live", 20, True, True, "listed live", "live? offer number contact?"),
    Recipe("gear", 15, False, True, "gear", "offer? number object?"),
    Recipe("code", 15, True, True, "code evasion?", "contact? offer? number"),
)
"""What is made of each language; a word with a question mark is there every other time."""

_SENSES: Final = {
    "picture": ("picture", "print"),
    "toy": ("toy",),
    "imitation": ("imitation", "vegetable"),
    "news": ("news", "museum", "education", "rescue", "law", "media"),
    "wanted": ("wanted",),
}


def generated(data: Path, taxonomy: Taxonomy, *, on: date, seed: int = 1) -> Iterator[Seed]:
    """The generated listings of every language of *data*, the same for the same *seed*."""
    appendices = Appendices.load(taxonomy)
    for path in sorted(data.glob("lexicon/*.csv")):
        language = path.stem
        names = data / "names" / path.name
        if not names.is_file() or language == "und":
            continue
        terms = [*read_names(names), *read_lexicon(path)]
        pools = _pools(terms, taxonomy, appendices, on)
        chance = Random(f"{seed}:{language}")
        for recipe in RECIPES:
            for number in range(recipe.count):
                row = _row(recipe, pools, language, chance)
                if row is not None:
                    name = f"{language}-{recipe.kind}-{recipe.count}-{number}"
                    yield row._replace(id=f"generated-{name}")


def _row(
    recipe: Recipe, pools: Mapping[str, Sequence[str]], language: str, chance: Random
) -> Seed | None:
    title = _words(recipe.title, pools, language, chance)
    description = _words(recipe.description, pools, language, chance)
    if not title:
        return None
    if recipe.prohibited and chance.random() < DISGUISED_SHARE:
        way = chance.choice(TAUGHT)
        text = f"{title}{FIELD_MARK}{description}"
        spans = every_word(title)
        changed = way.disguised(text, spans, seed=str(chance.random()), language=language)
        title, _, description = (changed or text).partition(FIELD_MARK)
    return Seed(
        id="",
        language=language,
        title=title,
        description=description,
        wildlife=recipe.wildlife,
        prohibited=recipe.prohibited,
        kind=recipe.kind,
        author=AUTHOR,
    )


def _words(template: str, pools: Mapping[str, Sequence[str]], language: str, chance: Random) -> str:
    words = []
    for slot in template.split():
        if slot.endswith("?") and chance.random() < 0.5:
            continue
        pool = pools.get(slot.rstrip("?"))
        if slot == "number":
            words.append(str(chance.choice((5, 10, 12, 20, 35, 50, 80, 100, 150, 250, 400, 900))))
        elif pool:
            words.append(chance.choice(pool))
        elif not slot.endswith("?"):
            return ""
    return ("" if language in UNSPACED else " ").join(words)


def _pools(
    terms: Iterable[Term], taxonomy: Taxonomy, appendices: Appendices, on: date
) -> dict[str, list[str]]:
    pools: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        for slot in _slots(term, taxonomy, appendices, on):
            pools[slot].append(term.text)
    return pools


def _slots(term: Term, taxonomy: Taxonomy, appendices: Appendices, on: date) -> Iterator[str]:
    """The slots of a template that a term fits."""
    alone = term.hint is Hint.ALONE
    match term.role:
        case Role.NAME:
            yield "name"
            if not all(taxonomy.resolve(taxon) for taxon in term.taxa):
                return
            if any(taxonomy.is_domesticated(taxon) for taxon in term.taxa):
                yield "tame"
            elif alone:
                readings = {
                    reading
                    for taxon in term.taxa
                    for reading in appendices.readings(taxon, on=on, trade_term=None)
                }
                listed = readings <= {Appendix.I, Appendix.II}
                if listed or readings <= {None}:
                    yield "listed" if listed else "unlisted"
        case Role.PRODUCT | Role.GEAR | Role.CODE:
            if alone:
                yield term.role.value
        case Role.DISCLAIMER | Role.NOT_TRADE:
            for slot, senses in _SENSES.items():
                if term.sense in senses:
                    yield slot
        case _:
            yield term.role.value
