"""What happened to a ledger, in order, each event sealed with the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

FIRST_SEAL: Final = "0" * 64


class EventKind(StrEnum):
    """What can happen to a ledger."""

    SHARD_RECORDED = "shard_recorded"
    LABEL_GIVEN = "label_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. *body* holds ids, numbers and digests, never a seller's words.

    *seal* is a digest of the event and of the seal before it: who changes or takes out an
    event breaks every seal that follows.
    """

    number: int
    at: datetime
    kind: EventKind
    subject: str
    body: Mapping[str, Any]
    seal: str


def sealed(
    previous: Event | None, *, at: datetime, kind: EventKind, subject: str, body: Mapping[str, Any]
) -> Event:
    """The event that follows *previous*.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    >>> first = sealed(None, at=noon, kind=EventKind.SHARD_RECORDED, subject="a", body={"n": 1})
    >>> second = sealed(first, at=noon, kind=EventKind.SHARD_RECORDED, subject="b", body={"n": 2})
    >>> second.number, list(broken_seals([first, second])), list(broken_seals([second]))
    (2, [], [2])
    """
    return Event(
        number=previous.number + 1 if previous else 1,
        at=at,
        kind=kind,
        subject=subject,
        body=body,
        seal=_seal(previous.seal if previous else FIRST_SEAL, at, kind, subject, body),
    )


def broken_seals(events: Iterable[Event]) -> Iterator[int]:
    """The numbers of the events whose seal does not follow from what is before it."""
    seal, number = FIRST_SEAL, 0
    for event in events:
        number += 1
        expected = _seal(seal, event.at, event.kind, event.subject, event.body)
        if event.number != number or event.seal != expected:
            yield event.number
        seal, number = event.seal, event.number


def digest(lines: Iterable[str]) -> str:
    """A digest of texts in order, for the body of an event."""
    whole = hashlib.sha256()
    for line in lines:
        whole.update(line.encode("utf-8", "surrogatepass") + b"\0")
    return whole.hexdigest()


def _seal(
    previous: str, at: datetime, kind: EventKind, subject: str, body: Mapping[str, Any]
) -> str:
    said = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return digest([previous, at.isoformat(), kind, subject, said])
