"""Half of a word in the title, half in the description."""

from __future__ import annotations

from random import Random

from linsang.redteam.letters import letters
from linsang.redteam.passage import Spans, merged
from linsang.text.normalise import FIELD_MARK


def split_fields(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """The first half of each phrase ends the title, its second half begins the description.

    Source: filters read one field at a time, and a buyer reads on (general knowledge; the
    same as a word that runs on in the next picture or comment).

    >>> split_fields("Old tiger claw\\x1fPM me", [(4, 14)], Random(0))
    'Old tiger\\x1fclaw PM me'
    """
    whole = text if FIELD_MARK in text else text + FIELD_MARK
    title_end = whole.index(FIELD_MARK)
    kept = {True: "", False: ""}
    heads: list[str] = []
    tails: list[str] = []
    done = 0
    for start, end in merged(spans):
        cut = start + _cut(whole[start:end], random)
        if cut == start:
            continue
        in_title = start < title_end
        if done <= title_end < start:
            kept[True] += whole[done:title_end]
            done = title_end + 1
        kept[in_title] += whole[done:start]
        heads.append(whole[start:cut].strip())
        tails.append(whole[cut:end].strip())
        done = end
    if not heads:
        return text
    if done <= title_end:
        kept[True] += whole[done:title_end]
        done = title_end + 1
    kept[False] += whole[done:]
    title, description = (
        " ".join(part for part in " ".join(parts).split(" ") if part)
        for parts in ([kept[True], *heads], [*tails, kept[False]])
    )
    return f"{title}{FIELD_MARK}{description}"


def _cut(phrase: str, random: Random) -> int:
    """Where to cut, in code points: between two words, or in the middle of the only one."""
    words = phrase.split(" ")
    if len(words) > 1:
        return len(" ".join(words[: random.randrange(1, len(words))]))
    parts = letters(phrase)
    return len("".join(parts[: len(parts) // 2]))
