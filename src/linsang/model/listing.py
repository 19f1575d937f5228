"""An offer as a platform shows it, and the row that turned out to be none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NewType, Self

ListingId = NewType("ListingId", str)

NO_CURRENCY = "XXX"  # ISO 4217, "no currency": the amount was given and its currency was not
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "₫": "VND", "฿": "THB", "₽": "RUB", "₩": "KRW"}
_WRITTEN = re.compile(r"\d+(?:[.,'\s٫٬’]\d+)*")
# An offer above a billion billions is a typing error or an attack on whoever formats it.
_LARGEST_EXPONENT = 18


def listing_id(platform: str, reference: str) -> ListingId:
    """Name a listing by its platform and the platform's own reference.

    >>> listing_id("market-a", "1"), listing_id("", "1")
    ('market-a:1', '1')
    """
    return ListingId(f"{platform}:{reference}" if platform else reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount and its ISO 4217 currency; ``XXX`` where the offer names none."""

    amount: Decimal
    currency: str = NO_CURRENCY

    @classmethod
    def parse(cls, price: str | None, currency: str | None = None) -> Self | None:
        """Read a price as people write it; what is no single amount is None, never an error.

        A dollar sign names no currency: more than twenty countries write it.

        >>> Money.parse("1.234,50 €"), Money.parse("NaN", "EUR"), Money.parse("10 - 20")
        (Money(amount=Decimal('1234.50'), currency='EUR'), None, None)
        """
        amount = _amount(price) if price else None
        if amount is None:
            return None
        return cls(amount=amount, currency=_currency(currency) or _currency(price) or NO_CURRENCY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerRef:
    """The same seller again, without saying who: a keyed digest, never a name."""

    platform: str
    digest: str

    @classmethod
    def of(cls, platform: str, reference: str, *, key: bytes) -> Self:
        """Digest a platform's seller reference under *key*.

        Without a key anybody could digest every seller name there is and look it up.
        """
        if not key:
            raise ValueError("a seller is digested under a key; an empty key hides nobody")
        digest = hashlib.blake2b(
            f"{platform}\x1f{reference}".encode("utf-8", "surrogatepass"),
            digest_size=16,
            key=hashlib.blake2b(key).digest(),
        )
        return cls(platform=platform, digest=digest.hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture or video that belongs to a listing, and where its bytes are."""

    location: str
    media_type: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An offer to sell, give or swap, as it stood at *observed_at*."""

    id: ListingId
    platform: str
    title: str
    observed_at: datetime | None = None
    description: str = ""
    category: str | None = None
    brand: str | None = None
    condition: str | None = None
    tags: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    price: Money | None = None
    ships_from: str | None = None
    ships_to: tuple[str, ...] = ()
    seller: SellerRef | None = None
    media: tuple[Media, ...] = ()
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row of the input that is no listing, why, and how to mend it."""

    file: str
    line: int | None
    reason: str
    found: str
    id: str | None = None


def _amount(price: str) -> Decimal | None:
    try:
        amount = Decimal(price)
    except InvalidOperation:
        return _written_amount(price)
    if not amount.is_finite() or amount < 0 or abs(amount.adjusted()) > _LARGEST_EXPONENT:
        return None
    return amount


def _written_amount(price: str) -> Decimal | None:
    bare = re.sub(r"^[^\d-]*|\D*$", "", price[:64])
    if not _WRITTEN.fullmatch(bare):
        return None
    parts, marks = re.split(r"\D", bare), re.findall(r"\D", bare)
    # "Rp 1.500" is fifteen hundred and "1,5" one and a half: a mark that stands alone
    # and before anything but three digits, or differs from those before it, is decimal.
    if not marks:
        fraction = ""
    elif len(marks) == 1:
        fraction = parts.pop() if len(parts[-1]) != 3 else ""
    else:
        fraction = parts.pop() if marks[-1] not in marks[:-1] else ""
    digits = "".join(parts)
    if any(len(group) not in (2, 3) for group in parts[1:]) or len(digits) > _LARGEST_EXPONENT:
        return None
    return Decimal(f"{digits}.{fraction}") if fraction else Decimal(digits)


def _currency(text: str | None) -> str | None:
    if not text:
        return None
    for symbol, code in _SYMBOLS.items():
        if symbol in text:
            return code
    code = re.sub(r"[^A-Za-z]", "", text[:64]).upper()
    return code if len(code) == 3 and code.isascii() else None
