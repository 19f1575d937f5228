"""Regular plurals and genders of Spanish, Portuguese and French terms.

A term is one noun, or a short phrase "noun [adjective ...] [preposition noun ...]". The head
(noun and its adjectives) agrees in number; the complement after the first preposition may be
singular or plural on its own: "colmillo de tigre", "colmillos de tigre", "colmillos de tigres".
Only regular forms are made; irregular ones are rows of the lexicon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

MAX_FORMS = 12

_PREPOSITIONS = {
    "es": frozenset(
        [
            "de",
            "del",
            "en",
            "con",
            "sin",
            "para",
            "por",
            "a",
            "al",
            "contra",
            "sobre",
            "o",
            "y",
            "e",
            "u",
            "la",
            "el",
            "los",
            "las",
        ]
    ),
    "pt": frozenset(
        [
            "de",
            "do",
            "da",
            "dos",
            "das",
            "d'",
            "em",
            "no",
            "na",
            "com",
            "sem",
            "para",
            "por",
            "à",
            "a",
            "ao",
            "contra",
            "sobre",
            "o",
            "e",
            "ou",
            "os",
            "as",
        ]
    ),
    "fr": frozenset(
        [
            "de",
            "du",
            "des",
            "d'",
            "en",
            "avec",
            "sans",
            "pour",
            "par",
            "à",
            "au",
            "aux",
            "contre",
            "sur",
            "ou",
            "et",
            "la",
            "le",
            "les",
        ]
    ),
}
_ELIDED = ("d'", "l'", "d’", "l’")

# Words that never change, or whose change would make another word.
_INVARIABLE = frozenset(
    [
        "más",
        "mais",
        "plus",
        "não",
        "non",
        "que",
        "cites",
        "ibama",
        "bio",
        "hoy",
        "hoje",
        "muy",
        "muito",
        "très",
        "vendo",
        "vende",
    ]
)

_Pluraliser = Callable[[str], tuple[str, ...]]


def _is_plain(word: str) -> bool:
    """Tell whether ``word`` is an ordinary word that can be inflected."""
    return len(word) > 2 and word.isalpha() and word not in _INVARIABLE


def _plural_es(word: str) -> tuple[str, ...]:
    """Spanish plurals of one word; a final ``s`` marks a plural or an invariable word."""
    if word.endswith(("ón", "án", "én", "ín", "ún")):
        bare = word[:-2] + {"ó": "o", "á": "a", "é": "e", "í": "i", "ú": "u"}[word[-2]] + "n"
        return (bare + "es",)
    if word.endswith("z"):
        return (word[:-1] + "ces",)
    if word[-1] in "aeiouáéó":
        return (word + "s",)
    if word[-1] in "íú":
        return (word + "es", word + "s")
    if word[-1] in "dlnrjy":
        return (word + "es",)
    return ()


def _plural_pt(word: str) -> tuple[str, ...]:
    """Portuguese plurals of one word; ``-ão`` has three and all are given."""
    if word.endswith("ão"):
        return (word[:-2] + "ões", word[:-2] + "ães", word + "s")
    if word.endswith("m"):
        return (word[:-1] + "ns",)
    for ending, plurals in (("al", "ais"), ("ol", "óis"), ("ul", "uis"), ("el", "éis")):
        if word.endswith(ending):
            return (word[:-2] + plurals,)
    if word.endswith("il"):
        return (word[:-2] + "is", word[:-2] + "eis")
    if word[-1] in "rz" or word.endswith(("ês", "ás")):
        return (word.replace("ês", "es") + "es",) if word.endswith("ês") else (word + "es",)
    if word[-1] in "aeiouáéíóúãêô":
        return (word + "s",)
    return ()


def _plural_fr(word: str) -> tuple[str, ...]:
    """French plurals of one word."""
    if word[-1] in "sxz":
        return ()
    if word.endswith(("eau", "eu", "œu")):
        return (word + "x",)
    if word.endswith("al"):
        return (word[:-2] + "aux", word + "s")
    if word.endswith(("orail", "itrail", "ravail")):
        return (word[:-2] + "ux",)
    return (word + "s",)


def _singular_es(word: str) -> tuple[str, ...]:
    """Spanish singulars of a word in ``-s``."""
    if word.endswith("ces"):
        return (word[:-3] + "z",)
    if word.endswith("ones"):
        return (word[:-4] + "ón",)
    if word.endswith("anes"):
        return (word[:-4] + "án",)
    if word.endswith("ines"):
        return (word[:-4] + "ín",)
    if word.endswith(("des", "les", "res")) and len(word) > 5:
        return (word[:-2], word[:-1])
    if word.endswith(("as", "es", "os")):
        return (word[:-1],)
    return ()


def _singular_pt(word: str) -> tuple[str, ...]:
    """Portuguese singulars of a word in ``-s``."""
    for ending, singular in (("ões", "ão"), ("ães", "ão"), ("ãos", "ão"), ("ns", "m")):
        if word.endswith(ending):
            return (word[: -len(ending)] + singular,)
    for ending, singular in (("ais", "al"), ("óis", "ol"), ("éis", "el")):
        if word.endswith(ending):
            return (word[:-3] + singular,)
    if word.endswith(("res", "zes")) and len(word) > 5:
        return (word[:-2], word[:-1])
    if word.endswith(("as", "es", "os")):
        return (word[:-1],)
    return ()


def _singular_fr(word: str) -> tuple[str, ...]:
    """French singulars of a word in ``-s`` or ``-x``."""
    if word.endswith("eaux"):
        return (word[:-1],)
    if word.endswith("aux"):
        return (word[:-3] + "al",)
    if word.endswith("s") and not word.endswith(("ss", "is", "us", "as", "ps")):
        return (word[:-1],)
    return ()


_PLURAL: dict[str, _Pluraliser] = {"es": _plural_es, "pt": _plural_pt, "fr": _plural_fr}
_SINGULAR: dict[str, _Pluraliser] = {"es": _singular_es, "pt": _singular_pt, "fr": _singular_fr}

_GENDER = {
    "es": (("ado", "ada"), ("ido", "ida"), ("ito", "ita"), ("vo", "va"), ("co", "ca")),
    "pt": (("ado", "ada"), ("ido", "ida"), ("inho", "inha"), ("vo", "va"), ("co", "ca")),
    "fr": (("é", "ée"), ("ant", "ante"), ("if", "ive")),
}


def _number(word: str, language: str, plural: bool) -> tuple[str, ...]:
    """Forms of ``word`` in the wished number, the word itself where it already has it."""
    if not _is_plain(word):
        return (word,)
    looks_plural = word[-1] in ("sx" if language == "fr" else "s") and bool(
        _SINGULAR[language](word)
    )
    if plural == looks_plural:
        return (word,)
    return (_PLURAL if plural else _SINGULAR)[language](word) or (word,)


def _join(parts: Iterable[tuple[str, ...]]) -> list[str]:
    """All spellings of a run of words, the first choice of each word first."""
    spellings = [""]
    for choices in parts:
        spellings = [f"{head} {word}".strip() for head in spellings for word in choices][:6]
    return spellings


def _genders(words: list[str], language: str) -> list[list[str]]:
    """The run of words, and the same with the last adjective in the other gender."""
    runs = [words]
    if len(words) == 2:  # a participle after a noun ("loro disecado") or a lone animal name
        for masculine, feminine in _GENDER[language]:
            for old, new in ((masculine, feminine), (feminine, masculine)):
                if len(words[-1]) > len(old) + 2 and words[-1].endswith(old):
                    runs.append([*words[:-1], words[-1][: -len(old)] + new])
                    return runs
    return runs


def _forms(term: str, language: str) -> frozenset[str]:
    """The term and its regular forms, at most ``MAX_FORMS``."""
    words = term.split()
    found = [term]
    if words:
        prepositions = _PREPOSITIONS[language]
        cut = len(words)
        for place, word in enumerate(words):
            if place and (word in prepositions or word.startswith(_ELIDED)):
                cut = place
                break
        head, tail = words[:cut], words[cut:]
        heads: list[str] = []
        if words[0] in prepositions or len(head) > 3:
            heads = [" ".join(head)]
        else:
            for run in _genders(head, language):
                for plural in (False, True):
                    heads += _join(_number(word, language, plural) for word in run)
        tails = [" ".join(tail)]
        if tail:
            last = tail[-1]
            prefix = next((mark for mark in _ELIDED if last.startswith(mark)), "")
            for plural in (False, True):
                for form in _number(last[len(prefix) :], language, plural):
                    tails.append(" ".join([*tail[:-1], prefix + form]))
        found += [f"{start} {end}".strip() for end in dict.fromkeys(tails) for start in heads]
    return frozenset(list(dict.fromkeys(found))[:MAX_FORMS])


def forms_es(term: str) -> frozenset[str]:
    """Spanish forms of ``term``.

    >>> sorted(forms_es("piel de caimán"))
    ['piel de caimanes', 'piel de caimán', 'pieles de caimanes', 'pieles de caimán']
    >>> "pichones de loros" in forms_es("pichón de loro")
    True
    """
    return _forms(term, "es")


def forms_pt(term: str) -> frozenset[str]:
    """Portuguese forms of ``term``.

    >>> "corais negros" in forms_pt("coral negro")
    True
    >>> "pangolins" in forms_pt("pangolim") and "dentes de leões" in forms_pt("dente de leão")
    True
    """
    return _forms(term, "pt")


def forms_fr(term: str) -> frozenset[str]:
    """French forms of ``term``.

    >>> sorted(forms_fr("défense d'éléphant"))[0]
    "défense d'éléphant"
    >>> "peaux de tigres" in forms_fr("peau de tigre") and "coraux" in forms_fr("corail")
    True
    """
    return _forms(term, "fr")
