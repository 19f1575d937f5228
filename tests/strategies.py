"""Texts that tests are tried on: any at all, and such as people write to be missed."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

# Whatever a string can hold, half surrogate pairs too.
ANY_TEXT: SearchStrategy[str] = st.text(st.characters(exclude_categories=()), max_size=60)

# Characters that fold, vanish, join, part or only look like another.
ODD = (
    " \u00a0\u3000\t\n-_.,;:!|*·~'\"/#@$+=\u200b\u200c\u200d\u00ad\ufeff\u2060\u202e\u2066\u0301\u0336"
    "\ufe0f\U000e0065\U0001f1f9ⓣ🅣🄣𝓽ｔтіοɪ0134€£ßẞİıſﬁÅđеёйЙก่้าะिी़ंँ्ّـاآةىكهڤ한가ᄀハバパﾊﾞﾟーァ々虎骨象牙龍镯🐅🔥0️⃣\ufffd\ud800"
)


def odd_text(*words: str, max_size: int = 12) -> SearchStrategy[str]:
    """Texts of *words* and odd characters in any order."""
    pieces = st.one_of(st.sampled_from(ODD), st.sampled_from(words or ("tiger",)))
    return st.lists(pieces, max_size=max_size).map("".join)


SEPARATORS = (" ", ".", "-", "_", "*", "·", "\u200b", " . ", "~")
STYLES = (
    {chr(97 + n): chr(0x1D4EA + n) for n in range(26)},  # bold script
    {chr(97 + n): chr(0xFF41 + n) for n in range(26)},  # full width
    {chr(97 + n): chr(0x24D0 + n) for n in range(26)},  # circled
    {chr(97 + n): chr(0x1F170 + n) for n in range(26)},  # squared
    {"a": "а", "c": "с", "e": "е", "i": "і", "o": "о", "p": "р", "x": "х", "y": "у"},
    {"a": "4", "e": "3", "i": "1", "o": "0"},
)


@st.composite
def disguised(draw: DrawFn, word: str) -> str:
    """*word* as somebody writes it who would not have it read."""
    way = draw(st.integers(0, len(STYLES) + 1))
    if way < len(STYLES):
        return "".join(STYLES[way].get(char, char) for char in word)
    if way == len(STYLES):
        return draw(st.sampled_from(SEPARATORS)).join(word)
    return "".join(char + "\u0336" for char in word)
