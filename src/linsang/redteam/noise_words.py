"""Words that have nothing to do with it."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import SCRIPTS, letters, script_of
from linsang.redteam.passage import Spans, merged
from linsang.text.normalise import ScriptClass

# Everyday goods and fillers: none is of the trade, none speaks for or against an offer.
_NOISE: Final = {
    ScriptClass.LATIN: "sofa iphone lamp wifi garden jeans pizza laptop yoga blender",
    ScriptClass.CYRILLIC: "диван лампа телефон джинсы погода чайник футбол ноутбук",
    ScriptClass.ARABIC: "كنبة مصباح هاتف جينز طقس شاي كرة حاسوب",
    ScriptClass.DEVANAGARI: "सोफा लैंप मोबाइल जींस मौसम चाय क्रिकेट लैपटॉप",
    ScriptClass.HANGUL: "소파 램프 휴대폰 청바지 날씨 커피 축구 노트북",
    ScriptClass.THAI: "โซฟา โคมไฟ มือถือ ยีนส์ อากาศ กาแฟ ฟุตบอล แล็ปท็อป",
    ScriptClass.KATAKANA: "ソファ ランプ スマホ ジーンズ 天気 コーヒー サッカー パソコン",
    ScriptClass.HAN: "沙发 台灯 手机 天气 咖啡 足球 衣服 今天",
}
_DENSE: Final = frozenset(
    {ScriptClass.HAN, ScriptClass.THAI, ScriptClass.KATAKANA, ScriptClass.HIRAGANA}
)
_STUFFING: Final = 5


def noise_words(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """An ordinary word stands inside each phrase, and five hashtags of ordinary goods at the end.

    A phrase of one word in a spaced script keeps whole; only the hashtags stand beside it.
    Source: "keyword stuffing", with which sellers bury what they sell and reach other
    searches; interjected characters against Chinese filters (general knowledge).

    >>> noise_words("tiger claw", [(0, 10)], Random(1))
    'tiger blender claw #iphone #garden #blender #wifi #pizza'
    """
    parts: list[str] = []
    done = 0
    noise: list[str] = []
    for start, end in merged(spans):
        noise = _noise_for(text[start:end], language) or noise
        parts += [text[done:start], _interrupted(text[start:end], noise, random)]
        done = end
    if not noise:
        return text
    stuffing = " ".join(f"#{word}" for word in random.sample(noise, _STUFFING))
    return f"{''.join([*parts, text[done:]])} {stuffing}"


def _noise_for(phrase: str, language: str | None) -> list[str]:
    script = next((one for one in map(script_of, phrase) if one in SCRIPTS), None)
    if script is ScriptClass.HIRAGANA or (script is ScriptClass.HAN and language == "ja"):
        script = ScriptClass.KATAKANA
    return _NOISE[script].split() if script else []


def _interrupted(phrase: str, noise: list[str], random: Random) -> str:
    words = phrase.split()
    if len(words) > 1:
        words.insert(random.randrange(1, len(words)), random.choice(noise))
        return " ".join(words)
    written = letters(phrase)
    if len(written) < 2 or script_of(phrase) not in _DENSE:
        return phrase
    written.insert(random.randrange(1, len(written)), random.choice(noise))
    return "".join(written)
