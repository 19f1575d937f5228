"""Words without what leads to a person: contacts, names, numbers and wallets are masked."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MASK: Final = "[…]"
LONGEST_QUOTE: Final = 80

_MESSENGERS: Final = (
    "whats?\\s?app|telegram|wechat|weixin|微信|薇信|威信|vx|wx|v信|qq|zalo|viber|"
    "kakao(?:talk)?|katalk|카톡|instagram|insta|snapchat|skype|facebook|messenger|discord|"
    "threema|واتس\\s?اب|واتساب|تلجرام|تليجرام|سناب|انستا|ватсап|телеграм|вайбер|ไลน์|वाट्सएप|व्हाट्सएप"
)
# Words of other languages and uses too: they introduce a name only with a colon or an "id".
_PERHAPS_MESSENGERS: Final = (
    "wa|line|ig|tg|tele|imo|signal|snap|fb|dm|id|mail|email|tel|phone|mobile|sim"
)
_CALLS: Final = (
    "mr|mrs|ms|miss|dr|prof|sir|madam|señora?|senhora?|sra?|dona|don|monsieur|madame|mme|mlle|herr|frau|"
    "bapak|pak|ibu|bu|mas|mbak|anh|chị|cô|chú|ông|bà|bwana|bi|bibi|mama|call|ask for|contact|text|speak to|"
    "my name is|name|i am|i'm|regards|llama a|llamar a|hable con|soy|me llamo|ligue para|fale com|sou|"
    "je m'appelle|appelez|contactez|demandez|hubungi|nama|panggil|liên hệ|gọi|gặp|tên|wasiliana na|piga|jina|"
    "ich heiße|anrufen bei|kontakt|السيد|السيدة|اسمي|ابو|أبو|أم|اتصل على"
)
_NUMBER_WORDS: Final = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|cero|uno|dos|tres|cuatro|cinco|seis|"
    "siete|ocho|nueve|um|dois|três|quatro|sete|oito|nove|un|deux|trois|quatre|cinq|sept|huit|neuf|nol|kosong|"
    "satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|sifuri|"
    "moja|mbili|tatu|nne|tano|sita|saba|nane|tisa|null|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|"
    "صفر|واحد|اثنان|اثنين|ثلاثة|أربعة|اربعة|خمسة|ستة|سبعة|ثمانية|تسعة"
)
_SEPARATOR: Final = r"[\s().\-–—‐‑−/·•_*,'’:|~]"
_AT: Final = r"(?:@|＠|﹫|\(at\)|\[at\]|\{at\}|<at>|\(a\)|\sat\s(?=\S+\s?(?:dot|\.|\()))"
_DOT: Final = r"(?:[.。．｡]|\s?\(dot\)\s?|\s?\[dot\]\s?|\sdot\s)"
# From the most telling to the least, so that a longer contact is masked in one piece.
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:https?|hxxps?|ftp|tg|bitcoin|ethereum|tel|mailto|weixin)\s?[:：]\s?(?://)?\S+",
        rf"[^\s@＠<>()\[\]]+\s?{_AT}\s?[^\s@＠<>()\[\]]+(?:{_DOT}[^\s<>()\[\]]+)*",
        r"[@＠﹫]\s?[^\s@＠,;]+",
        rf"[^\W_][\w-]*(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}(?:[/?#]\S*)?",
        (
            rf"(?<![^\W_])(?:{_MESSENGERS})(?![^\W_])(?:\s?(?:id|me|no|number|nr|is|on|at|号|號|群)\b)*"
            r"[\s:：=#\-–+.]*[^\s,;:：]+"
        ),
        rf"(?<![^\W_])(?:{_PERHAPS_MESSENGERS})\s?(?:id\b\s?)?[:：=#]\s?[^\s,;]+",
        # A number with its separators, in any script's digits: telephones, papers, accounts.
        rf"[+＋]?\(?\d(?:{_SEPARATOR}*\d){{4,}}",
        rf"\b(?:{_NUMBER_WORDS})(?:{_SEPARATOR}+(?:{_NUMBER_WORDS})){{3,}}\b",
        r"[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两幺]{5,}",
        # Wallets, accounts and handles: letters and digits that no word is made of.
        r"(?<!\w)(?=\w*\d)(?=\w*[A-Za-z])[A-Za-z0-9]{12,}(?!\w)",
        r"(?<!\w)[A-Za-z0-9]*(?:_[A-Za-z0-9]+)+",
        r"[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|老板|老闆|师傅|師傅)",
        r"(?:联系人|聯繫人|姓名|联系)[\s:：]*[\u4e00-\u9fff]{2,4}",
    )
)
# A name is a capital letter to the eye, and only where somebody is called: Ivory begins a title.
_NAMES: Final = re.compile(rf"(?<!\w)(?i:{_CALLS})\b[.:\s]+((?:[^\W\d_a-z][\w'’.-]*\s?){{1,3}})")


def without_personal_data(text: str) -> str:
    """Words as they were written, with contacts, names and long numbers masked.

    It masks too much rather than too little: a price of five digits goes too. Hidden
    characters are taken out first, since they hide a number from a mask as from a search.

    >>> without_personal_data("ivory, call Jane Doe 0712 345-678 or jane@mail.example")
    'ivory, call […] […] or […]'
    """
    seen = "".join(
        char for char in text if unicodedata.category(char) not in ("Cf", "Cc", "Cs", "Co")
    )
    for pattern in _PATTERNS:
        seen = pattern.sub(MASK, seen)
    seen = _NAMES.sub(lambda found: found[0].replace(found[1].rstrip(), MASK), seen)
    return " ".join(seen.split())[:LONGEST_QUOTE]
