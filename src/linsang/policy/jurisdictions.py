"""Where a rule holds: countries by their ISO 3166-1 code, and the blocs whose law binds them."""

from __future__ import annotations

import functools
from typing import Final


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ISO 3166-1 alpha-2, the officially assigned codes as of 2024.
COUNTRIES: Final = _codes(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW
    """
)

# The European Union's regulations on wildlife trade bind all members alike (Council Regulation
# (EC) No 338/97); members as of 2020-02-01.
BLOCS: Final = {
    "EU": _codes("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
}

# What people write, and the code that they mean.
OFTEN_MEANT: Final = {"UK": "GB", "EL": "GR", "EN": "GB", "USA": "US", "GBR": "GB", "EEC": "EU"}


def is_jurisdiction(code: str) -> bool:
    """Whether a rule may name it.

    >>> is_jurisdiction("GB"), is_jurisdiction("EU"), is_jurisdiction("UK"), len(COUNTRIES)
    (True, True, False, 249)
    """
    return code in COUNTRIES or code in BLOCS


@functools.lru_cache(maxsize=1024)
def reach(codes: frozenset[str]) -> frozenset[str]:
    """The codes themselves and the members of every bloc among them.

    A rule of the EU holds for a platform in Germany, and one of Germany for a platform that
    says it is open to the whole EU.

    >>> "DE" in reach(frozenset({"EU"})), "EU" in reach(frozenset({"DE"}))
    (True, False)
    """
    return codes.union(*(BLOCS[code] for code in codes if code in BLOCS))
