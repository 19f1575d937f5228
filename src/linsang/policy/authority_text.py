"""The authorities of a policy's text: by what its rules stand, since when, and how sure that is."""

from __future__ import annotations

import re
from typing import Final

from linsang.policy.problems import quoted
from linsang.policy.rules import Authority, AuthorityKind, Certainty
from linsang.policy.yaml_nodes import Node

_ID: Final = re.compile(r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2})?")
_READS: Final = {
    "id": lambda node: node.word(_ID, "small letters, digits, hyphens: ivory-act-2018"),
    "kind": lambda node: node.choice(AuthorityKind, "a kind of authority"),
    "title": Node.line,
    "provision": Node.line,
    "in_force": Node.day,
    "until": Node.day,
    "source": Node.line,
    "read": lambda node: node.word(_MONTH, "the month: 2026-11"),
    "certainty": lambda node: node.choice(Certainty, "a certainty"),
    "doubt": Node.line,
}
KEYS: Final = tuple(_READS)
"""Every key that an authority may have, in the order in which they are documented."""


def authorities(node: Node) -> dict[str, Authority]:
    """The authorities of a list, by id; what is not checked has to say what is in doubt."""
    found: dict[str, Authority] = {}

    def authority(one: Node) -> None:
        record = one.record(_READS, required=("id", "kind", "title", "source", "read", "certainty"))
        read = Authority(**record.values)
        if read.id in found:
            raise record.nodes["id"].wrong(f"authority {quoted(read.id)} is given twice")
        if read.in_force and read.until and read.until <= read.in_force:
            raise record.nodes["until"].wrong(
                f"{read.until} is not after in_force, {read.in_force}"
            )
        if read.certainty is not Certainty.CHECKED and not read.doubt:
            raise record.nodes["certainty"].wrong(
                f"certainty {read.certainty} without a doubt",
                "say under 'doubt' what was not read",
            )
        found[read.id] = read

    node.each(authority)
    return found
