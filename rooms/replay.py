"""The log as sockets are sent it: read column by column, without an object and a second encoding for every event."""

from collections.abc import Iterable
from datetime import UTC, datetime

from accounts.fixed import Row, rows

from .models import Event
from .protocol.events import By, encode, envelope

COLUMNS = f"SELECT seq, kind, at, by_id, by_name, submission, body FROM {Event._meta.db_table} WHERE room_id = %s"
AFTER = f"{COLUMNS} AND seq > %s ORDER BY seq LIMIT %s"
NEWEST = f"{COLUMNS} AND seq <= %s ORDER BY seq DESC LIMIT %s"


def after(room_id: int, seq: int, limit: int) -> list[str]:
    """Return the JSON of at most `limit` events beyond `seq`, ascending."""
    return _texts(rows(AFTER, [room_id, seq, limit]))


def newest(room_id: int, head: int, limit: int) -> list[str]:
    """Return the JSON of the last `limit` events up to `head`, ascending."""
    return _texts(reversed(rows(NEWEST, [room_id, head, limit])))


def _texts(found: Iterable[Row]) -> list[str]:
    return [_text(*row) for row in found]


def _text(seq: int, kind: str, at: str | datetime, by_id: str, by_name: str, submission: str | None, body: str) -> str:
    # The body is JSON already, and never an empty object. SQLite knows no dates.
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)
    begun = encode(envelope(seq, kind, moment, By(by_id, by_name), submission, {}))
    return begun[:-1] + "," + body[1:]
