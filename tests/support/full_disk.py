"""A disk that is full, as the servers of a deployment see it."""

import contextlib
import resource
from collections.abc import Iterator

import psycopg

from .deployment import Deployment
from .server import Server

ROOM_LEFT = 64 * 1024
EVENTS_LEFT = 20

# The disk is PostgreSQL's own, which other tests share: it is made to say what it says when it can't extend a table.
FULL = f"""
    CREATE FUNCTION say_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq > {EVENTS_LEFT} THEN RAISE disk_full USING MESSAGE = 'could not extend file'; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON rooms_event FOR EACH ROW EXECUTE FUNCTION say_full();
"""


@contextlib.contextmanager
def full_disk(deployment: Deployment) -> Iterator[None]:
    """Leave room for a few more lines, for as long as the context lasts."""
    with contextlib.ExitStack() as full:
        if deployment.kind.postgres:
            full.enter_context(_postgres_says_full(deployment.database))
        else:
            for server in deployment.servers:
                full.enter_context(_files_grow_no_more(server))
        yield


@contextlib.contextmanager
def _postgres_says_full(database: str) -> Iterator[None]:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(FULL)
        yield
        connection.execute("DROP FUNCTION say_full CASCADE")


@contextlib.contextmanager
def _files_grow_no_more(server: Server) -> Iterator[None]:
    files = [server.database, server.database.with_name(server.database.name + "-wal")]
    largest = max(file.stat().st_size for file in files if file.exists())
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (largest + ROOM_LEFT, before[1]))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)
