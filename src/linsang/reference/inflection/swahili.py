"""Simple word forms of Swahili terms.

Swahili nouns change their prefix in the plural (m-/wa-, m-/mi-, ki-/vi-, ji-/ma-, n-/n-), and
the connective "of" agrees with them: "pembe ya ndovu", "pembe za ndovu"; "jino la simba",
"meno ya simba".  A small table holds the nouns of this trade; other nouns follow the regular
prefixes only where these are safe.  Colloquial mixtures of singular and plural ("jino ya
simba") are produced too, because sellers write them.
"""

from __future__ import annotations

_MAX_FORMS = 8

_CONNECTIVES = frozenset({"ya", "za", "wa", "la", "cha", "vya"})

#: noun -> (other number, connectives heard with the noun, connectives with the other number)
_NOUNS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "pembe": ("pembe", ("ya", "za"), ("ya", "za")),
    "ngozi": ("ngozi", ("ya", "za"), ("ya", "za")),
    "nyama": ("nyama", ("ya", "za"), ("ya", "za")),
    "kucha": ("kucha", ("ya", "za"), ("ya", "za")),
    "bangili": ("bangili", ("ya", "za"), ("ya", "za")),
    "pete": ("pete", ("ya", "za"), ("ya", "za")),
    "sanamu": ("sanamu", ("ya", "za"), ("ya", "za")),
    "mbao": ("mbao", ("ya", "za"), ("ya", "za")),
    "singa": ("singa", ("ya", "za"), ("ya", "za")),
    "nywele": ("nywele", ("ya", "za"), ("ya", "za")),
    "nyavu": ("wavu", ("za",), ("wa",)),
    "wavu": ("nyavu", ("wa",), ("za",)),
    "ukucha": ("kucha", ("wa",), ("za", "ya")),
    "jino": ("meno", ("la", "ya"), ("ya",)),
    "meno": ("jino", ("ya",), ("la", "ya")),
    "gamba": ("magamba", ("la", "ya"), ("ya",)),
    "magamba": ("gamba", ("ya",), ("la", "ya")),
    "yai": ("mayai", ("la", "ya"), ("ya",)),
    "mayai": ("yai", ("ya",), ("la", "ya")),
    "fuvu": ("mafuvu", ("la", "ya"), ("ya",)),
    "pezi": ("mapezi", ("la", "ya"), ("ya",)),
    "mapezi": ("pezi", ("ya",), ("la", "ya")),
    "gogo": ("magogo", ("la", "ya"), ("ya",)),
    "magogo": ("gogo", ("ya",), ("la", "ya")),
    "gome": ("magome", ("la", "ya"), ("ya",)),
    "kinda": ("makinda", ("la", "ya"), ("ya",)),
    "makinda": ("kinda", ("ya",), ("la", "ya")),
    "mfupa": ("mifupa", ("wa",), ("ya",)),
    "mifupa": ("mfupa", ("ya",), ("wa",)),
    "mkia": ("mikia", ("wa",), ("ya",)),
    "mkufu": ("mikufu", ("wa",), ("ya",)),
    "mtego": ("mitego", ("wa",), ("ya",)),
    "mitego": ("mtego", ("ya",), ("wa",)),
    "mzizi": ("mizizi", ("wa",), ("ya",)),
    "mguu": ("miguu", ("wa",), ("ya",)),
    "mkanda": ("mikanda", ("wa",), ("ya",)),
    "mkoba": ("mikoba", ("wa",), ("ya",)),
    "mtoto": ("watoto", ("wa",), ("wa",)),
    "watoto": ("mtoto", ("wa",), ("wa",)),
    "mnyama": ("wanyama", ("wa",), ("wa",)),
    "kichwa": ("vichwa", ("cha",), ("vya",)),
    "vichwa": ("kichwa", ("vya",), ("cha",)),
    "kinyago": ("vinyago", ("cha",), ("vya",)),
    "vinyago": ("kinyago", ("vya",), ("cha",)),
    "kipande": ("vipande", ("cha",), ("vya",)),
    "vipande": ("kipande", ("vya",), ("cha",)),
    "kifaranga": ("vifaranga", ("wa", "cha"), ("wa", "vya")),
    "vifaranga": ("kifaranga", ("wa", "vya"), ("wa", "cha")),
}

#: Animals whose name takes a plural prefix; most animal names do not change.
_ANIMALS: dict[str, str] = {
    "kifaru": "vifaru",
    "kiboko": "viboko",
    "kinyonga": "vinyonga",
    "kipepeo": "vipepeo",
    "tembo": "matembo",
    "chui": "machui",
    "mamba": "mamamba",
}
_ANIMAL_SINGULAR = {plural: singular for singular, plural in _ANIMALS.items()}

#: Agreement of "is/are sold" and "is/are available" with an animate noun.
_ANIMATE: dict[str, str] = {
    "anauzwa": "wanauzwa",
    "wanauzwa": "anauzwa",
    "anapatikana": "wanapatikana",
    "wanapatikana": "anapatikana",
    "hai": "hai",
    "mdogo": "wadogo",
    "wadogo": "mdogo",
    "mkubwa": "wakubwa",
}


def _regular_plural(word: str) -> str:
    """Return the plural of a noun by its prefix, or "" where no rule is safe."""
    if len(word) > 4 and word.startswith("ki") and word[2] not in "aeiou":
        return "vi" + word[2:]
    return ""


def forms(term: str) -> frozenset[str]:
    """Return a few further forms of *term*, without *term* itself.

    >>> sorted(forms("pembe ya ndovu"))
    ['pembe za ndovu']
    >>> sorted(forms("jino la simba"))
    ['jino ya simba', 'meno ya simba']
    >>> sorted(forms("kifaru"))
    ['vifaru']
    >>> sorted(forms("kasuku anauzwa"))
    ['kasuku wanauzwa']
    >>> sorted(forms("kitabu"))
    ['vitabu']
    >>> sorted(forms("bei"))
    []
    """
    text = " ".join(term.split()).casefold()
    if not text:
        return frozenset()
    words = text.split(" ")
    first = words[0]
    found: list[str] = []
    if len(words) == 1:
        if first in _ANIMALS:
            found.append(_ANIMALS[first])
        elif first in _ANIMAL_SINGULAR:
            found.append(_ANIMAL_SINGULAR[first])
        elif first in _NOUNS:
            found.append(_NOUNS[first][0])
        else:
            found.append(_regular_plural(first))
    elif words[1] in _CONNECTIVES and len(words) > 2 and first in _NOUNS:
        other, own, others = _NOUNS[first]
        rest = " ".join(words[2:])
        found.extend(f"{first} {link} {rest}" for link in own)
        found.extend(f"{other} {link} {rest}" for link in others)
        if len(words) == 3:
            animal = _ANIMALS.get(words[2]) or _ANIMAL_SINGULAR.get(words[2])
            if animal is not None and animal not in {"mamamba", "machui", "matembo"}:
                found.append(f"{first} {words[1]} {animal}")
    elif words[-1] in _ANIMATE and _ANIMATE[words[-1]] != words[-1]:
        body = " ".join(words[:-1])
        found.append(f"{body} {_ANIMATE[words[-1]]}")
        if len(words) == 2 and first in _ANIMALS:
            found.append(f"{_ANIMALS[first]} {_ANIMATE[words[-1]]}")
    distinct = dict.fromkeys(form for form in found if form and form != text)
    return frozenset(list(distinct)[:_MAX_FORMS])
