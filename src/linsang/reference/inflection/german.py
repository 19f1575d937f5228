"""Cases, plurals, spellings and compounds of German terms, by rule.

A noun begins with a capital letter, which is how the last word of a term is known to be one; an
adjective beside it takes its endings ("geschnitzter Zahn", "geschnitzte Zähne"). A compound is
inflected in its last part ("Bärenfelle"). Text that is typed without umlauts has ae, oe, ue and
ss, so every form is also given in that spelling.
"""

from __future__ import annotations

MAX_FORMS = 12
_LEAST = 3  # letters of a word that is inflected


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The plurals that no ending tells, by the end of the word, so that compounds are among them.
_PLURALS = {
    "zahn": "zähne", "haut": "häute", "kopf": "köpfe", "fuß": "füße", "baum": "bäume",
    "wolf": "wölfe", "fuchs": "füchse", "hahn": "hähne", "bock": "böcke", "kamm": "kämme",
    "topf": "töpfe", "stock": "stöcke", "frosch": "frösche", "storch": "störche", "kuh": "kühe",
    "schwan": "schwäne", "stab": "stäbe", "schwanz": "schwänze", "stamm": "stämme",
    "kauz": "käuze", "korb": "körbe", "ring": "ringe", "vogel": "vögel", "mantel": "mäntel",
    "schnabel": "schnäbel", "ei": "eier", "horn": "hörner", "holz": "hölzer", "huhn": "hühner",
    "kalb": "kälber", "lamm": "lämmer", "rind": "rinder", "band": "bänder", "bild": "bilder",
    "tuch": "tücher", "buch": "bücher", "kleid": "kleider", "blatt": "blätter", "hut": "hüte",
    "brett": "bretter", "glas": "gläser", "haus": "häuser", "maus": "mäuse", "gans": "gänse",
    "hand": "hände", "kaktus": "kakteen", "bär": "bären", "leopard": "leoparden",
    "gepard": "geparden", "papagei": "papageien", "fasan": "fasanen", "pfau": "pfauen",
    "fink": "finken", "hai": "haie", "strauß": "strauße", "feder": "federn", "muschel": "muscheln",
    "kugel": "kugeln", "wurzel": "wurzeln", "natter": "nattern", "amsel": "amseln",
    "drossel": "drosseln", "wachtel": "wachteln", "pulver": "pulver", "leder": "leder",
}  # fmt: skip
_ENDS = tuple(sorted(_PLURALS, key=len, reverse=True))
_WEAK = ("ant", "ist", "ung", "heit", "keit", "schaft", "ion", "ität")
_CRAFTS = (  # they end in -ei and are no eggs
    "schnitzerei", "malerei", "stickerei", "datei", "partei", "brennerei", "gärtnerei", "bücherei",
    "weberei", "wilderei", "fischerei", "arznei", "polizei",
)  # fmt: skip
# Nouns without a plural, and words that are written large and are no nouns.
_ONCE = _words(
    "Elfenbein Schildpatt Gold Silber Fleisch Öl Blut Fett Kaviar Moschus WhatsApp Telegram Signal "
    "Threema Instagram Versand Abholung Python Oud Musik Software Wolle"
)
_NOT_INFLECTED = _words("mit ohne aus vom von für zum zur bei nach auf und oder der die das nicht")
_PARTICIPLE = ("t", "ig", "lich", "isch", "zahm", "haltig")
_ADJECTIVE = ("er", "es", "en", "e")


def _noun(word: str) -> list[str]:
    """Plural and cases of a noun; none where the word is an abbreviation or has no plural."""
    low = word.lower()
    if word in _ONCE or len(word) < _LEAST or not word.isalpha() or not word[1:].islower():
        return []
    for end in _ENDS:
        if low.endswith(end) and not (end == "ei" and low.endswith(_CRAFTS)):
            plural = word[: -len(end)] + _PLURALS[end]
            plural = plural[0].upper() + plural[1:]
            return [plural] if plural.endswith("n") else [plural, plural + "n"]
    if low.endswith("in") and len(low) > 5:
        return [word + "nen"]
    if low.endswith(("e", "el", "er")):
        return [word + "n"]
    if low.endswith(("en", "lein")):
        return []
    if low.endswith((*_WEAK, "ei")):
        return [word + "en"]
    if low[-1] in "aiouy":
        return [word + "s"]
    if low.endswith(("s", "ß", "z", "x")):
        return [word + "e", word + "en"]
    return [word + "e", word + "en", word + "s"]


def _stem(word: str) -> str | None:
    """What an adjective's endings are added to, or None where the word takes none."""
    if not word[:1].islower() or word in _NOT_INFLECTED or not word.isalpha():
        return None
    if word.endswith(_PARTICIPLE):
        return word if len(word) > 3 else None
    for end in _ADJECTIVE:
        if word.endswith(end) and len(word) - len(end) >= _LEAST:
            return word[: -len(end)]
    return None


def _without_umlauts(text: str) -> str:
    for letter, pair in zip("äöüßÄÖÜ", ("ae", "oe", "ue", "ss", "Ae", "Oe", "Ue"), strict=True):
        text = text.replace(letter, pair)
    return text


def _phrase(adjective: str, noun: str) -> list[str]:
    """An adjective and its noun, in one and in many."""
    stem = _stem(adjective)
    plurals = _noun(noun)
    if stem is None:
        return [f"{adjective} {plural}" for plural in plurals]
    return [
        *(f"{stem}{end} {noun}" for end in ("e", "er", "es", "en")),
        *(f"{stem}{end} {plural}" for plural in plurals[:1] for end in ("e", "en")),
    ]


def forms(term: str) -> frozenset[str]:
    """The term, its cases and plural, its adjective's endings, each also without umlauts.

    >>> sorted(forms("Bärenfell"))[:4]
    ['Baerenfell', 'Baerenfelle', 'Baerenfellen', 'Baerenfells']
    >>> "echte Zähne" in forms("echter Zahn") and "echtes Fell" in forms("Fell echt")
    True
    >>> sorted(forms("Stoßzahn"))[2:4]
    ['Stosszahn', 'Stosszähne']
    """
    words = term.split()
    found = [term]
    if len(words) == 1 and term[0].islower():
        if term.endswith(_PARTICIPLE) and len(term) > 3 and term.isalpha():
            found += [term + end for end in ("e", "er", "es", "en")]
    elif len(words) == 2 and words[1][0].isupper():
        found += _phrase(*words)
    elif len(words) == 2 and words[0][0].isupper() and words[1].endswith("t"):
        found += _phrase(words[1], words[0])
        found += [f"{noun} {words[1]}" for noun in _noun(words[0])[:1]]
    elif words and words[-1][0].isupper():
        found += [" ".join([*words[:-1], noun]) for noun in _noun(words[-1])]
    found = list(dict.fromkeys(found))
    swiss = [form.replace("ß", "ss") for form in found]
    spelled = [_without_umlauts(form) for form in found]
    return frozenset(list(dict.fromkeys([*found, *swiss, *spelled]))[:MAX_FORMS])


# Which kinds of animal or plant a part word is joined to: m mammal, b bird, r reptile or
# amphibian, f fish, s shell, i insect, p plant. Other pairs are written apart, if at all.
_PARTS = {
    "fell": "m", "pelz": "m", "pelzmantel": "m", "fellmantel": "m", "mantel": "m", "jacke": "m",
    "pelzjacke": "m", "pelzmütze": "m", "haut": "mrf", "leder": "mrf", "ledertasche": "rf",
    "tasche": "r", "gürtel": "r", "stiefel": "r", "vorleger": "m", "teppich": "m", "decke": "m",
    "zahn": "mrf", "zähne": "mrf", "gebiss": "mf", "kralle": "mbr", "tatze": "m", "pranke": "m",
    "schädel": "mbr", "knochen": "m", "skelett": "mbr", "kopf": "mr", "penis": "m", "horn": "m",
    "galle": "m", "fett": "mr", "öl": "mrf", "fleisch": "mrf", "präparat": "mbrf", "trophäe": "m",
    "stoßzahn": "m", "hauer": "m", "schwanz": "m", "haar": "m", "fuß": "m", "pulver": "m",
    "wein": "mr", "schnaps": "r", "panzer": "r", "suppe": "rf", "schuppe": "mr", "schuppen": "mr",
    "feder": "b", "federn": "b", "ei": "br", "eier": "br", "schnabel": "b", "balg": "b",
    "flosse": "f", "flossen": "f", "kiefer": "f", "kaviar": "f", "rogen": "f", "baby": "mbr",
    "babys": "mbr", "welpe": "m", "welpen": "m", "küken": "b", "hahn": "b", "henne": "b",
    "pärchen": "mbr", "paar": "br", "männchen": "mbr", "weibchen": "mbr", "jungtier": "mbr",
    "jungtiere": "mbr", "nachzucht": "mbrf", "nachwuchs": "mbr", "bock": "r", "schale": "s",
    "gehäuse": "s", "kette": "s", "schmuck": "s", "brosche": "s", "ableger": "ps", "samen": "p",
    "knolle": "p", "furnier": "p", "brett": "p", "stamm": "p", "bohle": "p",
}  # fmt: skip
_HEADS = {  # the ends of names by kind; the longest one that fits decides
    "b": """papagei ara kakadu amazone sittich falke adler eule kauz uhu geier vogel fink zeisig
        habicht sperber bussard milan storch kranich drossel nachtigall lori pfau fasan tukan
        beo harpyie kondor kolibri arassari strauß flamingo turako pelikan emu kasuar
        agapornide stieglitz gimpel amadine schama""",
    "r": """schildkröte python boa krokodil kaiman alligator waran leguan schlange kobra viper
        gecko chamäleon agame skink teju natter anakonda echse kroko kreuzotter""",
    "f": "hai haifisch rochen stör hausen sägefisch arowana manta beluga totoaba",
    "s": "koralle muschel schnecke nautilus",
    "p": "kaktus orchidee palmfarn frauenschuh palisander",
    "m": """tiger löwe leopard jaguar puma luchs gepard ozelot serval karakal katze panther irbis
        bär grizzly panda wolf fuchs otter affe gorilla schimpanse äffchen lemur katta maki
        elefant mammut nashorn rhinozeros flusspferd nilpferd walross wal robbe seehund
        antilope gazelle zebra giraffe schuppentier pangolin biber bison hyäne känguru delfin
        fennek marder nerz zobel vikunja faultier gibbon pavian tapir saiga margay seelöwe
        schakal""",
}
_KIND = {end: kind for kind, ends in _HEADS.items() for end in ends.split()}
_MOST_LETTERS = 22
_LINKED = ("ant", "pard", "papagei", "fasan", "pfau", "fink", "strauß", "storch")


def _kind(head: str) -> str | None:
    ends = (head[start:] for start in range(len(head) - 1))
    return next((_KIND[end] for end in ends if end in _KIND), None) if head.isalpha() else None


def compounds(head: str, part: str) -> frozenset[str]:
    """The words, three at most, that *head* and *part* make; none where German has no such word.

    >>> sorted(compounds("Tiger", "Fell") | compounds("Löwe", "Kralle"))
    ['Löwenkralle', 'Tigerfell']
    >>> sorted(compounds("Elefant", "Leder") | compounds("Wolf", "Fell") | compounds("Ara", "Fell"))
    ['Elefantenleder', 'Wolffell', 'Wolfsfell']
    """
    name, tail = head.lower(), part.lower()
    if len(head) > _MOST_LETTERS or _kind(name) not in tuple(_PARTS.get(tail, "")):
        return frozenset()
    if name.endswith(("e", *_LINKED)):
        stems = [head + ("n" if name.endswith("e") else "en")]
    elif name.endswith("bär"):
        stems = [head, head + "en"]
    elif name.endswith(("wolf", "wal", "seehund")):
        stems = [head, head + "s"]
    else:
        stems = [head]
    return frozenset(stem + tail for stem in stems)
