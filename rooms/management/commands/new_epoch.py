"""`manage.py new_epoch SLUG … | --all`: for logs that were restored from a backup while no server ran."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.models import Room
from rooms.models.rooms import new_key


class Command(BaseCommand):
    """Gives rooms another epoch, so that clients who knew a longer log do not resume in this one."""

    help = "Tell clients that logs were restored to an earlier state (running servers notice it by themselves)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the rooms."""
        parser.add_argument("slug", nargs="*", help="the rooms that were restored")
        parser.add_argument("--all", action="store_true", help="all of them, as after restoring a whole database")

    def handle(self, *args: Any, slug: list[str], **options: Any) -> None:
        """Change the epochs; nothing is changed when one of the rooms does not exist."""
        if bool(slug) == options["all"]:
            raise CommandError("Name the rooms, or say --all.")
        rooms = list(Room.objects.filter(slug__in=slug) if slug else Room.objects.all())
        if missing := set(slug) - {room.slug for room in rooms}:
            raise CommandError(f"There is no room {', '.join(sorted(missing))}.")
        for room in rooms:
            room.epoch = new_key()
        Room.objects.bulk_update(rooms, ["epoch"], batch_size=500)
        self.stdout.write(f"{len(rooms)} of the logs have another epoch.")
