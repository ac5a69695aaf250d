"""A room's log: where seq is assigned, and nowhere else.

Theory of operation. `locked` opens a transaction that holds the rows of the rooms in it (on SQLite the whole database,
which has one writer anyway), always in id order, so that two writers can't wait for each other. Inside it, `Writer`
numbers what is appended from the head it found; `store` inserts all rows at once and moves the heads. Another writer
waits at the lock and then finds the new head: seqs have no gaps and no doubles, on any number of processes. Nothing may
be told to anybody before the transaction has ended. Readers need no lock, since rows are only ever added: whoever reads
the head first and then events up to it sees a whole log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from .models import Event, Room
from .models.keys import rows_for
from .protocol.events import By, encode, envelope, to_milliseconds

MOVE = f"UPDATE {Room._meta.db_table} SET head = %s WHERE id = %s"
SEEN = f"""
    WITH wanted (room, person, submission) AS (VALUES {{keys}})
    SELECT event.id FROM wanted CROSS JOIN {Event._meta.db_table} event
    WHERE event.room_id = wanted.room AND event.by_id = wanted.person AND event.submission = wanted.submission
"""


@dataclass(slots=True)
class Writer:
    """Appends to the log of one locked room."""

    room: Room
    fresh: list[Event] = field(default_factory=list)

    def append(
        self,
        kind: str,
        by: By,
        body: Mapping[str, Any],
        *,
        at: datetime,
        submission: str | None = None,
        binding: object = None,
    ) -> Event:
        """Give the event the next seq. It is stored by `store` and exists once the transaction has committed."""
        self.room.head += 1
        event = Event(
            room_id=self.room.pk,
            seq=self.room.head,
            kind=kind,
            at=to_milliseconds(at),
            person_id=by.id,
            by_id=by.id,
            by_name=by.name,
            submission=submission,
            body=dict(body),
            binding=binding,
        )
        self.fresh.append(event)
        return event


@contextmanager
def locked(room_ids: Iterable[int]) -> Iterator[dict[int, Writer]]:
    """Lock these rooms for one transaction; yields a writer for each that still exists, and stores what they wrote."""
    with transaction.atomic():
        rooms = Room.objects.select_for_update().filter(pk__in=set(room_ids)).order_by("pk")
        writers = {room.pk: Writer(room) for room in rooms}
        yield writers
        _store(writers.values())


def _store(writers: Iterable[Writer]) -> None:
    moved = [writer for writer in writers if writer.fresh]
    Event.objects.bulk_create([event for writer in moved for event in writer.fresh])
    with connection.cursor() as cursor:
        # One prepared statement for all rooms: an ORM update a room would be a third of a batch's cost.
        cursor.executemany(MOVE, [(writer.room.head, writer.room.pk) for writer in moved])


def public(event: Event) -> dict[str, Any]:
    """Return the event as the wire shows it."""
    by = By(event.by_id, event.by_name)
    return envelope(event.seq, event.kind, event.at, by, event.submission, event.body)


def texts(events: Iterable[Event]) -> list[str]:
    """Return the JSON of each event."""
    return [encode(public(event)) for event in events]


def find(room_id: int, person_id: str, submission: str) -> Event | None:
    """Return what the person's submission of that id became in the room, or None."""
    return Event.objects.filter(room_id=room_id, by_id=person_id, submission=submission).first()


def seen(keys: Iterable[tuple[int, str, str]]) -> dict[tuple[int, str, str], Event]:
    """Return what submissions became, by room id, person id and submission id; new ones are left out."""
    found = [row[0] for row in rows_for(set(keys), SEEN)]
    events = Event.objects.filter(pk__in=found).defer("binding") if found else ()
    return {(event.room_id, event.by_id, event.submission or ""): event for event in events}


def after(room_id: int, seq: int, limit: int) -> Sequence[Event]:
    """Return at most `limit` events beyond `seq`, ascending."""
    return list(_shown(room_id).filter(seq__gt=seq).order_by("seq")[:limit])


def before(room_id: int, seq: int, limit: int) -> Sequence[Event]:
    """Return the newest `limit` events below `seq`, ascending."""
    return list(_shown(room_id).filter(seq__lt=seq).order_by("-seq")[:limit])[::-1]


def between(room_id: int, after_seq: int, before_seq: int, limit: int) -> Sequence[Event]:
    """Return at most `limit` events beyond `after_seq` and below `before_seq`, ascending from the first."""
    return list(_shown(room_id).filter(seq__gt=after_seq, seq__lt=before_seq).order_by("seq")[:limit])


def _shown(room_id: int) -> Any:
    return Event.objects.filter(room_id=room_id).defer("binding")
