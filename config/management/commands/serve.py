"""`manage.py serve`: the rooms, on HOST:PORT."""

import fcntl
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import env, preparing, server, static


class Command(BaseCommand):
    """Serves the rooms with our own Hypercorn runner."""

    help = "Serve the rooms on HOST:PORT."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--prepare`."""
        parser.add_argument(
            "--prepare", action="store_true", help="first migrate the database and collect static files"
        )

    def handle(self, *args: Any, prepare: bool = False, **options: Any) -> None:
        """Serve until asked to stop."""
        lock = None if env.REDIS_URL else _lock_data()
        if prepare:
            preparing.prepare()
        elif not static.collected():
            sys.exit(f"There are no collected static files in {env.DATA_DIR}: say manage.py serve --prepare.")
        server.run(env.HOST, env.PORT)
        del lock


def _lock_data() -> Any:
    """Hold DATA_DIR while the process lives: without Redis a second server would not hear of this one's events."""
    try:
        lock = (env.DATA_DIR / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Another server uses {env.DATA_DIR} already; stop it, set DATA_DIR, or set REDIS_URL.")
    except OSError as problem:
        sys.exit(f"DATA_DIR {env.DATA_DIR} can't be written ({problem.strerror}): make it writable, or set DATA_DIR.")
    return lock
