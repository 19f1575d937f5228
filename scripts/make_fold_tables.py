"""Make the folding tables from Unicode data: ``python scripts/make_fold_tables.py``.

Needs the `tables` extra (confusable_homoglyphs, opencc, pypinyin). The result is
committed, so nobody needs the extra to run Linsang.

Three tables, each code point to code point (0 deletes), stored as the pairs that change:

- `plain`: width, case, accents on Latin letters, invisible characters, styled letters,
  Arabic letter forms, nukta; every other script's spelling stays.
- `skeleton`: applied after `plain`: look-alikes to one Latin letter, digits and signs
  that stand for letters, separators deleted.
- `pinyin`: a Chinese character to the number of its most usual toneless syllable.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[1] / "src" / "linsang" / "text" / "fold_tables.npz"
LIMIT = 0x110000

# Combining marks that are accents: they sit in these blocks and on Latin letters.
# Thai tones, Indic vowel signs and the Japanese voicing mark are spelling, not accent.
ACCENTS = [(0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)]
ARABIC_MARKS = [
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x0640, 0x0640),
]
KEEP_COMPOSED = set("йЙїЇўЎ")  # й is a letter, not и with an accent

BY_HAND = {
    "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "ß": "s", "ẞ": "s", "þ": "p",
    "ŋ": "n", "œ": "o", "æ": "a", "ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي",
    "ة": "ه", "ک": "ك", "ی": "ي", "ؤ": "و", "ئ": "ي", "ہ": "ه", "ھ": "ه", "ے": "ي",
    "ँ": "ं", "़": "\0", "ʼ": "'", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-",
    "‐": "-", "‑": "-", "‒": "-", "−": "-", "﹣": "-", "·": "·", "•": "·", "・": "·", "∙": "·",
    "⋅": "·", "ー": "ー", "ſ": "s",
}  # fmt: skip

# Digits and signs read as letters inside a word. One reading each; "1" and "l" and "i"
# share one letter so that the pattern and the text meet whichever was meant.
LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g",
        "@": "a", "$": "s", "!": "i", "|": "i", "€": "e", "£": "e", "¢": "c", "¡": "i",
        "+": "t", "6": "g", "2": "z", "l": "i", "§": "s", "×": "x", "¥": "y"}  # fmt: skip

STYLED = re.compile(
    r"^(?:NEGATIVE |SQUARED |NEGATIVE CIRCLED |NEGATIVE SQUARED |CIRCLED |PARENTHESIZED |"
    r"REGIONAL INDICATOR SYMBOL |TURNED |LATIN LETTER SMALL CAPITAL |LATIN SMALL CAPITAL |"
    r"MODIFIER LETTER (?:SMALL |CAPITAL )?|TAG |LATIN (?:SMALL|CAPITAL) LETTER (?:TURNED |REVERSED )?)+"
    r"(?:LATIN )?(?:CAPITAL |SMALL )?(?:LETTER )?(?:TURNED )?([A-Z])$"
)
LATIN_VARIANT = re.compile(r"^LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH ")


def within(code: int, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def simplify() -> dict[str, str]:
    """Traditional characters to simplified ones, one for one."""
    import opencc

    converter = opencc.OpenCC("t2s")
    pairs = {}
    for code in list(range(0x3400, 0xA000)) + list(range(0x20000, 0x2A6E0)):
        before = chr(code)
        after = converter.convert(before)
        if len(after) == 1 and after != before:
            pairs[before] = after
    # Forms that Japanese writes otherwise than both Chinese spellings.
    pairs |= dict(
        zip(
            "専両円処歩涙獣竜亀薬剣県斎沢浜齢塩鉄銭鋭",
            "专两圆处步泪兽龙龟药剑县斋泽滨龄盐铁钱锐",
            strict=True,
        )
    )
    return pairs


def plain_of(char: str) -> str:
    """One character as the plain view writes it; empty where it vanishes."""
    code = ord(char)
    category = unicodedata.category(char)
    if char in BY_HAND:
        return BY_HAND[char].replace("\0", "")
    if (
        char
        in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0\u2800"
    ):
        return ""
    if category in ("Cf", "Cn", "Co") and not 0xE0020 <= code <= 0xE007E:
        return "" if category == "Cf" else char
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code == 0x20E3:
        return ""
    if 0x1F3FB <= code <= 0x1F3FF:
        return ""
    if within(code, ACCENTS) or within(code, ARABIC_MARKS):
        return ""
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    styled = STYLED.match(unicodedata.name(char, ""))
    if styled and code > 0x7F:
        return styled.group(1).lower()
    if char in KEEP_COMPOSED:
        return char.lower()
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) != 1:
        base = unicodedata.normalize("NFKD", char)
        kept = [part for part in base if not within(ord(part), ACCENTS) and part not in "़"]
        # (a), ㏒ and their like fold to more than one character: keep the letter of the first kind.
        if len(kept) == 3 and kept[0] == "(" and kept[2] == ")":
            return plain_of(kept[1])
        if len(kept) != 1:
            return char.lower() if len(char.lower()) == 1 else char
        folded = kept[0]
    if folded != char:
        return plain_of(folded)
    low = char.casefold()
    if len(low) == 1 and low != char:
        return plain_of(low)
    base = unicodedata.normalize("NFD", char)
    if len(base) > 1 and (
        base[0].isascii()
        or "LATIN" in unicodedata.name(base[0], "")
        or "GREEK" in unicodedata.name(base[0], "")
    ):
        return plain_of(base[0])
    if len(base) > 1 and base[1] == "़":
        return base[0]
    variant = LATIN_VARIANT.match(unicodedata.name(char, ""))
    if variant:
        return variant.group(1).lower()
    digit = unicodedata.digit(char, None)
    if digit is not None and category == "Nd":
        return str(digit)
    return char


def plain_table() -> np.ndarray:
    table = np.arange(LIMIT, dtype=np.uint32)
    for code in range(1, LIMIT):
        if 0xD800 <= code <= 0xDFFF:
            continue
        folded = plain_of(chr(code))
        table[code] = ord(folded) if folded else 0
    for before, after in simplify().items():
        if table[ord(before)] == ord(before):
            table[ord(before)] = ord(after)
    table[0] = 0
    for separator in ("\x1c", "\x1d", "\x1e", "\x1f"):  # field and row marks of the joined buffer
        table[ord(separator)] = ord(separator)
    table = table[table]  # one more step makes the fold idempotent
    if not np.array_equal(table, table[table]):
        sys.exit("the plain fold is not idempotent")
    return table


def skeleton_table(plain: np.ndarray) -> np.ndarray:
    from confusable_homoglyphs import confusables

    table = np.arange(LIMIT, dtype=np.uint32)
    data = confusables.confusables_data
    for char, others in data.items():
        if len(char) != 1:
            continue
        for other in others:
            target = other["c"]
            if len(target) == 1 and target.isascii() and target.isalpha() and not char.isascii():
                folded = int(plain[ord(char)])
                if folded > 0x7F:
                    table[folded] = ord(target.lower())
    cyrillic = dict(zip("авекмнорстухіјѕԁԛԝһԍпги", "abekmhopctyxijsdqwhgnru", strict=True))
    greek = dict(zip("αβγδεζηικλμνοπρστυχω", "abydeznikimvoppctuxw", strict=True))
    for before, after in (cyrillic | greek).items():
        table[ord(before)] = ord(after)
    table[ord("ɑ")] = ord("a")
    for before, after in LEET.items():
        table[ord(before)] = ord(after)
    table[ord("l")] = ord("i")
    for code in range(1, LIMIT):
        if 0xD800 <= code <= 0xDFFF or chr(code) in LEET:
            continue
        category = unicodedata.category(chr(code))
        if (category[0] in "ZP" or category in ("Sm", "Sk", "Sc", "Cc")) and table[code] == code:
            table[code] = 0
    for separator in ("\x1c", "\x1d", "\x1e", "\x1f"):
        table[ord(separator)] = ord(separator)
    table = table[table]
    if not np.array_equal(table, table[table]):
        sys.exit("the skeleton is not idempotent")
    return table


def pinyin_table(plain: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Syllable numbers for simplified characters, and the syllables."""
    from pypinyin import Style, lazy_pinyin

    syllables: dict[str, int] = {}
    table = np.zeros(LIMIT, dtype=np.uint32)
    for code in range(0x4E00, 0xA000):
        folded = int(plain[code])
        reading = lazy_pinyin(chr(folded), style=Style.NORMAL, errors="ignore")
        if reading and reading[0].isascii():
            table[code] = syllables.setdefault(reading[0].replace("ü", "v"), len(syllables) + 1)
    return table, list(syllables)


def class_table(plain: np.ndarray) -> np.ndarray:
    """The script class of each folded code point: see `ScriptClass`."""
    ranges = [
        (1, r"LATIN"), (2, r"CYRILLIC"), (3, r"ARABIC"), (4, r"DEVANAGARI"), (5, r"HANGUL"),
        (6, r"KATAKANA"), (7, r"HIRAGANA"), (8, r"CJK UNIFIED|CJK COMPAT|IDEOGRAPHIC ITERATION"),
        (9, r"THAI"), (12, r"GREEK"), (13, r"BENGALI|TAMIL|HEBREW|LAO|KHMER|MYANMAR"),
    ]  # fmt: skip
    compiled = [(number, re.compile(rf"^(?:{pattern})")) for number, pattern in ranges]
    table = np.zeros(LIMIT, dtype=np.uint8)
    for code in range(1, LIMIT):
        if 0xD800 <= code <= 0xDFFF:
            continue
        char = chr(code)
        category = unicodedata.category(char)
        if category[0] in "LM":
            name = unicodedata.name(char, "")
            table[code] = next((number for number, pattern in compiled if pattern.match(name)), 0)
            if table[code] == 9 and category == "Mn":
                table[code] = 14
        elif category == "Nd":
            table[code] = 10
        elif category[0] in "ZPC" or category in ("Sm", "Sk", "Sc"):
            table[code] = 11
        elif category == "So":
            table[code] = 15
    table[ord("ー")] = 6
    return table


def main() -> None:
    plain = plain_table()
    skeleton = skeleton_table(plain)
    pinyin, syllables = pinyin_table(plain)
    classes = class_table(plain)
    identity = np.arange(LIMIT, dtype=np.uint32)

    def changes(table: np.ndarray, base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        where = np.flatnonzero(table != base).astype(np.uint32)
        return where, table[where]

    plain_from, plain_to = changes(plain, identity)
    skeleton_from, skeleton_to = changes(skeleton, identity)
    pinyin_from, pinyin_to = changes(pinyin, np.zeros_like(pinyin))
    edges = np.flatnonzero(np.diff(classes.astype(np.int16), prepend=-1)).astype(np.uint32)
    np.savez_compressed(
        OUT,
        plain_from=plain_from, plain_to=plain_to,
        skeleton_from=skeleton_from, skeleton_to=skeleton_to,
        pinyin_from=pinyin_from, pinyin_to=pinyin_to.astype(np.uint16),
        class_edges=edges, class_values=classes[edges],
        about=np.frombuffer(json.dumps({"unicode": unicodedata.unidata_version, "version": "1", "syllables": syllables}).encode(), dtype=np.uint8),
    )  # fmt: skip
    print(
        f"{OUT.name}: {len(plain_from)} plain, {len(skeleton_from)} skeleton, {len(pinyin_from)} pinyin, unicode {unicodedata.unidata_version}"
    )


if __name__ == "__main__":
    main()
