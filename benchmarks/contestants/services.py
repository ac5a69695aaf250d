"""Redis and PostgreSQL of the benchmark's own, on the servers' core: those that the tests use."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import cpu
from tests.support.postgres import Postgres
from tests.support.redis import Redis


@contextmanager
def redis() -> Iterator[Redis]:
    """Run a Redis that keeps nothing."""
    with cpu.pinned(cpu.SERVER):
        running = Redis()
        running.start()
    try:
        yield running
    finally:
        running.end()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL that is as durable as one in production."""
    with cpu.pinned(cpu.SERVER), Postgres() as running:
        yield running
