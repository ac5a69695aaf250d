"""Getting ready to serve: the database's tables, the static files. One server at a time, however many start together."""

import fcntl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from . import env, static

KEY = 0x636F756E74  # of PostgreSQL's advisory lock: any number that nobody else uses
PAUSE = 0.2


def prepare() -> None:
    """Migrate the database and collect the static files. Exits with one line when the database can't be used."""
    with (env.DATA_DIR / "preparing").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        try:
            with _alone_with_the_database():
                call_command("migrate", verbosity=0)
        except OperationalError as problem:
            sys.exit(f"The database can't be used: {problem}")
        static.collect_what_changed()


@contextmanager
def _alone_with_the_database() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        while not _asked(cursor, "SELECT pg_try_advisory_lock(%s)"):
            time.sleep(PAUSE)
        try:
            yield
        finally:
            _asked(cursor, "SELECT pg_advisory_unlock(%s)")


def _asked(cursor: CursorWrapper, query: str) -> bool:
    cursor.execute(query, [KEY])
    return bool(cursor.fetchone()[0])
