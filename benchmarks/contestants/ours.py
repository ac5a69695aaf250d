"""Countinghouse itself, as `manage.py serve` runs it, with its limits raised: rooms and people first, then the server."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.contestants import services
from benchmarks.contestants.process import Server, output, serving

LIMITS = (
    "SOCKETS_PER_ADDRESS",
    "SOCKETS_PER_ROOM",
    "SOCKETS_PER_PERSON",
    "SOCKETS_PER_PROCESS",
    "GUESTS_PER_MINUTE",
    "RATE_PER_SECOND",
    "RATE_BURST",
    "ADDRESS_RATES",
    "QUEUE_LENGTH",
)
PREPARE_SECONDS = 240.0
SERVE = ["manage.py", "serve", "--prepare"]


class Rooms(NamedTuple):
    """So many rooms of so many members each, with so many lines in their logs beside the joins."""

    count: int
    people: int
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in a room."""

    slug: str
    token: str


@asynccontextmanager
async def database(*groups: Rooms, url: str = "") -> AsyncIterator[tuple[dict[str, str], list[Seat]]]:
    """Yield the environment of a fresh database (SQLite, or the empty one at `url`) and who belongs where, room by room."""
    with tempfile.TemporaryDirectory(prefix="countinghouse-benchmark-") as folder:
        environment = {
            **dict.fromkeys(LIMITS, "1000000"),
            "DATA_DIR": folder,
            "HOST": "127.0.0.1",
            "PORT": "0",
            "REDIS_URL": "",
            "DATABASE_URL": url,
            "LOG_LEVEL": "WARNING",
        }
        arguments = ["-m", "benchmarks.contestants.population", json.dumps(groups)]
        printed = await output(arguments, environment, PREPARE_SECONDS)
        yield environment, [Seat(*pair) for pair in json.loads(printed)]


@asynccontextmanager
async def countinghouse(
    *groups: Rooms, redis: bool = False, postgres: bool = False, **settings: str
) -> AsyncIterator[tuple[Server, list[Seat]]]:
    """Run the server with these rooms: SQLite and everything in memory, unless Redis or PostgreSQL are asked for."""
    async with AsyncExitStack() as running:
        helpers, url = [], ""
        if postgres:
            cluster = running.enter_context(services.postgres())
            helpers.append(cluster.pid)
            url = cluster.database()
        environment, seats = await running.enter_async_context(database(*groups, url=url))
        if redis:
            store = running.enter_context(services.redis())
            helpers.append(store.pid)
            environment["REDIS_URL"] = store.url
        environment.update(settings)
        server = await running.enter_async_context(serving(SERVE, environment, tuple(helpers)))
        yield server, seats
