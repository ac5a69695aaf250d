"""`manage.py check_log [SLUG]`: proves one room's log, or every room's."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.models import Room
from rooms.services.proof import prove


class Command(BaseCommand):
    """Proves logs; fails when one is not sound."""

    help = "Prove that a log has no gap and that every result comes out again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the room's slug."""
        parser.add_argument("slug", nargs="?", help="one room; all rooms without it")

    def handle(self, *args: Any, slug: str | None = None, **options: Any) -> None:
        """Print a line for each room, and each fault under it."""
        rooms = Room.objects.filter(slug=slug) if slug else Room.objects.order_by("pk")
        if slug and not rooms.exists():
            raise CommandError(f"There is no room {slug}.")
        unsound = 0
        for room in rooms.iterator():
            faults = list(prove(room))
            unsound += bool(faults)
            self.stdout.write(f"{room.slug}: {'NOT SOUND' if faults else 'sound'}, {room.head} events")
            for fault in faults:
                self.stdout.write(f"  {fault}")
        if unsound:
            raise CommandError(f"{unsound} of the logs are not sound.")
