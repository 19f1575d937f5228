"""Invented listings to try Linsang on, twenty in each of fifteen languages.

Nobody ever posted one of them. A column `about`, which the screen does not read, says in a
word what each was written as: an offer, a disguised one, a false friend, ordinary goods.
They show what Linsang does; they do not measure how well (benchmarks/README.md says what does).
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

LANGUAGES: Final = (
    *("en", "zh-Hans", "zh-Hant", "vi", "th", "id", "es", "pt"),
    *("fr", "de", "ja", "ru", "ar", "sw", "hi"),
)
"""The languages of the listings, in their order."""

PROHIBITED: Final = frozenset({"offer", "disguised", "coy", "claim", "gear"})
"""What a listing may be `about` that the labelling guide calls prohibited."""

INNOCENT: Final = frozenset(
    {"ordinary", "false friend", "imitation", "domestic", "unlisted", "no offer"}
)
"""What a listing may be `about` that no shipped default rule is meant to touch."""


def listings_path() -> Path:
    """Where the listings are, as JSON Lines.

    >>> listings_path().name
    'listings.jsonl'
    """
    return Path(str(resources.files("linsang.samples") / "listings.jsonl"))
