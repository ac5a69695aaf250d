"""`manage.py serve`: the rooms, on HOST:PORT."""

import fcntl
import sys
from typing import Any

from django.core.management.base import BaseCommand

from config import env, server


class Command(BaseCommand):
    """Serves the rooms with our own Hypercorn runner."""

    help = "Serve the rooms on HOST:PORT."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until asked to stop."""
        if not env.REDIS_URL:
            # Held while the process lives: without Redis a second one would not hear of this one's events.
            lock = (env.DATA_DIR / "lock").open("w")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                sys.exit(f"Another server uses {env.DATA_DIR} already; stop it, set DATA_DIR, or set REDIS_URL.")
        server.run(env.HOST, env.PORT)
