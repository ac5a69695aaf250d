"""Fill an empty database: `python -m benchmarks.contestants.population GROUPS` prints [slug, token] for each seat.

GROUPS is JSON: `[[rooms, people in each, lines in the log of each], …]`.
"""

import json
import os
import sys
from datetime import UTC, datetime
from secrets import token_urlsafe

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (needs Django to be set up)
from django.db import transaction  # noqa: E402

from accounts import guests  # noqa: E402
from accounts.models import Person, Token  # noqa: E402
from accounts.secrecy import digest  # noqa: E402
from rooms import log  # noqa: E402
from rooms.models import Access, Membership, Room  # noqa: E402
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
    seats = [(room.slug, secret), *join(room, people - 1)]
    say(room, owner, lines)
    return seats


def join(room: Room, count: int) -> list[tuple[str, str]]:
    """Have so many guests join, in bulk: one after the other would take minutes."""
    people = [Person(name=f"Guest {number}", guest=True) for number in range(1, count + 1)]
    for person in people:
        person.set_unusable_password()
    secrets = [token_urlsafe(32) for _ in people]
    Person.objects.bulk_create(people)
    pairs = list(zip(people, secrets, strict=True))
    Token.objects.bulk_create([Token(person=person, name="guest", hashed=digest(secret)) for person, secret in pairs])
    memberships = Membership.objects.bulk_create([Membership(room=room, person=person) for person in people])
    with log.locked([room.pk]) as writers:
        for person, membership in zip(people, memberships, strict=True):
            by, at = By(person.pk, person.name), datetime.now(UTC)
            members.member_event(writers[room.pk], "joined", by, membership, at)
    return [(room.slug, secret) for secret in secrets]


def say(room: Room, owner: Person, lines: int) -> None:
    """Have the owner say so many lines."""
    with log.locked([room.pk]) as writers:
        for line in range(lines):
            body = {"text": TEXT.format(number=line)}
            by, at = By(owner.pk, owner.name), datetime.now(UTC)
            writers[room.pk].append(MESSAGE, by, body, at=at, submission=f"p{line}")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
