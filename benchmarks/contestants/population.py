"""Fill an empty database: `python -m benchmarks.contestants.population ROOMS PEOPLE` prints [slug, token] for each seat."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (needs Django to be set up)
from django.db import transaction  # noqa: E402

from accounts import guests  # noqa: E402
from rooms.models import Access  # noqa: E402
from rooms.services import members, rooms  # noqa: E402


def main(room_count: int, people_count: int) -> None:
    """Migrate, make rooms with their own people in them, and print who sits where."""
    call_command("migrate", verbosity=0)
    seats = []
    with transaction.atomic():
        for number in range(room_count):
            owner, secret = guests.with_token(f"Owner {number}")
            room = rooms.create(owner, f"Room {number}", Access.OPEN).room
            seats.append((room.slug, secret))
            for other in range(1, people_count):
                guest, secret = guests.with_token(f"Guest {other}")
                members.join(room.slug, guest)
                seats.append((room.slug, secret))
    print(json.dumps(seats))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
