"""Articles, prefixes and regular plurals of Arabic noun phrases, by rule.

Text is folded before matching (hamza carriers to ا, ى to ي, ة to ه, no harakat, no tatweel), so
only what folding leaves is made here: the article, the particles written together with the next
word, the construct and adjective phrases with the article, sound plurals and the dual. Broken
plurals are rows of the lexicon. Suffix pronouns are left out: they are common word endings.
"""

from __future__ import annotations

MAX_FORMS = 16


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ARTICLE = "ال"
_PREFIXED = ("لل", "بال", "وال", "فال", "كال")
_PARTICLES = _words(
    "من في على عن مع بدون بلا غير الى إلى او أو لا ليس مو كم كل يا هل ما حتى قبل بعد تحت"
)
_ADJECTIVE_ENDINGS = ("ي", "ية", "يه")
_ADJECTIVES = _words(
    "أصلي أصلية حقيقي حقيقية طبيعي طبيعية خام قديم قديمة كبير كبيرة صغير صغيرة أبيض بيضاء أسود "
    "سوداء أحمر حمراء أخضر خضراء أزرق زرقاء أصفر بري برية بحري بحرية جبلي وحشي محنط محنطة مجفف "
    "مجففة أليف أليفة متكلم متكلمة حي حية جديد جديدة منحوت منحوتة مخصب نادر نادرة حر"
)
_LONGEST_PHRASE = 4


def _is_arabic(word: str) -> bool:
    return all("\u0600" <= letter <= "\u06ff" for letter in word)


def _is_definite(word: str) -> bool:
    return word.startswith(_ARTICLE) and len(word) > 4


def _is_adjective(word: str) -> bool:
    return word in _ADJECTIVES or (len(word) > 4 and word.endswith(_ADJECTIVE_ENDINGS))


def _define(word: str) -> str:
    return word if _is_definite(word) else _ARTICLE + word


def _definite(words: list[str]) -> list[list[str]]:
    """The phrase with the article where Arabic puts it.

    Noun and adjective both carry it (الصقر الحر); in a construct only what follows the first
    noun does (ناب الفيل). Where it is not known which of the two the phrase is, it is both.
    """
    both = [_define(word) for word in words]
    if len(words) == 1 or _is_adjective(words[1]):
        return [both]
    return [[words[0], *both[1:]], both]


def _prefixed(words: list[str]) -> list[list[str]]:
    """The phrase behind the particles that are written together with it.

    Before a short word without the article some would make another word: ك and ريم are كريم.
    """
    first, rest = words[0], words[1:]
    if _is_definite(first):
        return [[particle + first, *rest] for particle in "وبفك"] + [["ل" + first[1:], *rest]]
    particles = {2: "", 3: "وب", 4: "وبل"}.get(len(first), "وبلفك")
    return [[particle + first, *rest] for particle in particles]


def _plurals(word: str) -> tuple[str, ...]:
    """The sound plural and the dual of a word in ة; the dual of others is left to the lexicon."""
    if len(word) < 4 or _is_definite(word) or word[-1] not in "ةه":
        return ()
    return (word[:-1] + "ات", word[:-1] + "تين")


def forms(term: str) -> frozenset[str]:
    """The written forms of *term*, itself included; at most 16.

    >>> forms("ناب فيل") >= {"ناب الفيل", "وناب فيل", "بناب فيل"}
    True
    >>> forms("صقر حر") >= {"الصقر الحر", "والصقر الحر", "للصقر الحر"}
    True
    >>> sorted(forms("سبحة"))[:2]
    ['السبحة', 'بالسبحة']
    >>> forms("lel bay3"), forms("من البر")
    (frozenset({'lel bay3'}), frozenset({'من البر'}))
    """
    words = term.split()
    if (
        not words
        or len(words) > _LONGEST_PHRASE
        or not all(_is_arabic(word) for word in words)
        or words[0] in _PARTICLES
        or len(words[0]) < 2
    ):
        return frozenset({term})
    if words[0].startswith(_PREFIXED):
        return frozenset({term, "و" + term})
    found: list[list[str]] = [words]
    if any(word in _PARTICLES or word.startswith(_PREFIXED) for word in words[1:]):
        definite = [[_define(words[0]), *words[1:]]]
    else:
        definite = _definite(words)
    found += definite
    found += ([plural, *words[1:]] for plural in _plurals(words[0]))
    found += _prefixed(words)
    found += _prefixed(definite[0])
    if len(definite) > 1:
        found += _prefixed(definite[1])
    unique = list(dict.fromkeys(" ".join(phrase) for phrase in found))
    return frozenset([*unique[:MAX_FORMS], term])
