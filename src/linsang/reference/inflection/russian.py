"""Cases and numbers of Russian noun phrases, by rule.

A phrase is [adjective ...] noun [anything]. The adjectives and the noun agree; what follows the
noun ("шкура тигра", "сеть для птиц") stays as it is, save adjectives that agree with the noun
("кожа питона натуральная"). What does not begin like that ("из кости", "шкуру тигра", "продам")
is left alone. Forms with ё are also given with е. Irregular forms are rows of the lexicon.
"""

from __future__ import annotations

from itertools import chain

MAX_FORMS = 24


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SIBILANTS = frozenset("жчшщ")
_VELARS = frozenset("гкх")
_VOWELS = frozenset("аеёиоуыэюя")
_MASCULINE_SOFT = _words(
    "бивень коготь медведь зверь олень голубь гусь лебедь соболь тюлень журавль корень камень "
    "конь панцирь дикарь угорь снегирь лось ремень перстень рубль уголь дюгонь дождь гребень "
    "кремень якорь фонарь словарь календарь янтарь хорь карась окунь глухарь гвоздь огонь день "
    "червь руль стебель палантин вепрь ноготь локоть ливень ясень пень монастырь слесарь"
)
_FLEETING = {
    "бивень": "бивн", "коготь": "когт", "корень": "корн", "камень": "камн", "ремень": "ремн",
    "перстень": "перстн", "угорь": "угр", "гребень": "гребн", "огонь": "огн", "день": "дн",
    "ноготь": "ногт", "локоть": "локт", "пень": "пн", "стебель": "стебл", "лев": "льв",
    "орёл": "орл", "орел": "орл", "щегол": "щегл", "козёл": "козл", "козел": "козл",
    "осёл": "осл", "осел": "осл", "осётр": "осетр", "осетр": "осетр", "ковёр": "ковр",
    "ковер": "ковр", "пёс": "пс", "пес": "пс", "бобёр": "бобр", "бобер": "бобр",
    "хребет": "хребт", "дятел": "дятл",
}  # fmt: skip
_NOUNS_IN_T = _words("печать кровать нить мать рукоять ртуть")
_KEEPS_VOWEL = _words("урок порок срок пророк восток")
_INDECLINABLE = _words(
    "нэцкэ нецке окимоно какаду жако ара шимпанзе лори манто пальто фото видео кои окапи коати "
    "пианино кенгуру эму айвори фламинго колибри пони рагу тату кимоно токи манго чиру каланхоэ "
    "калао алоэ кокоболо махагони радио шоссе кашне"
)
_PLURALS = {  # plurals that do not look like one, with their genitive
    "рога": "рогов", "перья": "перьев", "крылья": "крыльев", "яйца": "яиц", "чучела": "чучел",
    "рёбра": "рёбер", "брёвна": "брёвен", "тела": "тел", "сердца": "сердец", "веера": "вееров",
    "меха": "мехов", "зубья": "зубьев", "когти": "когтей", "кости": "костей", "лапы": "лап",
    "бусы": "бус", "чётки": "чёток", "шахматы": "шахмат", "серьги": "серёг", "шкуры": "шкур",
    "железы": "желёз", "сети": "сетей", "доски": "досок", "раковины": "раковин",
    "черепа": "черепов",
}  # fmt: skip
_POSSESSIVE = _words(
    "медвеж волч кабарож сайгач птич черепаш рыс лис слонов орл акул обезьян лягуш собач кошач "
    "верблюж овеч баран коров коз заяч олен быч рыб морж барсуч павлин носорож тюлен гус соболь "
    "крокодил беличь белич вороб лебеж соколь змеин"
)
_UNINFLECTED = _words("под для без при над про продам отдам как что кто где все это")
_NOUNS_IN_IE = ("ние", "тие", "лие", "рие", "вие", "сие", "дие", "бие")
_Paradigm = tuple[tuple[str, ...], tuple[str, ...]]  # singular: n g d a i p; plural: n g d i p


def _is_adjective(word: str) -> bool:
    if word.endswith(_NOUNS_IN_IE) or len(word) < 4:
        return False
    if word.endswith(("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")):
        return True
    return word.endswith(("ья", "ье", "ьи")) and word[:-2] in _POSSESSIVE


def _adjective(word: str, gender: str) -> _Paradigm:
    """The forms of an adjective for a noun of *gender*, whatever form it is given in."""
    stem, ending = word[:-2], word[-2:]
    if stem in _POSSESSIVE and ending in {"ий", "ья", "ье", "ьи"}:
        o, y, nominative = "ье", "ьи", {"m": "ий", "f": "ья", "n": "ье"}
        accusative = "ью"
    elif stem[-1] in _SIBILANTS:
        o, y, nominative, accusative = "е", "и", {"m": "ий", "f": "ая", "n": "ее"}, "ую"
        if ending == "ой":
            o, nominative = "о", {"m": "ой", "f": "ая", "n": "ое"}
    elif ending in {"яя", "ее"} or (ending in {"ий", "ие"} and stem[-1] not in _VELARS):
        o, y, nominative, accusative = "е", "и", {"m": "ий", "f": "яя", "n": "ее"}, "юю"
    else:
        y = "и" if stem[-1] in _VELARS else "ы"
        masculine = ending if ending in {"ый", "ой", "ий"} else y + "й"
        o, nominative, accusative = "о", {"m": masculine, "f": "ая", "n": "ое"}, "ую"
    if gender == "f":
        oblique = stem + o + "й"
        singular = (stem + nominative["f"], oblique, oblique, stem + accusative, oblique, oblique)
    else:
        first = stem + nominative.get(gender, "")
        genitive = stem + o + "го"
        singular = (first, genitive, stem + o + "му", first, stem + y + "м", stem + o + "м")
    plural_first = stem + (y if y == "ьи" else y + "е")
    plural = (plural_first, stem + y + "х", stem + y + "м", stem + y + "ми", stem + y + "х")
    return singular, plural


def _genitive_plural(stem: str, soft: bool) -> str:
    """The form without an ending: шкур, обезьянок, ловушек, пуль."""
    if len(stem) > 2 and stem[-1] == "к" and stem[-2] not in _VOWELS:
        if stem[-2] in "йь":
            return stem[:-2] + "ек"
        return stem[:-1] + ("ек" if stem[-2] in _SIBILANTS or stem[-2] == "ц" else "ок")
    if soft:
        return stem + ("й" if stem[-1] in _VOWELS else "ь")
    return stem


def _plural(stem: str, nominative: str, genitive: str, soft: bool) -> tuple[str, ...]:
    a = "я" if soft and stem[-1] not in _SIBILANTS else "а"
    return (nominative, genitive, stem + a + "м", stem + a + "ми", stem + a + "х")


def _masculine(word: str) -> _Paradigm:
    soft = word[-1] in "ьй"
    if word.endswith(("ёнок", "енок", "онок")) and len(word) > 6:
        root, young = word[:-4], "ат" if word[-5] in _SIBILANTS else "ят"
        stem = word[:-2] + "к"
        plural = _plural(root + young, root + young + "а", root + young, soft=False)
        return (word, stem + "а", stem + "у", stem + "а", stem + "ом", stem + "е"), plural
    if word in _FLEETING:
        stem = _FLEETING[word]
    elif word.endswith("ец") and len(word) > 4:
        stem = word[:-2] + ("йц" if word[-3] in _VOWELS else "ц")
    elif word.endswith("ёк") or word in {"конек", "зверек", "уголек"}:
        stem = word[:-2] + "ьк"
    elif word.endswith("ок") and len(word) > 4 and word not in _KEEPS_VOWEL:
        stem = word[:-2] + "к"
    else:
        stem = word[:-1] if soft else word
    last = stem[-1]
    if soft:
        a, u, om, e = "я", "ю", "ем", "и" if word.endswith("ий") else "е"
        nominative, genitive = stem + "и", stem + ("ев" if word[-1] == "й" else "ей")
    else:
        a, u, om, e = "а", "у", "ом", "е"
        nominative = stem + ("и" if last in _VELARS | _SIBILANTS else "ы")
        genitive = stem + ("ей" if last in _SIBILANTS else "ов")
    singular = (word, stem + a, stem + u, word, stem + om, stem + e)
    return singular, _plural(stem, nominative, genitive, soft)


def _feminine(word: str) -> _Paradigm:
    stem, last = word[:-1], word[-2]
    if word[-1] == "ь":
        i = stem + "и"
        return (word, i, i, word, stem + "ью", i), _plural(stem, i, stem + "ей", soft=True)
    soft = word[-1] == "я"
    i = stem + ("и" if soft or last in _VELARS | _SIBILANTS else "ы")
    e = stem + ("и" if last == "и" else "е")
    instrumental = stem + ("ей" if soft or last in _SIBILANTS or last == "ц" else "ой")
    plural = _plural(stem, i, _genitive_plural(stem, soft), soft)
    return (word, i, e, stem + ("ю" if soft else "у"), instrumental, e), plural


def _neuter(word: str) -> _Paradigm:
    stem, soft = word[:-1], word[-1] == "е" and word[-2] != "ц"
    a, u, om = ("я", "ю", "ем") if soft else ("а", "у", word[-1] + "м")
    e = stem + ("и" if word.endswith("ие") else "е")
    genitive = stem[:-1] + "ий" if word.endswith(("ие", "ье")) else _genitive_plural(stem, soft)
    singular = (word, stem + a, stem + u, word, stem + om, e)
    return singular, _plural(stem, stem + a, genitive, soft)


def _noun(word: str) -> tuple[str, _Paradigm] | None:
    """The gender (m, f, n, p) and the forms of a noun in the nominative, or None."""
    infinitive = word.endswith(("ать", "ить", "ять", "уть")) and word not in _NOUNS_IN_T
    if len(word) < 3 or word in _INDECLINABLE or infinitive:
        return None
    if word in _PLURALS:
        soft = word[-1] in "ия"
        return "p", ((), _plural(word[:-1], word, _PLURALS[word], soft))
    if word[-1] in "ыи":
        stem, soft = word[:-1], word[-1] == "и" and word[-2] not in _VELARS | _SIBILANTS
        if stem[-1] == "к" and stem[-2] not in _VOWELS:
            genitive = _genitive_plural(stem, soft=False)
        else:
            genitive = stem + ("ей" if soft or stem[-1] in _SIBILANTS else "ов")
        return "p", ((), _plural(stem, word, genitive, soft))
    if word[-1] == "ь":
        soft_masculine = word in _MASCULINE_SOFT or word.endswith(("тель", "арь", "ырь"))
        return ("m", _masculine(word)) if soft_masculine else ("f", _feminine(word))
    if word[-1] in "ая":
        return "f", _feminine(word)
    if word[-1] in "ое":
        return "n", _neuter(word)
    if word[-1] in _VOWELS:
        return None
    return "m", _masculine(word)


def _variants(form: str) -> tuple[str, ...]:
    return (form, form.replace("ё", "е")) if "ё" in form else (form,)


def _agrees(word: str, gender: str) -> bool:
    ends = {"m": ("ый", "ий", "ой"), "f": ("ая", "яя", "ья"), "n": ("ое", "ее", "ье")}
    return _is_adjective(word) and word.endswith(ends.get(gender, ("ые", "ие", "ьи")))


def forms(term: str) -> frozenset[str]:
    """The case and number forms of *term*, itself included; at most 24.

    >>> sorted(forms("клык тигра"))[:4]
    ['клык тигра', 'клыка тигра', 'клыкам тигра', 'клыками тигра']
    >>> "медвежьей желчью" in forms("медвежья желчь")
    True
    >>> "когтями рыси" in forms("коготь рыси"), "рысят" in forms("рысёнок")
    (True, True)
    >>> sorted(forms("из кости"))
    ['из кости']
    """
    words = term.lower().replace("\u2019", "'").split()
    plain = frozenset(_variants(term.lower()))
    if not words or not all("а" <= letter <= "я" or letter == "ё" for letter in words[0]):
        return plain
    head = 0
    while head < len(words) - 1 and _is_adjective(words[head]):
        head += 1
    if head == 0 and len(words) == 1 and _is_adjective(words[0]):
        tables = [_adjective(words[0], gender) for gender in "mfn"]
        every = [tables[0][0], tables[1][0], tables[2][0], tables[0][1]]
        found = chain.from_iterable(_variants(form) for form in chain.from_iterable(every))
        return plain | frozenset(list(dict.fromkeys(found))[: MAX_FORMS - len(plain)])
    if _is_adjective(words[head]):
        return plain
    known = _noun(words[head])
    if known is None or len(words[0]) < 3 or words[0] in _UNINFLECTED:
        return plain
    gender, table = known
    tables = [_adjective(word, gender) for word in words[:head]] + [table]
    for word in words[head + 1 :]:
        fixed: _Paradigm = ((word,) * 6, (word,) * 5)
        tables.append(_adjective(word, gender) if _agrees(word, gender) else fixed)
    rows: list[str] = []
    for number in (0, 1):
        rows += (" ".join(case) for case in zip(*(table[number] for table in tables), strict=False))
    found = chain.from_iterable(_variants(form) for form in rows)
    return plain | frozenset(list(dict.fromkeys(found))[: MAX_FORMS - len(plain)])
