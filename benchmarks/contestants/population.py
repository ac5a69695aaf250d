"""Fill an empty database: `python -m benchmarks.contestants.population GROUPS` prints [slug, token] for each seat.

GROUPS is JSON: `[[rooms, people in each, lines in the log of each], …]`.
"""

import json
import os
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (needs Django to be set up)
from django.db import transaction  # noqa: E402

from accounts import guests  # noqa: E402
from accounts.models import Person  # noqa: E402
from rooms import log  # noqa: E402
from rooms.models import Access, Room  # noqa: E402
from rooms.protocol.events import MESSAGE, By  # noqa: E402
from rooms.services import members, rooms  # noqa: E402

TEXT = "Shall we split the bill for the cabin three ways, or by the nights that each of us stayed? ({number})"


def main(groups: list[tuple[int, int, int]]) -> None:
    """Migrate, make rooms with their own people in them, and print who sits where."""
    call_command("migrate", verbosity=0)
    seats = []
    with transaction.atomic():
        for count, people, lines in groups:
            for number in range(count):
                seats += furnished(number, people, lines)
    print(json.dumps(seats))


def furnished(number: int, people: int, lines: int) -> list[tuple[str, str]]:
    """Make one room; returns its seats, the owner's first."""
    owner, secret = guests.with_token(f"Owner {number}")
    room = rooms.create(owner, f"Room {number}", Access.OPEN).room
    seats = [(room.slug, secret)]
    for other in range(1, people):
        guest, secret = guests.with_token(f"Guest {other}")
        members.join(room.slug, guest)
        seats.append((room.slug, secret))
    say(room, owner, lines)
    return seats


def say(room: Room, owner: Person, lines: int) -> None:
    """Have the owner say so many lines."""
    with log.locked([room.pk]) as writers:
        for line in range(lines):
            body = {"text": TEXT.format(number=line)}
            by, at = By(owner.pk, owner.name), datetime.now(UTC)
            writers[room.pk].append(MESSAGE, by, body, at=at, submission=f"p{line}")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
