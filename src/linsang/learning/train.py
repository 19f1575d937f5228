"""Seeds and lexicon to the shipped model: what `make model` does."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from linsang.engine import Engine
from linsang.learning.fitted import Fitted, fit
from linsang.learning.generator import generated
from linsang.learning.observed import Observed, observe
from linsang.learning.seeds import Seed, read_seeds
from linsang.models.folder import CARD, digest_of, version_of
from linsang.reference.vocabulary import data_directory
from linsang.scores import Scorer

NAME: Final = "listing-scores"
ON: Final = date(2026, 11, 1)
"""The day by whose Appendices the training rows are read, whenever they are."""
GATES: Final = (0.65, 0.5)
"""The log-odds of letters, for wildlife and for prohibited, from which on a row is looked at.

A lower gate finds more and looks at more: at half a logarithm less, 10 of 960 mixed offers by an
author who was left out of the learning are found more, and of the invented ordinary mix of the
benchmarks half a row in a hundred is looked at more.
"""


def observed_seeds(engine: Engine, folder: Path) -> Observed:
    """The seeds of *folder* as the engine reads them."""
    return observe(engine, read_seeds(folder), on=ON)


def trained(engine: Engine, seeds: Observed) -> tuple[Fitted, list[Seed]]:
    """The scorers learned from *seeds*, and the generated rows that were learned from too."""
    rows = list(generated(data_directory(), engine.taxonomy, on=ON))
    return fit(seeds, observe(engine, rows, on=ON), gates=np.array(GATES)), rows


def write_model(folder: Path, scorer: Scorer, about: Mapping[str, Any]) -> str:
    """Write a model's folder, with *about* in its card; returns the model's version."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"model.json": _as_json(_numbers(scorer)), "weights.npz": _weights(scorer)}
    card = {
        "name": NAME,
        "files": {name: digest_of(contents) for name, contents in sorted(files.items())},
        **about,
    }
    text = _as_json(card)
    for name, contents in (*files.items(), (CARD, text)):
        (folder / name).write_bytes(contents)
    return version_of(NAME, text)


def _numbers(scorer: Scorer) -> dict[str, Any]:
    return {
        "gram_scales": scorer.gram_scales.tolist(),
        "gram_intercepts": scorer.gram_intercepts.tolist(),
        "intercepts": scorer.intercepts,
        "gates": scorer.gates.tolist(),
        "groups": dict(scorer.groups),
        "calibration": dict(scorer.calibration),
        "coefficients": dict(scorer.coefficients),
    }


def _weights(scorer: Scorer) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, grams=scorer.gram_weights)
    return stream.getvalue()


def _as_json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
