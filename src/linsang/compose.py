"""Settings become a running whole; the one place that picks implementations."""

from __future__ import annotations

import functools
from importlib.metadata import entry_points

from linsang.detector import Detector
from linsang.engine import Engine
from linsang.model.listing import Listing
from linsang.operations.screen import Decided, Screening
from linsang.plugins import ListingBatch
from linsang.policy.load import load_policy
from linsang.policy.rules import Policy
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.trade_terms import TradeTerms
from linsang.reference.vocabulary import Vocabulary, data_directory
from linsang.settings import Settings, load_settings

DETECTORS = "linsang.detectors"


def detectors() -> tuple[Detector, ...]:
    """The installed detectors, in name order."""
    found = sorted(entry_points(group=DETECTORS), key=lambda point: point.name)
    return tuple(point.load()() for point in found)


def engine(settings: Settings) -> Engine:
    """The engine that the settings describe."""
    taxonomy = Taxonomy.load()
    appendices = Appendices.load(taxonomy)
    vocabulary = Vocabulary.load(
        data_directory(),
        taxonomy=taxonomy,
        cache=settings.cache_dir,
        extra=(settings.terms_path,),
    )
    return Engine(vocabulary, taxonomy, appendices, detectors())


def policy(settings: Settings, taxonomy: Taxonomy) -> Policy:
    """The policy that the settings name."""
    codes = frozenset(str(one.code) for one in TradeTerms.load())
    return load_policy(settings.policy, taxonomy, codes)


def compose(settings: Settings | None = None) -> Screening:
    """A screening as the settings ask for it; read from the usual places by default."""
    settings = settings or load_settings()
    whole = engine(settings)
    return Screening(engine=whole, policy=policy(settings, whole.taxonomy))


@functools.cache
def _default() -> Screening:
    return compose()


def check(text: str | Listing, *, screening: Screening | None = None) -> Decided:
    """One text or listing, assessed and decided in full.

    >>> check("Tiger Balm, 30 g, red").decision.outcome.value
    'no_action'
    """
    screening = screening or _default()
    listing = text if isinstance(text, Listing) else None
    batch = ListingBatch.of(
        {"id": ["text"], "title": [text if isinstance(text, str) else text.title]}
        if listing is None
        else {
            "id": [str(listing.id)],
            "title": [listing.title],
            "description": [listing.description],
            "price": [str(listing.price.amount) if listing.price else None],
            "currency": [listing.price.currency if listing.price else None],
            "category": [listing.category],
            "brand": [listing.brand],
            "condition": [listing.condition],
        }
    )
    return screening.screen(batch, look_at_all=True).decided[0]
