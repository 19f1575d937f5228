"""Linsang keeps endangered species out of online trade.

>>> import linsang
>>> decision = linsang.check("Tiger claw pendant, real, DM me").decision
>>> decision.outcome.value
'restrict'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linsang.compose import check
    from linsang.engine import Engine
    from linsang.model.listing import Listing
    from linsang.operations.intervene import intervene
    from linsang.operations.screen import Decided, Screening
    from linsang.plugins import ListingBatch
    from linsang.policy.load import load_policy
    from linsang.policy.rules import Policy

__version__ = "0.1.0"

# Loaded when first asked for (PEP 562), so that `import linsang` costs nothing.
_HOMES = {
    "Decided": "linsang.operations.screen",
    "Engine": "linsang.engine",
    "Listing": "linsang.model.listing",
    "ListingBatch": "linsang.plugins",
    "Policy": "linsang.policy.rules",
    "Screening": "linsang.operations.screen",
    "check": "linsang.compose",
    "intervene": "linsang.operations.intervene",
    "load_policy": "linsang.policy.load",
}

__all__ = [
    "Decided",
    "Engine",
    "Listing",
    "ListingBatch",
    "Policy",
    "Screening",
    "__version__",
    "check",
    "intervene",
    "load_policy",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'linsang' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
