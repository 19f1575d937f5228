"""Slips of the finger, made on purpose."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import base_letter, letters, script_of, some
from linsang.redteam.passage import Spans, rewritten
from linsang.text.normalise import ScriptClass

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS: Final = {
    letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in _ROWS
    for place, letter in enumerate(row)
}
_LEAST_LETTERS: Final = 3
_MOST_WORDS: Final = 0.7


def misspelling(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Most words of three letters or more have a letter dropped, doubled, swapped or mistyped.

    At least one word of each phrase has, if any is long enough. Chinese characters have no such slips; see `homophones`.
    Source: "pangoiln", "eliphant"; misspelt names find buyers who know and miss alerts that
    do not, and half of them are honest slips (general knowledge).

    >>> misspelling("pangolin", [(0, 8)], Random(4))
    'pagnolin'
    """

    def rewrite(phrase: str) -> str:
        words = phrase.split(" ")
        slips = [_slip(word, random) for word in words]
        can = [place for place, word in enumerate(words) if slips[place] != word]
        for place in some(can, random, share=_MOST_WORDS):
            words[place] = slips[place]
        return " ".join(words)

    return rewritten(text, spans, rewrite)


def _slip(word: str, random: Random) -> str:
    written = letters(word)
    inner = [
        place
        for place in range(1, len(written) - 1)
        if written[place][0].isalpha() and script_of(written[place]) is not ScriptClass.HAN
    ]
    if len(written) < _LEAST_LETTERS or not inner:
        return word
    place = random.choice(inner)
    letter = written[place]
    slips = ["double"]
    if len(written) > _LEAST_LETTERS:
        slips.append("drop")
    if written[place + 1] != letter:
        slips.append("swap")
    if base_letter(letter) in _NEIGHBOURS:
        slips.append("mistype")
    match random.choice(slips):
        case "double":
            written[place] = letter * 2
        case "drop":
            written[place] = ""
        case "swap":
            written[place : place + 2] = written[place + 1], letter
        case _:
            written[place] = random.choice(_NEIGHBOURS[base_letter(letter)])
    return "".join(written)
