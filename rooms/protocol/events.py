"""Events as they go over the wire."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MESSAGE = "message"
CALCULATION = "calculation"
MEMBER = "member"


@dataclass(frozen=True, slots=True)
class By:
    """Who did it, under the name they had then."""

    id: str
    name: str


def envelope(
    seq: int, kind: str, at: datetime, by: By, submission: str | None, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an event as an object: what every member receives under `seq`."""
    return {
        "seq": seq,
        "kind": kind,
        "at": timestamp(at),
        "by": {"id": by.id, "name": by.name},
        "id": submission,
        **body,
    }


_MEMBER_EVENT = f'"kind":"{MEMBER}"'  # nobody can write this: quotes in texts are escaped
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encode(event: object) -> str:
    """Return the event's JSON: made once, sent to all."""
    return _ENCODER.encode(event)


def departures(texts: Iterable[str]) -> list[str]:
    """Return the ids of those who left or were removed in these events' JSON."""
    events = [json.loads(text) for text in texts if _MEMBER_EVENT in text]
    return [event["person"]["id"] for event in events if event["action"] in ("left", "removed")]


def timestamp(at: datetime) -> str:
    """Return RFC 3339 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def to_milliseconds(at: datetime) -> datetime:
    """Return `at` as the wire will show it, so that a run and its replay see the same time."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
