"""Regular plurals, singulars and the two spellings of English terms.

A term is inflected in its last word: "tiger tooth", "tiger teeth". Words that are no nouns, and
those whose plural is another word ("news", "glasses"), stay as they are.
"""

from __future__ import annotations

import re

MAX_FORMS = 8
_LEAST = 3  # letters of a word that is inflected
_LEAST_PLURAL = 4  # letters of a word in -s that is taken for a plural


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_IRREGULAR = {
    "tooth": "teeth", "foot": "feet", "goose": "geese", "mouse": "mice", "louse": "lice",
    "ox": "oxen", "man": "men", "woman": "women", "child": "children", "person": "people",
    "wolf": "wolves", "calf": "calves", "half": "halves", "hoof": "hooves", "leaf": "leaves",
    "knife": "knives", "shelf": "shelves", "scarf": "scarves", "loaf": "loaves",
    "elf": "elves", "self": "selves", "cactus": "cacti", "fungus": "fungi", "octopus": "octopuses",
    "hippopotamus": "hippopotamuses", "rhinoceros": "rhinoceroses", "platypus": "platypuses",
    "nautilus": "nautiluses", "larva": "larvae", "pupa": "pupae", "chrysalis": "chrysalises",
    "genus": "genera", "die": "dice", "penis": "penises", "potato": "potatoes", "hero": "heroes",
    "buffalo": "buffaloes", "mosquito": "mosquitoes", "rhizome": "rhizomes", "lens": "lenses",
    "pelvis": "pelvises", "atlas": "atlases", "canvas": "canvases", "bus": "buses",
}  # fmt: skip
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}

_UNCHANGED = _words(
    "sheep deer fish species series news goods jeans scissors trousers glasses pants shorts "
    "leggings tights headquarters means thanks always plus minus yes this his hers its was has is "
    "does goes says cites sales wild live alive tame real genuine authentic natural original old "
    "antique vintage rare for with and from the you your our out off now here only all any who "
    "what not none never than that there these those them they via per are can will would must "
    "both into onto over under very please available wanted sold legal illegal licensed free new "
    "used worn raw dried stuffed carved ivory suede velvet taxidermy caviar cloth wool gold silver "
    "physics mathematics politics athletics electronics aquatics exotics graphics"
)
_NO_PLURAL = ("ed", "ly", "ness", "ware", "ism", "ship")
_NO_SINGULAR = ("ss", "us", "is", "as", "os", "ics")

# Stems with a British and an American spelling; each is looked for at the start of a word.
_SPELLINGS = (
    ("colour", "color"), ("grey", "gray"), ("jewellery", "jewelry"), ("jeweller", "jeweler"),
    ("moult", "molt"), ("mould", "mold"), ("fibre", "fiber"), ("licence", "license"),
    ("armour", "armor"), ("catalogue", "catalog"), ("centre", "center"), ("theatre", "theater"),
    ("tyre", "tire"), ("pyjama", "pajama"), ("favour", "favor"), ("harbour", "harbor"),
    ("behaviour", "behavior"), ("honour", "honor"), ("odour", "odor"), ("humour", "humor"),
    ("aluminium", "aluminum"), ("sulphur", "sulfur"), ("moustache", "mustache"),
    ("traveller", "traveler"), ("marvellous", "marvelous"), ("plough", "plow"),
    ("socialis", "socializ"), ("organis", "organiz"), ("litre", "liter"), ("cosy", "cozy"),
    ("enrol", "enroll"), ("artefact", "artifact"), ("storey", "story"), ("mollusc", "mollusk"),
)  # fmt: skip
_BRITISH = {british: american for british, american in _SPELLINGS if british != "storey"}
_AMERICAN = {american: british for british, american in _BRITISH.items()}
_SPELLED = re.compile(
    r"\b(" + "|".join(sorted((*_BRITISH, *_AMERICAN), key=len, reverse=True)) + r")", re.IGNORECASE
)


def _plural(word: str) -> str | None:
    low = word.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if low in _SINGULAR or low in _UNCHANGED or low.endswith(_NO_PLURAL):
        return None
    if low.endswith("s") and not low.endswith(_NO_SINGULAR):
        return None
    if low.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if low.endswith("y") and low[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _singular(word: str) -> str | None:
    low = word.lower()
    if low in _SINGULAR:
        return _SINGULAR[low]
    if len(low) < _LEAST_PLURAL or low in _UNCHANGED or low.endswith(_NO_SINGULAR):
        return None
    if not low.endswith("s"):
        return None
    if low.endswith("ies"):
        return word[:-3] + "y" if len(low) > 5 else word[:-1]
    if low.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


def _respelled(text: str) -> str:
    """*text* with every word of two spellings in the other one."""

    def other(found: re.Match[str]) -> str:
        stem = found.group().lower()
        return _BRITISH.get(stem) or _AMERICAN[stem]

    return _SPELLED.sub(other, text)


def forms(term: str) -> frozenset[str]:
    """The term, its plural or singular, and the other spelling of each.

    >>> sorted(forms("tiger tooth"))
    ['tiger teeth', 'tiger tooth']
    >>> sorted(forms("grey wolf"))
    ['gray wolf', 'gray wolves', 'grey wolf', 'grey wolves']
    >>> sorted(forms("macaw babies"))
    ['macaw babies', 'macaw baby']
    >>> sorted(forms("CB") | forms("no news"))
    ['CB', 'no news']
    """
    found = [term]
    head, space, last = term.rpartition(" ")
    # A word that is written in capitals is an abbreviation: "DNA", "WTB".
    if len(last) >= _LEAST and last.isascii() and last.isalpha() and not last.isupper():
        changed = (_plural(last), _singular(last))
        found += [head + space + word for word in changed if word is not None]
    found += [_respelled(form) for form in found]
    return frozenset(list(dict.fromkeys(found))[:MAX_FORMS])
