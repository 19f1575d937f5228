"""Learn the two scores anew: writes src/linsang/models/listing_scores and docs/model-card.md.

Run by `make model`; takes some minutes. It reads training/seeds and the shipped reference data
and nothing else, so the same data and the same pins give the same bytes on the same machine.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from linsang.compose import compose
from linsang.learning.model_card import card_of, page_of
from linsang.learning.train import observed_seeds, trained, write_model
from linsang.models.folder import LISTING_SCORES, ModelError, ModelFolder
from linsang.scores import Scorer, shipped_scorer
from linsang.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Observe, learn, judge, write."""
    _be_loadable()
    screening = compose(Settings(), many=True)
    seeds = observed_seeds(screening.engine, ROOT / "training" / "seeds")
    _say(f"{len(seeds.seeds)} seeds read")
    fitted, invented = trained(screening.engine, seeds)
    _say(f"learned from them and from {len(invented)} generated rows")
    learned = replace(screening, engine=replace(screening.engine, scorer=fitted.scorer))
    version = write_model(LISTING_SCORES, fitted.scorer, card_of(fitted, seeds, invented, learned))
    page = page_of(ModelFolder.read(LISTING_SCORES).card, version)
    (ROOT / "docs" / "model-card.md").write_text(page, encoding="utf-8")
    _say(f"{version}: see docs/model-card.md")


def _be_loadable() -> None:
    """The engine wants a model; what it says of the rows plays no part in learning from them."""
    try:
        shipped_scorer()
    except ModelError:
        write_model(LISTING_SCORES, Scorer.untaught(), {})


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
