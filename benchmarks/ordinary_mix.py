"""Invented listings in the proportions of a marketplace: mostly sofas, one in a hundred not.

Everything here is synthetic. Words come from the lists below and from the shipped lexicon's
ordinary objects and false friends, so that the mix holds the words that tempt a matcher.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from linsang.reference.lexicon import Hint, Role, read_lexicon
from linsang.reference.vocabulary import data_directory

# Shares are of rows; they sum to one. No claim about any marketplace: a plain spread.
LANGUAGES: Final = {
    "en": 0.24, "zh-Hans": 0.16, "es": 0.09, "pt": 0.08, "id": 0.08, "de": 0.06, "fr": 0.06,
    "ru": 0.05, "ja": 0.05, "vi": 0.04, "th": 0.03, "ar": 0.03, "hi": 0.01, "zh-Hant": 0.01,
    "sw": 0.01,
}  # fmt: skip

ORDINARY: Final = {
    "en": "sofa grey three seater fabric cover removable washable kitchen table oak chairs set of four "
    "lamp shade linen desk drawer handle screws included bicycle wheel brake tyre new boxed charger "
    "cable fast wireless headphones noise winter jacket size medium cotton shirt button pocket garden "
    "hose bucket shelf bracket mirror frame curtain pillow blanket baby stroller car seat engine oil "
    "filter printer ink paper notebook pencil bag leather strap watch battery phone screen protector",
    "de": "Sofa grau Dreisitzer Stoff Bezug abnehmbar waschbar Küche Tisch Eiche Stühle Lampe Schirm "
    "Schreibtisch Schublade Griff Schrauben Fahrrad Rad Bremse Reifen neu Ladegerät Kabel Kopfhörer "
    "Winterjacke Größe Baumwolle Hemd Knopf Tasche Garten Schlauch Eimer Regal Spiegel Rahmen Vorhang",
    "fr": "canapé gris trois places tissu housse amovible lavable cuisine table chêne chaises lampe "
    "bureau tiroir poignée vis vélo roue frein pneu neuf chargeur câble casque manteau hiver taille "
    "coton chemise bouton poche jardin tuyau seau étagère miroir cadre rideau coussin couverture",
    "es": "sofá gris tres plazas tela funda lavable cocina mesa roble sillas lámpara escritorio cajón "
    "tirador tornillos bicicleta rueda freno neumático nuevo cargador cable auriculares chaqueta talla "
    "algodón camisa botón bolsillo jardín manguera cubo estante espejo marco cortina cojín manta",
    "pt": "sofá cinza três lugares tecido capa lavável cozinha mesa carvalho cadeiras luminária gaveta "
    "puxador parafusos bicicleta roda freio pneu novo carregador cabo fone jaqueta tamanho algodão "
    "camisa botão bolso jardim mangueira balde prateleira espelho moldura cortina almofada cobertor",
    "id": "sofa abu kain sarung cuci dapur meja kayu jati kursi lampu laci gagang sekrup sepeda roda rem "
    "ban baru pengisi kabel kepala jaket ukuran katun kemeja kancing saku taman selang ember rak "
    "cermin bingkai tirai bantal selimut bayi mobil mesin oli saringan tinta kertas buku pensil tas",
    "vi": "ghế sofa xám vải bọc giặt bếp bàn gỗ sồi đèn ngăn kéo tay nắm ốc vít xe đạp bánh phanh lốp mới "
    "sạc cáp tai nghe áo khoác cỡ cotton sơ mi nút túi vườn ống nước xô kệ gương khung rèm gối chăn",
    "sw": "kochi kijivu kitambaa jikoni meza mbao viti taa droo baiskeli gurudumu breki tairi mpya chaja "
    "waya koti saizi pamba shati kifungo mfuko bustani ndoo rafu kioo fremu pazia mto blanketi gari",
    "ru": "диван серый трёхместный ткань чехол кухня стол дуб стулья лампа ящик ручка винты велосипед "
    "колесо тормоз шина новый зарядка кабель наушники куртка размер хлопок рубашка пуговица карман "
    "сад шланг ведро полка зеркало рама штора подушка одеяло коляска машина масло фильтр принтер",
    "ar": "كنبة رمادية قماش غطاء مطبخ طاولة خشب كراسي مصباح درج مقبض دراجة عجلة فرامل إطار جديد شاحن "
    "سماعات سترة مقاس قطن قميص زر جيب حديقة خرطوم دلو رف مرآة إطار ستارة وسادة بطانية سيارة زيت",
    "hi": "सोफा ग्रे कपड़ा कवर रसोई मेज लकड़ी कुर्सी लैंप दराज हैंडल साइकिल पहिया ब्रेक टायर नया चार्जर "
    "केबल जैकेट साइज कपास कमीज बटन जेब बगीचा पाइप बाल्टी शेल्फ दर्पण फ्रेम पर्दा तकिया कंबल कार तेल",
    "zh-Hans": "沙发 灰色 三人座 布艺 可拆洗 厨房 餐桌 橡木 椅子 台灯 灯罩 书桌 抽屉 拉手 螺丝 自行车 车轮 刹车 "
    "轮胎 全新 充电器 数据线 耳机 冬季 外套 尺码 纯棉 衬衫 纽扣 口袋 花园 水管 水桶 置物架 镜子 相框 窗帘 枕头 毛毯 包邮 现货",
    "zh-Hant": "沙發 灰色 三人座 布藝 可拆洗 廚房 餐桌 橡木 椅子 檯燈 燈罩 書桌 抽屜 拉手 螺絲 自行車 車輪 煞車 輪胎 "
    "全新 充電器 數據線 耳機 冬季 外套 尺碼 純棉 襯衫 鈕扣 口袋 花園 水管 水桶 置物架 鏡子 相框 窗簾 枕頭 毛毯",
    "ja": "ソファ グレー 三人掛け 布 カバー 洗える 台所 テーブル オーク 椅子 ランプ 机 引き出し 取っ手 ねじ 自転車 車輪 "
    "ブレーキ タイヤ 新品 充電器 ケーブル ヘッドホン 冬物 上着 サイズ 綿 シャツ ボタン ポケット 庭 ホース バケツ 棚 鏡 額縁",
    "th": "โซฟา สีเทา ผ้า ปลอก ซักได้ ครัว โต๊ะ ไม้โอ๊ค เก้าอี้ โคมไฟ ลิ้นชัก มือจับ สกรู จักรยาน ล้อ เบรก ยาง ใหม่ "
    "ที่ชาร์จ สายเคเบิล หูฟัง แจ็คเก็ต ไซส์ ผ้าฝ้าย กระดุม กระเป๋า สวน สายยาง ถัง ชั้นวาง กระจก กรอบ ม่าน หมอน ผ้าห่ม",
}  # fmt: skip

CHARACTERS: Final = 300


def listings(rows: int, *, seed: int = 1, suspicious: float = 0.01) -> Iterator[dict[str, str]]:
    """*rows* invented listings of about 300 characters, *suspicious* of them offers of wildlife."""
    chance = random.Random(seed)
    pools = {language: _Pool(language) for language in LANGUAGES}
    names, weights = list(LANGUAGES), list(LANGUAGES.values())
    for number in range(rows):
        language = chance.choices(names, weights)[0]
        title, description = pools[language].text(chance, guilty=chance.random() < suspicious)
        yield {
            "id": str(number),
            "title": title,
            "description": description,
            "price": f"{chance.randrange(1, 900)}.{chance.randrange(100):02d}",
            "seller_id": str(chance.randrange(rows)),
        }


def write_parquet(path: Path, rows: int, *, seed: int = 1, chunk: int = 50_000) -> None:
    """The mix as a Parquet file, written chunk by chunk."""
    source = listings(rows, seed=seed)
    writer: pq.ParquetWriter | None = None
    while True:
        part = [one for _, one in zip(range(chunk), source, strict=False)]
        if not part:
            break
        table = pa.Table.from_pylist(part)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


class _Pool:
    """The words of one language, and what a guilty row says."""

    def __init__(self, language: str) -> None:
        terms = list(read_lexicon(data_directory() / "lexicon" / f"{language}.csv"))
        self.dense = language in ("zh-Hans", "zh-Hant", "ja", "th")
        self.ordinary = ORDINARY[language].split()
        self.objects = [one.text for one in terms if one.role is Role.OBJECT] or self.ordinary
        self.friends = [one.text for one in terms if one.role is Role.MASK] or self.ordinary
        self.products = [
            one.text for one in terms if one.role is Role.PRODUCT and one.hint is Hint.ALONE
        ] or self.ordinary
        self.offers = [one.text for one in terms if one.role is Role.OFFER] or self.ordinary

    def text(self, chance: random.Random, *, guilty: bool) -> tuple[str, str]:
        between = "" if self.dense else " "
        first = chance.choice(self.products) if guilty else chance.choice(self.objects)
        title = between.join([first, *chance.choices(self.ordinary, k=4)])
        words: list[str] = []
        length = len(title)
        target = chance.randrange(CHARACTERS - 100, CHARACTERS + 100)
        while length < target:
            draw = chance.random()
            if draw < 0.004:
                word = chance.choice(self.friends)
            elif draw < 0.03:
                word = chance.choice(self.offers)
            elif draw < 0.06:
                word = str(chance.randrange(2000))
            elif draw < 0.07:
                word = chance.choice([".", ",", "!", "✨", "🔥", "-"])
            else:
                word = chance.choice(self.ordinary)
            words.append(word)
            length += len(word) + len(between)
        return title, between.join(words)
