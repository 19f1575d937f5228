"""Words that only look or sound like the trade's stay innocent, in every language and alphabet."""

from __future__ import annotations

import pytest

from linsang.prepared import prepare
from linsang.testing.factories import a_listing, a_screening

INNOCENT = {
    "en": "Tiger Balm 30 g, red, new | ivory-coloured wedding dress, size 40 | Jaguar XF front bumper "
    "| Toyota Corolla 2008, first body | USB stick, retail package | Rings from Morocco",
    "de": "Elfenbeinfarbenes Brautkleid, A-Linie, Gr. 40 | Ehering-Paar Gelbgold 585",
    "fr": "Quelques flacons d'une cave | Lits superposés, matelas offerts | Ivry, studio meublé 20 m2",
    "es": "Cómoda de nogal, cuatro cajones | Camiseta de los Pumas, talla L",
    "pt": "Lentilha Qualitá pacote 500 g | Cadeira de nogueira, par | Correia dentada nova",
    "id": "Buaya 2, sepeda motor bekas | obat2an dan vitamin, borong | Bir Bintang 620 ml",
    "vi": "Dầu cù là con hổ Tiger Balm 30g | Bia Tiger lon 330ml",
    "sw": "Bia ya Tembo chupa | Jiwe la bluu kutoka Mirerani",
    "ru": "Бампер на Ягуар XF, запчасти | Бальзам Тигр 30 г | Платье цвета слоновой кости, 44 | "
    "yaguar XF zapchasti, бампер",
    "ar": "قطع غيار جاكوار XF | tiger balm مرهم ٣٠ جم | ساعة لا يعرفها إلا عشاقها",
    "hi": "जगुआर XF बम्पर | टाइगर बाम 30 ग्राम",
    "th": "อะไหล่จากัวร์ XF | ยาหม่องตราเสือ 30 กรัม | New Toyota Corolla สีขาว",
    "ja": "ジャガー XF バンパー | タイガーバーム 30g | アンモナイト 化石 モロッコ 8cm | Pythonで作ります",
    "ko": "재규어 XF 범퍼 | 타이거밤 30g | 리니지M 계정",
    "zh-Hans": "虎标万金油 30克 | 捷豹XF 保险杠 | [小调网-www.xiaodiao.com]中英双字",
    "zh-Hant": "虎標萬金油 30克 | 2019 Corolla Altis 一手車",
}
CASES = [
    pytest.param(text.strip(), id=f"{language}-{number}")
    for language, texts in INNOCENT.items()
    for number, text in enumerate(texts.split(" | "))
]


@pytest.mark.parametrize("text", CASES)
def test_what_is_only_like_a_disguise_is_let_go(text):
    """
    A brand, a colour, a town or an ordinary word is no animal that somebody wrote oddly.
    """
    listing = a_listing(title=text, description="")

    hidden = [
        hit.quote for hit in prepare(listing, a_screening().engine.vocabulary).hits if hit.disguised
    ]

    assert not hidden
