"""Simple word forms of Indonesian and Malay terms.

Indonesian has no plural ending: a noun is doubled ("burung-burung"), in chats with a digit
("burung2").  The clitic "-nya" ("kulitnya") marks possession or definiteness.  Affixes that
change the meaning (ber-, me-, -an) are not produced; such words are rows of their own.
"""

from __future__ import annotations

_MAX_FORMS = 6

#: Spellings often seen in chats and older or Malay texts, tried from left to right.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("kura-kura", "kura kura"),
    ("berang-berang", "berang berang"),
    ("kupu-kupu", "kupu kupu"),
    ("alap-alap", "alap alap"),
    ("sumatra", "sumatera"),
    ("sumatera", "sumatra"),
    ("trenggiling", "tenggiling"),
    ("cenderawasih", "cendrawasih"),
    ("cendrawasih", "cenderawasih"),
    ("piton", "python"),
    ("telur", "telor"),
    ("harimau", "hrimau"),
    ("opsetan", "offsetan"),
)

#: Heads that never take "-nya" or a doubled form here: function words and verbs of selling.
_FIXED = frozenset(
    {"jual", "dijual", "ready", "siap", "minat", "harga", "tanpa", "no", "via", "per", "bisa"}
)


def _is_word(text: str) -> bool:
    return len(text) >= 3 and text.isascii() and text.isalpha()


def forms(term: str) -> frozenset[str]:
    """Return a few further spellings of *term*, without *term* itself.

    A single noun is doubled and takes "-nya"; in a phrase "-nya" goes to its last word, and
    the first word may be doubled.

    >>> sorted(forms("burung"))
    ['burung burung', 'burung-burung', 'burung2', 'burungnya']
    >>> sorted(forms("kulit harimau"))
    ['kulit harimaunya', 'kulit hrimau', 'kulit2 harimau']
    >>> sorted(forms("kura-kura"))
    ['kura kura', 'kura-kuranya', 'kura2']
    >>> sorted(forms("siap kirim"))
    []
    """
    text = " ".join(term.split()).casefold()
    if not text:
        return frozenset()
    found: list[str] = []
    words = text.split(" ")
    first, last = words[0], words[-1]
    if first in _FIXED:
        return frozenset()
    half, dash, other = text.partition("-")
    if dash and half == other:
        found.extend((f"{half} {half}", f"{half}2", f"{text}nya"))
    elif len(words) == 1:
        if _is_word(text):
            found.extend((f"{text}-{text}", f"{text} {text}", f"{text}2"))
            if not text.endswith("nya"):
                found.append(f"{text}nya")
    else:
        head, head_dash, head_other = first.partition("-")
        rest = " ".join(words[1:])
        if head_dash and head == head_other:
            found.extend((f"{head} {head} {rest}", f"{head}2 {rest}"))
        elif _is_word(first):
            found.append(f"{first}2 {rest}")
        if _is_word(last) and not last.endswith("nya"):
            found.append(f"{text}nya")
    for old, new in _SPELLINGS:
        if old in text and new not in text:
            found.append(text.replace(old, new))
    distinct = dict.fromkeys(form for form in found if form != text)
    return frozenset(list(distinct)[:_MAX_FORMS])
