"""A soft guess at the language of a text, for display; it never routes a listing."""

from __future__ import annotations


def guess_language(text: str) -> str | None:
    """A BCP 47 tag, or None where nothing speaks for one."""
    return None
