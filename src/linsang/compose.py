"""Settings become a running whole; the one place that picks implementations."""

from __future__ import annotations

import dataclasses
import functools
import gc
import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from linsang.detector import Detector
from linsang.engine import Engine
from linsang.model.listing import Listing
from linsang.models.folder import ModelError
from linsang.operations.recording import Recording
from linsang.operations.screen import Decided, Screening
from linsang.plugins import ITEM_SEPARATOR, ListingBatch
from linsang.policy.load import load_policy
from linsang.policy.rules import Policy
from linsang.reference.appendices import Appendices
from linsang.reference.compilation import with_known_taxa
from linsang.reference.lexicon import LexiconError, read_private
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.trade_terms import TradeTerms
from linsang.reference.vocabulary import Vocabulary, data_directory
from linsang.settings import Settings, load_settings
from linsang.text.passes import compiled

if TYPE_CHECKING:
    from linsang.image.pack import Pack
    from linsang.image.panel import Panel
    from linsang.image.viewing import Viewing

DETECTORS = "linsang.detectors"
_COLLECT_AFTER = 50_000


_OF_PICTURES = frozenset({"pictured"})


def detectors(*, pictures: bool = False) -> tuple[Detector, ...]:
    """The installed detectors, in name order; those of *pictures* where somebody looks at them."""
    found = sorted(entry_points(group=DETECTORS), key=lambda point: point.name)
    return tuple(point.load()() for point in found if pictures or point.name not in _OF_PICTURES)


def engine(settings: Settings, *, many: bool = False) -> Engine:
    """The engine that the settings describe; *many* as in `compose`."""
    layers = settings.reference_layers
    taxonomy = Taxonomy.load(layers=layers)
    appendices = Appendices.load(taxonomy, layers=layers)
    vocabulary = Vocabulary.load(
        data_directory(), taxonomy=taxonomy, cache=settings.cache_dir, on_compile=_say_compiling
    )
    if many:
        vocabulary = vocabulary.at_speed(compiled(settings.cache_dir / "kernels"))
    seeing = viewing(settings, taxonomy)
    whole = Engine(
        vocabulary,
        taxonomy,
        appendices,
        detectors(pictures=seeing is not None),
        viewing=seeing,
    )
    return with_private_terms(whole, settings.terms_path)


def viewing(settings: Settings, taxonomy: Taxonomy) -> Viewing | None:
    """What looks at pictures, if the settings ask for it; text alone loads nothing of it."""
    if settings.images == "off":
        return None
    pack = picture_model(settings, taxonomy)
    from linsang.image.contents import Contents
    from linsang.image.look import Looker
    from linsang.image.viewing import Viewing

    looker = Looker(_panel(pack, settings), Contents(root=settings.image_root))
    return Viewing(looker, everything=settings.images == "all", budget=settings.image_budget)


def _panel(pack: Pack, settings: Settings) -> Panel:
    """The picture model, and beside it the live ones that the platform taught itself."""
    from linsang.image.embedding import BACKBONES
    from linsang.image.pack import Pack
    from linsang.image.panel import Panel
    from linsang.learning.model_shelf import ModelShelf, ModelState
    from linsang.models.folder import ModelFolder

    shelf = ModelShelf(settings.data_dir / "models")
    live = [ModelFolder.read(one.path) for one in shelf if one.state is ModelState.LIVE]
    if live and f"image-{BACKBONES[0]}" not in pack.backbone.version:
        # They read the vectors of the shipped backbone and no others.
        raise ModelError(
            f"image_model {pack.version} has a backbone of its own, and the live model "
            f"{live[0].version} needs the shipped one: retire it, or use a shipped model"
        )
    return Panel(pack, [Pack(folder, pack.backbone) for folder in live])


def needs_pictures() -> None:
    """Raise a `MissingPicturesError` where what pictures need is not installed."""
    try:
        import onnxruntime  # noqa: F401  # to see whether it is there
        import PIL  # noqa: F401  # likewise
    except ImportError as error:
        from linsang.image import MissingPicturesError

        raise MissingPicturesError(
            f"pictures need what is not installed here ({error.name}): "
            'python -m pip install "linsang[image]"'
        ) from error


def picture_model(settings: Settings, taxonomy: Taxonomy) -> Pack:
    """The picture model that the settings name, its classes checked against the reference data."""
    needs_pictures()
    from linsang.image.embedding import usual_threads
    from linsang.image.pack import Pack

    threads = max(1, usual_threads() // settings.workers)
    pack = Pack.load(settings.image_model, threads=threads)
    pack.classes.check_known(
        {one.taxon for one in taxonomy}, {str(one.code) for one in TradeTerms.load()}
    )
    return pack


def _say_compiling() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("linsang: compiling the reference data, once; about half a minute\n")


def with_private_terms(whole: Engine, path: Path) -> Engine:
    """The engine with the platform's own terms as they are in their file now."""
    terms = [with_known_taxa(term, whole.taxonomy) for term in read_private(path)]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8] if terms else ""
    return dataclasses.replace(
        whole, vocabulary=whole.vocabulary.with_private(terms, version=digest)
    )


class LiveScreening:
    """A screening that follows its private terms: edit the file, and the next batch knows.

    A file that cannot be read leaves the terms as they were; *on_problem* hears of it once.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        on_problem: Callable[[str], None],
        screening: Screening | None = None,
    ) -> None:
        self._path = settings.terms_path
        self._on_problem = on_problem
        self._seen = self._state()
        self._screening = screening or compose(settings, many=True)

    def current(self) -> Screening:
        """The screening with the terms of this moment."""
        state = self._state()
        if state != self._seen:
            self._seen = state
            try:
                fresh = with_private_terms(self._screening.engine, self._path)
            except (LexiconError, OSError) as error:
                self._on_problem(f"private terms not reloaded: {error}")
            else:
                self._screening = dataclasses.replace(self._screening, engine=fresh)
        return self._screening

    def _state(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


def policy(settings: Settings, taxonomy: Taxonomy) -> Policy:
    """The policy that the settings name."""
    codes = frozenset(str(one.code) for one in TradeTerms.load())
    return load_policy(settings.policy, taxonomy, codes)


def compose(settings: Settings | None = None, *, many: bool = False) -> Screening:
    """A screening as the settings ask for it; read from the usual places by default.

    For *many* listings it takes a second longer to start and a third of the time for each.
    """
    settings = settings or load_settings()
    whole = engine(settings, many=many)
    if many:
        # The reference data stays for good: no collection need walk it again. And what is made
        # for a batch is freed without one, so the usual seven hundred objects are too few.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_COLLECT_AFTER, 10, 10)
    return Screening(
        engine=whole,
        policy=policy(settings, whole.taxonomy),
        audit_rate=settings.audit_rate if settings.ledger else None,
    )


@contextmanager
def recorder(settings: Settings) -> Iterator[Callable[[Recording | None], None]]:
    """What records a batch in the ledger that the settings name, if they name one.

    A ledger is made where there is none.
    """
    if settings.ledger is None:
        yield lambda _: None
        return
    # Most runs record nothing, and the database's libraries are slow to start.
    from linsang.store.sql_ledger import SqlLedger

    with SqlLedger.open(settings.ledger, create=True) as ledger:

        def record(made: Recording | None) -> None:
            if made is not None:
                ledger.record_many(made.records, shard=made.shard)

        yield record


@functools.cache
def _default() -> Screening:
    return compose()


def check(text: str | Listing, *, screening: Screening | None = None) -> Decided:
    """One text or listing, assessed and decided in full.

    >>> check("Tiger Balm, 30 g, red").decision.outcome.value
    'no_action'
    """
    screening = screening or _default()
    columns = _columns(text) if isinstance(text, Listing) else {"id": "text", "title": text}
    batch = ListingBatch.of(
        {name: [None if value is None else _sound(value)] for name, value in columns.items()}
    )
    return screening.screen(batch, look_at_all=True).decided[0]


def _columns(listing: Listing) -> dict[str, str | None]:
    """A listing as one row of columns."""
    reference = str(listing.id)
    if listing.platform:
        reference = reference.removeprefix(f"{listing.platform}:")
    return {
        "id": reference,
        "platform": listing.platform,
        "title": listing.title,
        "description": listing.description,
        "price": str(listing.price.amount) if listing.price else None,
        "currency": listing.price.currency if listing.price else None,
        "category": listing.category,
        "brand": listing.brand,
        "condition": listing.condition,
        "tags": ITEM_SEPARATOR.join(listing.tags) or None,
        "url": listing.url,
        "language": listing.language,
        "ships_from": listing.ships_from,
        "ships_to": ITEM_SEPARATOR.join(listing.ships_to) or None,
    }


def _sound(text: str) -> str:
    """Text that every part can carry: lone surrogates and NUL become U+FFFD, one for one."""
    return "".join(
        "\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text
    )
