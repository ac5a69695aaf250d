"""A disk that is full, as the server's process sees it."""

import contextlib
import resource
from collections.abc import Iterator

from tests.support.server import Server

ROOM_LEFT = 64 * 1024


@contextlib.contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """Let the server's files grow by no more than `ROOM_LEFT` bytes, for as long as the context lasts."""
    files = [server.database, server.database.with_name(server.database.name + "-wal")]
    largest = max(file.stat().st_size for file in files if file.exists())
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (largest + ROOM_LEFT, before[1]))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)
