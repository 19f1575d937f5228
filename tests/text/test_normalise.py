"""Folding: what is the same word reads the same, what is spelling stays, and the way back holds."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ANY_TEXT, odd_text

from linsang.text.normalise import (
    CODE_POINTS,
    accented_text,
    code_points,
    fold_plain,
    fold_skeleton,
    fold_tables,
    plain_text,
    plain_texts,
    skeleton_text,
    skeleton_texts,
    text_of,
)

TEXTS = st.one_of(ANY_TEXT, odd_text("tiger", "ngà voi", "हाथी दाँत", "งาช้าง", "слоновая кость"))


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    """
    A folded text is in its final form, so lexicons and listings always meet.
    """
    once = fold_plain(code_points(text))[0]
    bones = fold_skeleton(once)[0]

    assert text_of(fold_plain(once)[0]) == text_of(once)
    assert text_of(fold_skeleton(bones)[0]) == text_of(bones)


def test_every_character_folds_to_its_final_form():
    """
    No character of Unicode folds to one that would fold further.
    """
    tables = fold_tables()
    plain = tables.plain[tables.plain]
    bones = tables.skeleton[tables.skeleton[tables.plain]]

    assert np.flatnonzero(plain != tables.plain).tolist() == []
    assert np.flatnonzero(bones != tables.skeleton[tables.plain]).tolist() == []


@given(TEXTS)
def test_offsets_lead_back(text):
    """
    Every folded character knows the one character of the original that it came from.
    """
    codes = code_points(text)
    folded, origin = fold_plain(codes)

    assert len(folded) == len(origin)
    assert (np.diff(origin) > 0).all()
    assert ((origin >= 0) & (origin < len(text))).all()
    assert (fold_tables().plain[codes[origin]] == folded).all()


@given(TEXTS)
def test_offsets_of_the_skeleton_lead_back(text):
    """
    The squeezed view leads back to the plain one, character by character.
    """
    plain = fold_plain(code_points(text))[0]
    bones, origin = fold_skeleton(plain)

    assert len(bones) == len(origin)
    assert (np.diff(origin) > 0).all()
    assert (fold_tables().skeleton[plain[origin]] == bones).all()
    assert (bones[1:] != bones[:-1]).all()


@given(st.lists(TEXTS, max_size=6))
def test_many_texts_fold_as_each_alone(texts):
    """
    A thousand texts folded together come out as each of them would alone.
    """
    texts = [text.replace("\x1e", " ") for text in texts]
    plain = plain_texts(texts)

    assert plain == [plain_text(text) for text in texts] or not texts
    assert (
        skeleton_texts([f"{one}x" for one in plain])
        == [text_of(fold_skeleton(code_points(f"{one}x"))[0]) for one in plain]
        or not texts
    )


def test_skeletons_of_nothing_keep_their_places():
    """
    Texts of mere punctuation have an empty skeleton each, and the others stay in step.
    """
    assert skeleton_texts(["...", "***", "tiger"]) == ["", "", "tiger"]


@given(TEXTS)
def test_code_points_keep_count(text):
    """
    Offsets count code points: one for each character that was written, broken or not.
    """
    codes = code_points(text)

    assert len(codes) == len(text)
    assert text_of(codes) == "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def test_folding_leaves_its_argument_alone():
    """
    What was written stays as it was written.
    """
    codes = code_points("  T  \u200b É ").copy()
    before = codes.copy()
    fold_plain(codes)
    fold_skeleton(codes)

    assert (codes == before).all()


# --- spelling stays ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "letters",
    [
        pytest.param("กขคฆงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ", id="thai-consonants"),
        pytest.param("".join(map(chr, (*range(0x0E30, 0x0E3A), *range(0x0E40, 0x0E4F)))),
                     id="thai-vowels-and-tones"),
        pytest.param("".join(map(chr, range(0x093E, 0x094E))), id="hindi-vowel-signs"),
        pytest.param("कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह", id="hindi-consonants"),
        pytest.param("अआइईउऊऋएऐओऔ", id="hindi-vowels"),
        pytest.param("абвгдежзийклмнопрстуфхцчшщъыьэюя", id="russian"),
        pytest.param("ابتثجحخدذرزسشصضطظعغفقلمنهوي", id="arabic"),
        pytest.param("カガサザタダハバパッツヤャ", id="katakana-voicing"),
        pytest.param("かがさざただはばぱっつやゃ", id="hiragana-voicing"),
        pytest.param("".join(map(chr, range(0xAC00, 0xD7A4, 17))), id="hangul-syllables"),
        pytest.param("象牙虎骨犀角穿山甲熊胆", id="simplified-chinese"),
        pytest.param("abcdefghijklmnopqrstuvwxyz0123456789", id="ascii"),
    ],
)  # fmt: skip
def test_spelling_stays(letters):
    """
    Letters, tones, vowel signs and voicing marks of a script are spelling and stay as they are.
    """
    assert plain_text("".join(letters)) == letters


@pytest.mark.parametrize(
    "letters",
    [
        pytest.param("กขคงจชดตทนบปผฝพฟมยรลวสหอ", id="thai"),
        pytest.param("กากิกีกึกืกุกูเกแกโกใกไก", id="thai-vowels"),
        pytest.param("हा हि ही हु हू हे है हो हौ".replace(" ", ""), id="hindi-vowel-signs"),
        pytest.param("ガカバハパ", id="katakana-voicing"),
    ],
)
def test_the_skeleton_keeps_what_is_no_disguise(letters):
    """
    The squeezed view reads look-alikes as Latin letters and leaves other scripts alone.
    """
    assert skeleton_text(letters) == plain_text(letters) == letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("เสือ", "เสื้อ", id="thai-tiger-is-no-shirt"),
        pytest.param("ข้าว", "ขาว", id="thai-rice-is-not-white"),
        pytest.param("मोर", "मार", id="hindi-peacock-is-not-hit"),
        pytest.param("хай", "хаи", id="russian-short-i"),
        pytest.param("パンダ", "バンダ", id="japanese-panda"),
        pytest.param("천산갑", "전산갑", id="korean-pangolin"),
        pytest.param("虎", "虚", id="chinese-tiger-is-not-empty"),
        pytest.param("ناب", "باب", id="arabic-tusk-is-no-door"),
    ],
)
def test_different_words_stay_different(one, other):
    """
    Two words that a reader tells apart are two words in both views.
    """
    assert plain_text(one) != plain_text(other)
    assert skeleton_text(one) != skeleton_text(other)


VIETNAMESE = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@pytest.mark.parametrize(
    "tone", [pytest.param(tone, id=f"tone-{n}") for n, tone in enumerate(TONES)]
)
def test_vietnamese_accents_fold_and_letters_stay(tone):
    """
    Sellers leave Vietnamese accents out, so a letter with any of them is found by its base.
    """
    for letter in VIETNAMESE:
        base = unicodedata.normalize("NFD", letter)[0].lower()
        composed = unicodedata.normalize("NFC", letter + tone)

        assert plain_text(composed) == base
        assert plain_text(unicodedata.normalize("NFD", composed)) == base


def test_vietnamese_dd_is_a_d():
    """
    The Vietnamese đ is found as d, in small and capital letters.
    """
    assert plain_text("đồi mồi Đồi Mồi") == "doi moi doi moi"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("NGÀ", "ngà", id="vietnamese-tusk"),
        pytest.param("nga\u0300", "ngà", id="accent-written-apart"),
        pytest.param("ＮＧÀ", "ngà", id="full-width"),
        pytest.param("BÄR", "bär", id="german"),
    ],
)
def test_accents_can_still_be_told(text, kept):
    """
    Where accents tell two words apart they are at hand: ngà is ivory, nga is Russia.
    """
    assert accented_text(text) == kept


# --- disguises fall ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("TIGER Claw", "tiger claw", id="case"),
        pytest.param("  tiger \t\n claw  ", "tiger claw", id="white-space"),
        pytest.param("tiger\u00a0\u3000\u2009claw", "tiger claw", id="odd-spaces"),
        pytest.param("tiger-claw", "tiger claw", id="hyphen"),
        pytest.param("tiger_claw", "tiger claw", id="underline"),
        pytest.param("ｔｉｇｅｒ　ｃｌａｗ", "tiger claw", id="full-width"),
        pytest.param("𝓽𝓲𝓰𝓮𝓻 𝐜𝐥𝐚𝐰", "tiger claw", id="mathematical"),
        pytest.param("𝕋𝕀𝔾𝔼ℝ", "tiger", id="double-struck"),
        pytest.param("ⓣⓘⓖⓔⓡ Ⓒⓛⓐⓦ", "tiger claw", id="circled"),
        pytest.param("🅃🄸🄶🄴🅁", "tiger", id="squared"),
        pytest.param("🆃🅸🅶🅴🆁", "tiger", id="squared-dark"),
        pytest.param("🅣🅘🅖🅔🅡", "tiger", id="circled-dark"),
        pytest.param("🇹🇮🇬🇪🇷", "tiger", id="regional-indicators"),
        pytest.param("ᴛɪɢᴇʀ", "tiger", id="small-capitals"),
        pytest.param("ti\u200bger\u200c\u200d \u2060claw\ufeff", "tiger claw", id="zero-width"),
        pytest.param("ti\u00adger", "tiger", id="soft-hyphen"),
        pytest.param("\u202etiger\u202c \u2066claw\u2069", "tiger claw", id="bidi"),
        pytest.param("tiger\U000e0001\U000e007f", "tiger", id="tags"),
        pytest.param("t̴̢̛i̷̧g̶̡ȩ̵r̸̨", "tiger", id="zalgo"),
        pytest.param("t̶i̶g̶e̶r̶", "tiger", id="struck-through"),
        pytest.param("tigré", "tigre", id="accent"),
        pytest.param("象牙手鐲", "象牙手镯", id="traditional-chinese"),
        pytest.param("穿山甲鱗片", "穿山甲鳞片", id="traditional-scales"),
        pytest.param("⾻", "骨", id="chinese-radical"),
        pytest.param("ﾄﾗ", "トラ", id="half-width-katakana"),
        pytest.param("ＡＢＣ１２３", "abc123", id="full-width-digits"),
        pytest.param("слонёнок", "слоненок", id="russian-yo"),
        pytest.param("الفِيل", "الفيل", id="arabic-vowel-marks"),
        pytest.param("فـــيل", "فيل", id="arabic-stretched"),
        pytest.param("أسد إسد آسد", "اسد اسد اسد", id="arabic-alef"),
        pytest.param("क़लम", "कलम", id="hindi-nukta"),
        pytest.param("दाँत", "दांत", id="hindi-nasal"),
        pytest.param("🐅 claw 🐘", "🐅 claw 🐘", id="emoji-stay"),
        pytest.param("🐅\ufe0f", "🐅", id="emoji-presentation"),
        pytest.param("", "", id="empty"),
        pytest.param("\u200b\u200d", "", id="nothing-to-see"),
    ],
)
def test_the_plain_view(written, read):
    """
    Dress, width, case and what cannot be seen fold away; the words stay.
    """
    assert plain_text(written) == read


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("tіger", id="cyrillic-letter"),
        pytest.param("тіgеr", id="mostly-cyrillic"),
        pytest.param("τiger", id="greek-letter"),
        pytest.param("T1G3R", id="leet"),
        pytest.param("t!ger", id="exclamation-mark"),
        pytest.param("t.i.g.e.r", id="dots"),
        pytest.param("t i g e r", id="spaces"),
        pytest.param("t-i_g*e~r", id="mixed-separators"),
        pytest.param("t·i·g·e·r", id="middle-dots"),
        pytest.param("tttiiiggeerr", id="repeats"),
        pytest.param("t\u200bi\u200bg\u200be\u200br", id="zero-width"),
        pytest.param("ｔ１ｇ３ｒ", id="full-width-leet"),
        pytest.param("𝓽1🅖é𝓻", id="everything-at-once"),
    ],
)
def test_the_skeleton_view(written):
    """
    Look-alikes, digits for letters, separators and repeats meet the word they stand for.
    """
    assert skeleton_text(written) == skeleton_text("tiger")


@pytest.mark.parametrize(
    ("written", "word"),
    [
        pytest.param("象.牙", "象牙", id="chinese-dot"),
        pytest.param("虎 骨", "虎骨", id="chinese-space"),
        pytest.param("象*牙", "象牙", id="chinese-star"),
        pytest.param("с-л-о-н", "слон", id="russian"),
        pytest.param("ง-า-ช้าง", "งาช้าง", id="thai"),
        pytest.param("하.늘.다.람.쥐", "하늘다람쥐", id="korean"),
        pytest.param("ंतेंदुआ".replace("ं", "", 1), "तेंदुआ", id="hindi-as-written"),
    ],
)
def test_separators_fall_in_every_script(written, word):
    """
    A word pulled apart is the same word in the squeezed view, whatever its script.
    """
    assert skeleton_text(written) == skeleton_text(word)


def test_emoji_are_words_of_their_own():
    """
    Sellers write with emoji, so each is kept as it is; between letters they part nothing.
    """
    assert plain_text("🐅") != plain_text("🐘")
    assert plain_text("象🔥牙") != plain_text("象牙")
    assert skeleton_text("象🔥牙") == skeleton_text("象牙")


@pytest.mark.parametrize(
    ("written", "word"),
    [
        pytest.param("ﾊﾟﾝﾀﾞ", "パンダ", id="half-width-voicing"),
        pytest.param(unicodedata.normalize("NFD", "パンダ"), "パンダ", id="voicing-apart"),
        pytest.param(unicodedata.normalize("NFD", "천산갑"), "천산갑", id="hangul-apart"),
        pytest.param(unicodedata.normalize("NFD", "хай"), "хай", id="russian-apart"),
        pytest.param("shark ﬁn", "shark fin", id="ligature"),
        pytest.param("ﻻ", "لا", id="arabic-ligature"),
    ],
)
def test_what_is_written_in_pieces_is_the_same_word(written, word):
    """
    Some keyboards and systems write one letter as two characters, or two as one.
    """
    assert plain_text(written) == plain_text(word)


@pytest.mark.parametrize("code", [0x41, 0x1F405, 0x10FFFF, CODE_POINTS - 1])
def test_every_code_point_has_a_place_in_the_tables(code):
    """
    No character is too far out to be folded.
    """
    assert len(fold_plain(np.array([code], dtype=np.uint32))[0]) <= 1
