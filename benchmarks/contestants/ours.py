"""Countinghouse itself, as `manage.py serve` runs it, with its limits raised: rooms and people first, then the server."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.contestants.process import Server, output, serving

LIMITS = (
    "SOCKETS_PER_ADDRESS",
    "SOCKETS_PER_ROOM",
    "SOCKETS_PER_PERSON",
    "SOCKETS_PER_PROCESS",
    "GUESTS_PER_MINUTE",
    "RATE_PER_SECOND",
    "RATE_BURST",
    "QUEUE_LENGTH",
)
PREPARE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in a room."""

    slug: str
    token: str


@asynccontextmanager
async def database(rooms: int, people: int) -> AsyncIterator[tuple[dict[str, str], list[Seat]]]:
    """Yield the environment of a fresh database and who belongs where in it: as many people in each room."""
    with tempfile.TemporaryDirectory(prefix="countinghouse-benchmark-") as folder:
        environment = {
            **dict.fromkeys(LIMITS, "1000000"),
            "DATA_DIR": folder,
            "HOST": "127.0.0.1",
            "PORT": "0",
            "REDIS_URL": "",
            "DATABASE_URL": "",
            "LOG_LEVEL": "WARNING",
        }
        arguments = ["-m", "benchmarks.contestants.population", str(rooms), str(people)]
        printed = await output(arguments, environment, PREPARE_SECONDS)
        yield environment, [Seat(*pair) for pair in json.loads(printed)]


@asynccontextmanager
async def countinghouse(rooms: int, people: int) -> AsyncIterator[tuple[Server, list[Seat]]]:
    """Run the server with `rooms` rooms of `people` members each."""
    async with (
        database(rooms, people) as (environment, seats),
        serving(["manage.py", "serve", "--prepare"], environment) as server,
    ):
        yield server, seats
