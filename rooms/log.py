"""A room's log: where seq is assigned, and nowhere else.

Theory of operation. `locked` opens a transaction that holds the rows of the rooms in it (on SQLite the whole database,
which has one writer anyway), always in id order, so that two writers can't wait for each other. Inside it, `Writer`
numbers what is appended from the head it found; `_store` inserts all rows at once and moves the heads. Another writer
waits at the lock and then finds the new head: seqs have no gaps and no doubles, on any number of processes. Nothing may
be told to anybody before the transaction has ended. Readers need no lock, since rows are only ever added: whoever reads
the head first and then events up to it sees a whole log.

What every line passes through is fixed SQL: building the same queries anew was two thirds of a lone line's cost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.transaction import atomic

from accounts.fixed import Row, alone, many, rows

from .models import Event, Room
from .models.keys import rows_for
from .protocol.events import By, encode, envelope, to_milliseconds

LOCK = f"SELECT id, head, epoch, access FROM {Room._meta.db_table} WHERE id IN ({{ids}}) ORDER BY id"
MOVE = f"UPDATE {Room._meta.db_table} SET head = %s WHERE id = %s"
ADD = f"""
    INSERT INTO {Event._meta.db_table}
        (room_id, seq, kind, at, by_id, by_name, submission, body, binding)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
SEEN = f"""
    WITH wanted (room, person, submission) AS (VALUES {{keys}})
    SELECT event.id FROM wanted CROSS JOIN {Event._meta.db_table} event
    WHERE event.room_id = wanted.room AND event.by_id = wanted.person AND event.submission = wanted.submission
"""


@dataclass(frozen=True, slots=True)
class Appended:
    """An event that has its seq and waits for its transaction."""

    seq: int
    kind: str
    at: datetime
    by_id: str
    by_name: str
    submission: str | None
    body: Mapping[str, Any]
    binding: object
    shown: dict[str, Any]  # as the wire shows it


Logged = Event | Appended


@dataclass(slots=True)
class Writer:
    """Appends to the log of one locked room."""

    room_id: int
    head: int
    epoch: str
    access: str
    fresh: list[Appended] = field(default_factory=list)

    def append(
        self,
        kind: str,
        by: By,
        body: Mapping[str, Any],
        *,
        at: datetime,
        submission: str | None = None,
        binding: object = None,
    ) -> Appended:
        """Give the event the next seq. It is stored when `locked` ends and exists once the transaction has committed."""
        self.head += 1
        at = to_milliseconds(at)
        shown = envelope(self.head, kind, at, by, submission, body)
        event = Appended(self.head, kind, at, by.id, by.name, submission, body, binding, shown)
        self.fresh.append(event)
        return event

    def texts(self) -> list[str]:
        """Return the JSON of each event appended."""
        return [encode(event.shown) for event in self.fresh]


@contextmanager
def locked(room_ids: Iterable[int], *, bare: bool = False) -> Iterator[dict[int, Writer]]:
    """Lock these rooms for one transaction; yields a writer for each that still exists, and stores what they wrote.

    Within `bare` nothing can be put off until after the commit (`announce.after_commit`).
    """
    with alone() if bare else atomic():
        writers = {row[0]: Writer(*row) for row in _lock(sorted(set(room_ids)))}
        yield writers
        _store([writer for writer in writers.values() if writer.fresh])


def _lock(room_ids: Sequence[int]) -> list[Row]:
    query = LOCK.format(ids=", ".join(["%s"] * len(room_ids) or ["NULL"]))
    if connection.features.has_select_for_update:
        query += " FOR UPDATE"
    return rows(query, room_ids)


def _store(writers: Sequence[Writer]) -> None:
    if writers:
        stored = connection.ops.adapt_datetimefield_value
        many(ADD, [_row(writer.room_id, event, stored(event.at)) for writer in writers for event in writer.fresh])
        many(MOVE, [(writer.head, writer.room_id) for writer in writers])


def _row(room_id: int, event: Appended, at: object) -> tuple[Any, ...]:
    binding = None if event.binding is None else encode(event.binding)
    return (
        room_id,
        event.seq,
        event.kind,
        at,
        event.by_id,
        event.by_name,
        event.submission,
        encode(event.body),
        binding,
    )


def public(event: Logged) -> dict[str, Any]:
    """Return the event as the wire shows it."""
    by = By(event.by_id, event.by_name)
    return envelope(event.seq, event.kind, event.at, by, event.submission, event.body)


def find(room_id: int, person_id: str, submission: str) -> Event | None:
    """Return what the person's submission of that id became in the room, or None."""
    return Event.objects.filter(room_id=room_id, by_id=person_id, submission=submission).first()


def seen(keys: Iterable[tuple[int, str, str]]) -> dict[tuple[int, str, str], Logged]:
    """Return what submissions became, by room id, person id and submission id; new ones are left out."""
    found = [row[0] for row in rows_for(set(keys), SEEN)]
    events = Event.objects.filter(pk__in=found).defer("binding") if found else ()
    return {(event.room_id, event.by_id, event.submission or ""): event for event in events}


def before(room_id: int, seq: int, limit: int) -> Sequence[Event]:
    """Return the newest `limit` events below `seq`, ascending."""
    return list(_shown(room_id).filter(seq__lt=seq).order_by("-seq")[:limit])[::-1]


def between(room_id: int, after_seq: int, before_seq: int, limit: int) -> Sequence[Event]:
    """Return at most `limit` events beyond `after_seq` and below `before_seq`, ascending from the first."""
    return list(_shown(room_id).filter(seq__gt=after_seq, seq__lt=before_seq).order_by("seq")[:limit])


def _shown(room_id: int) -> Any:
    return Event.objects.filter(room_id=room_id).defer("binding")
