"""A listing's title and description, disguised in every way that does something to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from linsang.model.finding import FindingKind
from linsang.redteam.passage import Spans, every_word
from linsang.redteam.ways import WAYS, Way
from linsang.text.normalise import FIELD_MARK

WORDS_THAT_MATTER: Final = frozenset(
    {
        *(FindingKind.TAXON_MENTION, FindingKind.TRADE_TERM),
        *(FindingKind.CODED_LANGUAGE, FindingKind.GEAR),
    }
)
"""The findings whose words a seller hides: what the thing is, and not that it is for sale."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The texts of a listing, its language, and the spans to disguise in the two joined."""

    id: str
    title: str
    description: str
    language: str | None
    spans: Spans

    @classmethod
    def of(
        cls,
        row: Mapping[str, Any],
        findings: Iterable[Mapping[str, Any]],
        *,
        language: str | None,
        whole_text: bool = False,
    ) -> Offer:
        """The offer of one row of a listing and the findings of its undisguised result.

        >>> finding = {"kind": "trade_term", "matches": [{"field": "title", "start": 5, "end": 10}]}
        >>> Offer.of({"id": "1", "title": "real ivory"}, [finding], language="en").spans
        [(5, 10)]
        """
        texts = {name: row.get(name) or "" for name in ("title", "description")}
        texts = {name: text.replace(FIELD_MARK, " ") for name, text in texts.items()}
        begins = {"title": 0, "description": len(texts["title"]) + 1}
        spans = [
            (begins[match["field"]] + match["start"], begins[match["field"]] + match["end"])
            for finding in findings
            if finding["kind"] in WORDS_THAT_MATTER
            for match in finding["matches"]
            if match["field"] in begins
        ]
        joined = FIELD_MARK.join(texts.values())
        return cls(
            id=row["id"],
            **texts,
            language=language,
            spans=every_word(joined) if whole_text else spans,
        )


@dataclass(frozen=True, slots=True)
class Disguise:
    """An offer as it reads after one way was used on it."""

    offer: Offer
    way: Way
    title: str
    description: str


def disguises(offer: Offer, *, seed: int, ways: Collection[Way] = WAYS) -> Iterator[Disguise]:
    """Yield the offer in each way that changes it; the same for the same *seed* and id.

    >>> offer = Offer("1", "象牙", "", "zh-Hans", [(0, 2)])
    >>> [one.title for one in disguises(offer, seed=7) if one.way.name == "pinyin"]
    ['xiang ya']
    """
    joined = f"{offer.title}{FIELD_MARK}{offer.description}"
    for way in ways:
        other = way.disguised(
            joined, offer.spans, seed=f"{seed}:{offer.id}", language=offer.language
        )
        if other is not None:
            title, _, description = other.partition(FIELD_MARK)
            yield Disguise(offer, way, title, description)
