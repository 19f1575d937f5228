"""Count what letters say for which language: writes src/linsang/text/language_table.npz.

Run by `make tables`. A table holds, for each hashed pair and triple of letters and each
language in Latin letters, the log-odds of it in that language against the mean of all, from
counts over the shipped names, lexicon and small words and over the invented listings in
training/seeds, each language weighing the same. Nothing else is read, so the same data give
the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np

from linsang.text import language as languages
from linsang.text.normalise import ScriptClass, code_points, fold_tables

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "linsang" / "reference" / "data"
SEEDS = ROOT / "training" / "seeds"
SMOOTHING = 0.5
# The words of the trade are many and short; a listing's sentences are what is met.
VOCABULARY_WEIGHT = 0.1


def main() -> None:
    """Count, weigh and write."""
    buckets = 1 << languages.BUCKET_BITS
    counts = np.zeros((buckets, len(languages.LATIN)))
    for column, language in enumerate(languages.LATIN):
        for text in _sentences(language):
            _count(counts[:, column], text, 1.0)
        for text in _vocabulary(language):
            _count(counts[:, column], text, VOCABULARY_WEIGHT)
    shares = (counts + SMOOTHING) / (counts + SMOOTHING).sum(axis=0)
    odds = np.log(shares) - np.log(shares).mean(axis=1, keepdims=True)
    weights = np.clip(np.round(16 * odds), -127, 127).astype(np.int8)
    names = np.frombuffer(json.dumps(languages.LATIN).encode(), dtype=np.uint8)
    target = ROOT / "src" / "linsang" / "text" / "language_table.npz"
    np.savez_compressed(target, weights=weights, languages=names)
    sys.stdout.write(f"{target.relative_to(ROOT)}: {buckets} x {len(languages.LATIN)}\n")


def _count(column: np.ndarray, text: str, weight: float) -> None:
    codes = code_points(text)
    if np.mean(fold_tables().classes[codes] == ScriptClass.LATIN) > 0.5:
        np.add.at(column, languages.gram_buckets(codes), weight)


def _sentences(language: str) -> list[str]:
    texts = [" ".join(languages.small_words(language))] * 20
    for path in sorted(SEEDS.glob(f"{language}*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] != "disguised":
                texts.append(f"{row['title']} {row['description']}")
    return [text for text in texts if text.strip()]


def _vocabulary(language: str) -> list[str]:
    texts = []
    for folder, field in (("names", "name"), ("lexicon", "term")):
        path = DATA / folder / f"{language}.csv"
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as stream:
                texts += [row[field] for row in csv.DictReader(stream)]
    return [text for text in texts if text]


if __name__ == "__main__":
    main()
