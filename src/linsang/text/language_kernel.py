"""The guess at a language, compiled: the same for a thousand rows as `language` gives for one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linsang.text import language
from linsang.text.kernels import compiled
from linsang.text.normalise import FIELD_MARK, ROW_MARK, CodePoints, ScriptClass, fold_tables

_ROW: Final = ord(ROW_MARK)
_FIELD: Final = ord(FIELD_MARK)
_LATIN: Final = int(ScriptClass.LATIN)
_HAN: Final = int(ScriptClass.HAN)
_KATAKANA: Final = int(ScriptClass.KATAKANA)
_HIRAGANA: Final = int(ScriptClass.HIRAGANA)
_SCRIPTS: Final = len(ScriptClass)
_UNKNOWN: Final = language.UNKNOWN
_READ_CHARACTERS: Final = language.READ_CHARACTERS
_READ_FIELDS: Final = language.READ_FIELDS
_LEAST_GRAMS: Final = language.LEAST_GRAMS
_LEAST_LEAD: Final = language.LEAST_LEAD
_JAPANESE: Final = language.JAPANESE
_TRADITIONAL: Final = language.TRADITIONAL
_PRIME: Final = np.uint64(language.PRIME)
_BUCKET_SHIFT: Final = np.uint64(64 - language.BUCKET_BITS)
_MIX: Final = language.MIX


def guess_languages(codes: CodePoints, rows: int) -> NDArray[np.int8]:
    """As `language.guess_languages`."""
    tables = fold_tables()
    found: NDArray[np.int8] = _guess_languages(
        codes,
        rows,
        tables.classes,
        tables.plain,
        language.latin_lower(),
        language.language_weights(),
        language.SCRIPT_LANGUAGE,
    )
    return found


@compiled
def _guess_languages(
    codes: Any, rows: int, classes: Any, plain: Any, lower: Any, weights: Any, of_script: Any
) -> Any:
    found = np.full(rows, _UNKNOWN, np.int8)
    shares = np.empty(_SCRIPTS, np.int64)
    scores = np.empty(weights.shape[1], np.int32)
    start = 0
    for row in range(rows):
        end = start
        marks = 0
        read = start
        shares[:] = 0
        traditional = False
        while codes[end] != _ROW:
            code = codes[end]
            marks += code == _FIELD
            if marks < _READ_FIELDS and end - start < _READ_CHARACTERS:
                script = classes[code]
                shares[script] += 1
                traditional |= script == _HAN and plain[code] != code
                read = end + 1
            end += 1
        best = 0
        for script in range(_SCRIPTS):
            if of_script[script] != _UNKNOWN and (
                of_script[best] == _UNKNOWN or shares[script] > shares[best]
            ):
                best = script
        if shares[best] * 2 > shares[_LATIN]:
            found[row] = of_script[best]
            kana = shares[_HIRAGANA] + shares[_KATAKANA]
            if best in (_HIRAGANA, _KATAKANA) or (best == _HAN and kana):
                found[row] = _JAPANESE
            elif best == _HAN and traditional:
                found[row] = _TRADITIONAL
        elif shares[_LATIN]:
            scores[:] = 0
            before, between = np.uint64(0), np.uint64(32)
            grams = 0
            for at in range(start, read + 1):
                letter = np.uint64(lower[codes[at]]) if at < read else np.uint64(32)
                if letter == between and letter == np.uint64(32):
                    continue
                pair = between * _PRIME + letter
                bucket = np.int64((pair * _MIX) >> _BUCKET_SHIFT)
                for column in range(len(scores)):
                    scores[column] += weights[bucket, column]
                grams += 1
                if before:
                    triple = (before * _PRIME + between) * _PRIME + letter
                    bucket = np.int64((triple * _MIX) >> _BUCKET_SHIFT)
                    for column in range(len(scores)):
                        scores[column] += weights[bucket, column]
                    grams += 1
                before, between = between, letter
            first = np.argmax(scores)
            lead = np.int32(1 << 30)
            for other in range(len(scores)):
                if other != first:
                    lead = min(lead, scores[first] - scores[other])
            if grams >= _LEAST_GRAMS and lead >= _LEAST_LEAD:
                found[row] = first
        start = end + 1
    return found
