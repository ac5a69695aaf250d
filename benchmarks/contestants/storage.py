"""What the disk and the database take alone: `python -m benchmarks.contestants.storage SECONDS` prints JSON.

The same table and indexes as the server's, without sockets, evaluation or delivery: rows of raw SQL in groups of 200 (the
floor of group commit), one raw row per commit (the floor of a lone line), and one ORM object per commit.
"""

import json
import os
import sys
from collections.abc import Callable
from itertools import count
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 (needs Django to be set up)
from django.utils import timezone  # noqa: E402

from benchmarks.table import percentile  # noqa: E402
from rooms.models import Event, Membership, Room  # noqa: E402

TEXT = "Shall we split the bill for the cabin three ways, or by the nights that each of us stayed?"
GROUP = 200
INSERT = """INSERT INTO rooms_event (room_id, seq, kind, at, by_id, by_name, submission, body)
            VALUES (%s, %s, 'message', %s, %s, 'Guest', %s, %s)"""


def raw(seats: list[tuple[int, str]], numbers: "count[int]", size: int) -> None:
    """Commit `size` rows, and the heads of their rooms, with SQL alone."""
    at, body = timezone.now(), json.dumps({"text": TEXT})
    rows, heads = [], {}
    for seq in (next(numbers) for _ in range(size)):
        room, person = seats[seq % len(seats)]
        rows.append((room, seq, at, person, f"s{seq}", body))
        heads[room] = seq
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)
        cursor.executemany(
            "UPDATE rooms_room SET head = %s WHERE id = %s", [(seq, room) for room, seq in heads.items()]
        )


def orm(seats: list[tuple[int, str]], numbers: "count[int]") -> None:
    """Commit one row and its room's head as a consumer would that saves what it receives."""
    seq = next(numbers)
    room, person = seats[seq % len(seats)]
    with transaction.atomic():
        Event.objects.create(
            room_id=room, seq=seq, kind="message", at=timezone.now(), by_id=person, by_name="Guest",
            submission=f"s{seq}", body={"text": TEXT},
        )  # fmt: skip
        Room.objects.filter(pk=room).update(head=seq)


def timed(commit: Callable[[], None], rows: int, seconds: float) -> dict[str, float]:
    """Commit for some seconds: rows a second, milliseconds per commit, CPU microseconds per row."""
    times = []
    begun, cpu = perf_counter(), sum(os.times()[:2])
    while perf_counter() < begun + seconds:
        before = perf_counter()
        commit()
        times.append(1000 * (perf_counter() - before))
    done = rows * len(times)
    return {
        "rate": done / (perf_counter() - begun),
        "p50": percentile(times, 0.5),
        "p99": percentile(times, 0.99),
        "cpu": 1e6 * (sum(os.times()[:2]) - cpu) / done,
    }


def main(seconds: float) -> None:
    """Measure all three."""
    seats = list(Membership.objects.values_list("room_id", "person_id"))
    numbers = count(1 + max(Event.objects.values_list("seq", flat=True)))
    orm(seats, numbers)
    found = {
        "group": timed(lambda: raw(seats, numbers, GROUP), GROUP, seconds),
        "lone": timed(lambda: raw(seats, numbers, 1), 1, seconds),
        "orm": timed(lambda: orm(seats, numbers), 1, seconds),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(float(sys.argv[1]))
