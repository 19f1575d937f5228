"""The written forms of a term: plurals, cases, prefixes and spellings, by language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import import_module

Forms = Callable[[str], frozenset[str]]

_WRITERS = {
    "en": ("english", "forms"),
    "de": ("german", "forms"),
    "es": ("romance", "forms_es"),
    "pt": ("romance", "forms_pt"),
    "fr": ("romance", "forms_fr"),
    "ru": ("russian", "forms"),
    "ar": ("arabic", "forms"),
    "hi": ("hindi", "forms"),
    "id": ("indonesian", "forms"),
    "sw": ("swahili", "forms"),
}


@functools.cache
def _writer(language: str) -> Forms | None:
    if language not in _WRITERS:
        return None
    module, function = _WRITERS[language]
    writer: Forms = getattr(import_module(f"linsang.reference.inflection.{module}"), function)
    return writer


def forms(term: str, language: str) -> frozenset[str]:
    """The ways *term* is written in *language*, itself included.

    Languages without inflection of the written word (Chinese, Thai, Vietnamese ...) have one.

    >>> sorted(forms("tusk", "en"))
    ['tusk', 'tusks']
    >>> forms("虎骨", "zh-Hans")
    frozenset({'虎骨'})
    """
    writer = _writer(language)
    return frozenset({term}) if writer is None else writer(term) | {term}
