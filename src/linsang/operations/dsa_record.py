"""A statement of reasons as a record of the DSA Transparency Database, checked before it leaves.

The schema is that of its interface, version 2, for which the Commission publishes the fields:
https://transparency.dsa.ec.europa.eu/page/api-documentation.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from linsang.model.decision import Action, Outcome
from linsang.model.statement import Automation, Concern, Ground, Prompt, StatementOfReasons
from linsang.policy.jurisdictions import BLOCS, reach
from linsang.policy.statement_text import (
    FALLBACK,
    automation_line,
    found_lines,
    provision_line,
)

# The European Economic Area, where the Digital Services Act holds: the Union and three more.
TERRITORIES: Final = BLOCS["EU"] | {"IS", "LI", "NO"}

Text500 = Annotated[str, Meta(min_length=1, max_length=500)]
Text2000 = Annotated[str, Meta(min_length=1, max_length=2000)]
Text5000 = Annotated[str, Meta(min_length=1, max_length=5000)]
YesOrNo = Literal["Yes", "No"]
Visibility = Literal[
    "DECISION_VISIBILITY_CONTENT_REMOVED",
    "DECISION_VISIBILITY_CONTENT_DISABLED",
    "DECISION_VISIBILITY_CONTENT_DEMOTED",
    "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",
    "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
    "DECISION_VISIBILITY_CONTENT_LABELLED",
    "DECISION_VISIBILITY_OTHER",
]
Category = Literal[
    "STATEMENT_CATEGORY_ANIMAL_WELFARE",
    "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS",
]
Keyword = Literal[
    "KEYWORD_ANIMAL_HARM",
    "KEYWORD_UNLAWFUL_SALE_ANIMALS",
    "KEYWORD_PROHIBITED_PRODUCTS",
]


class DsaRecord(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One record, with the fields and values of the database that a platform for goods needs."""

    decision_visibility: list[Visibility] = []
    decision_visibility_other: Text500 | None = None
    decision_account: (
        Literal["DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"] | None
    ) = None
    decision_ground: Literal[
        "DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    ]
    illegal_content_legal_ground: Text500 | None = None
    illegal_content_explanation: Text2000 | None = None
    incompatible_content_ground: Text500 | None = None
    incompatible_content_explanation: Text2000 | None = None
    incompatible_content_illegal: YesOrNo | None = None
    content_type: Annotated[
        list[Literal["CONTENT_TYPE_PRODUCT", "CONTENT_TYPE_TEXT", "CONTENT_TYPE_IMAGE"]],
        Meta(min_length=1),
    ]
    category: Category
    category_addition: list[Category] = []
    category_specification: list[Keyword] = []
    territorial_scope: list[str] = []
    content_language: Annotated[str, Meta(pattern="^[A-Z]{2}$")] | None = None
    content_date: date
    application_date: date
    decision_facts: Text5000
    source_type: Literal[
        "SOURCE_ARTICLE_16",
        "SOURCE_TRUSTED_FLAGGER",
        "SOURCE_VOLUNTARY",
        "SOURCE_TYPE_OTHER_NOTIFICATION",
    ]
    automated_detection: YesOrNo
    automated_decision: Literal[
        "AUTOMATED_DECISION_FULLY",
        "AUTOMATED_DECISION_PARTIALLY",
        "AUTOMATED_DECISION_NOT_AUTOMATED",
    ]
    puid: Annotated[str, Meta(min_length=1, max_length=500, pattern="^[A-Za-z0-9_-]+$")]

    def __post_init__(self) -> None:
        """Raise ValueError where fields that go together do not."""
        if not self.decision_visibility and self.decision_account is None:
            raise ValueError("a record restricts something: visibility or account")
        other = "DECISION_VISIBILITY_OTHER" in self.decision_visibility
        if other != (self.decision_visibility_other is not None):
            raise ValueError("decision_visibility_other goes with DECISION_VISIBILITY_OTHER")
        illegal = self.decision_ground == "DECISION_GROUND_ILLEGAL_CONTENT"
        law = (self.illegal_content_legal_ground, self.illegal_content_explanation)
        terms = (self.incompatible_content_ground, self.incompatible_content_explanation)
        for wanted, fields, name in (
            (illegal, law, "illegal"),
            (not illegal, terms, "incompatible"),
        ):
            if any((field is not None) != wanted for field in fields):
                raise ValueError(
                    f"{name}_content ground and explanation go with their decision_ground"
                )
        if unknown := sorted(set(self.territorial_scope) - TERRITORIES):
            raise ValueError(f"territorial_scope: {', '.join(unknown)} is outside the EEA")
        if self.category in self.category_addition:
            raise ValueError("category_addition repeats the category")


def is_due(statement: StatementOfReasons) -> bool:
    """Whether the decision holds anywhere in the European Economic Area."""
    return not statement.territories or bool(_in_area(statement.territories))


def dsa_record(statement: StatementOfReasons, *, content_date: date | None = None) -> DsaRecord:
    """The record of a statement; raises ValueError for one that does not concern the area.

    *content_date* is the day on which the listing was posted; where nobody knows it, that of
    the decision. Texts are English, the language that the database is read in.
    """
    if not is_due(statement):
        places = ", ".join(statement.territories)
        raise ValueError(f"decision {statement.decision_id} holds in {places}, outside the EEA")
    # A law of elsewhere makes nothing illegal here.
    laws = [
        one
        for one in statement.provisions
        if one.by_law and (not one.places or _in_area(one.places))
    ]
    illegal = statement.ground is Ground.ILLEGAL_CONTENT and bool(laws)
    cited = laws if illegal else statement.provisions
    ground = _cut(
        "; ".join(dict.fromkeys(one.ground or one.rules[0] for one in cited)) or statement.policy,
        500,
    )
    explanation = _cut(
        " ".join(provision_line(statement, one, FALLBACK) for one in cited) or statement.policy,
        2000,
    )
    categories = _categories(statement)
    values: dict[str, Any] = {
        **_effects(statement),
        "decision_ground": f"DECISION_GROUND_{statement.ground.name if illegal else 'INCOMPATIBLE_CONTENT'}",
        **(
            {"illegal_content_legal_ground": ground, "illegal_content_explanation": explanation}
            if illegal
            else {
                "incompatible_content_ground": ground,
                "incompatible_content_explanation": explanation,
                # Whether it breaks a law too is open where a law's rule only asks for a look.
                **(
                    {}
                    if any(one.by_law for one in statement.provisions)
                    else {"incompatible_content_illegal": "No"}
                ),
            }
        ),
        "content_type": ["CONTENT_TYPE_PRODUCT", "CONTENT_TYPE_TEXT"],
        "category": categories[0],
        "category_addition": categories[1:],
        "category_specification": [_KEYWORDS[one] for one in categories],
        "territorial_scope": sorted(_in_area(statement.territories) or TERRITORIES),
        "content_language": _language(statement.content_language),
        "content_date": content_date or statement.decided_at.date(),
        "application_date": statement.decided_at.date(),
        "decision_facts": _cut(_facts(statement), 5000),
        "source_type": _SOURCES[statement.prompt],
        "automated_detection": "Yes" if statement.automated_detection else "No",
        "automated_decision": _AUTOMATION[statement.automated_decision],
        "puid": re.sub(r"[^A-Za-z0-9_-]", "-", statement.decision_id)[:500],
    }
    return msgspec.convert(values, DsaRecord)


_SOURCES: Final = {
    Prompt.NOTICE: "SOURCE_ARTICLE_16",
    Prompt.TRUSTED_FLAGGER: "SOURCE_TRUSTED_FLAGGER",
    Prompt.OWN_INITIATIVE: "SOURCE_VOLUNTARY",
    Prompt.OTHER: "SOURCE_TYPE_OTHER_NOTIFICATION",
}
_AUTOMATION: Final = {
    Automation.FULLY: "AUTOMATED_DECISION_FULLY",
    Automation.PARTIALLY: "AUTOMATED_DECISION_PARTIALLY",
    Automation.NOT_AUTOMATED: "AUTOMATED_DECISION_NOT_AUTOMATED",
}
_ANIMALS: Final = "STATEMENT_CATEGORY_ANIMAL_WELFARE"
_PRODUCTS: Final = "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS"
_KEYWORDS: Final = {
    _ANIMALS: "KEYWORD_UNLAWFUL_SALE_ANIMALS",
    # Plants, timber and gear have no keyword of their own.
    _PRODUCTS: "KEYWORD_PROHIBITED_PRODUCTS",
}
_NO_ANIMALS: Final = frozenset({Concern.PLANT, Concern.GEAR})


def _categories(statement: StatementOfReasons) -> list[str]:
    concerns = [one.concern for one in statement.provisions]
    found = [_PRODUCTS if one in _NO_ANIMALS else _ANIMALS for one in concerns]
    return sorted(dict.fromkeys(found)) or [_ANIMALS]


def _effects(statement: StatementOfReasons) -> dict[str, Any]:
    """What happened to the listing and to the account, in the database's words."""
    effects: dict[str, Any] = {}
    if {Action.HIDE, Action.DISABLE} & set(statement.actions):
        effects["decision_visibility"] = ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    if Action.SUSPEND_SELLER in statement.actions:
        effects["decision_account"] = "DECISION_ACCOUNT_SUSPENDED"
    if not effects:
        effects["decision_visibility"] = ["DECISION_VISIBILITY_OTHER"]
        effects["decision_visibility_other"] = (
            "Held until a person has looked at it"
            if statement.outcome is Outcome.REVIEW
            else "Restricted as the platform's rules say"
        )
    return effects


def _facts(statement: StatementOfReasons) -> str:
    return " ".join([*found_lines(statement, FALLBACK), automation_line(statement, FALLBACK)])


def _in_area(places: tuple[str, ...]) -> frozenset[str]:
    return reach(frozenset(places)) & TERRITORIES


def _language(tag: str | None) -> str | None:
    base = (tag or "").partition("-")[0]
    return base.upper() if re.fullmatch(r"[A-Za-z]{2}", base) else None


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
