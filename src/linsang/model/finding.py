"""What a detector claims about a listing, and the words that show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linsang.model.taxon import TaxonId, TradeTerm


class FindingKind(StrEnum):
    """The kinds of claim that detectors make and rules may ask for."""

    TAXON_MENTION = "taxon_mention"
    TRADE_TERM = "trade_term"
    OFFER = "offer"
    CODED_LANGUAGE = "coded_language"
    DISCLAIMER = "disclaimer"
    LEGAL_CLAIM = "legal_claim"
    GEAR = "gear"
    NOT_TRADE = "not_trade"
    CONTACT = "contact"
    DISGUISE_FOUND = "disguise_found"
    WILD_CAUGHT = "wild_caught"
    PICTURED = "pictured"
    WILDLIFE_SCORE = "wildlife_score"
    PROHIBITED_SCORE = "prohibited_score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of one field of the original, in code points: *start* inclusive, *end* exclusive."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Words as they were written, disguise and all, and where they stand."""

    quote: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One claim about a listing, with a probability and its matches.

    *score* is the estimated probability that a moderator would agree with the
    claim. Whether 0.8 is enough to act on is the policy's call. *sense* says
    which kind of claim within the kind: a legal claim may be ``cites_permit``
    or ``antique``, a disclaimer ``print`` or ``toy``.

    What is seen in a picture has no words: its matches name the picture, by its place in the
    listing (``images[0]``) and the digest of its bytes, and *nearest* names the labelled
    examples that it is most like.

    A finding without a taxon speaks about the whole listing; one with a taxon
    speaks about that taxon alone.
    """

    detector: str
    kind: FindingKind
    score: float
    matches: tuple[Match, ...]
    taxon: TaxonId | None = None
    trade_term: TradeTerm | None = None
    sense: str = ""
    nearest: tuple[str, ...] = ()
