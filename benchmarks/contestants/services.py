"""Redis and PostgreSQL of the benchmark's own, on the servers' core: those that the tests use."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks import cpu
from benchmarks.contestants import slow_disk
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
def postgres(delay: float = 0.0) -> Iterator[Postgres]:
    """Run a PostgreSQL that is as durable as one in production, with so many milliseconds added to every commit."""
    with ExitStack() as stack:
        if delay:
            stack.enter_context(slow_disk.inherited(stack.enter_context(slow_disk.environment(delay))))
        with cpu.pinned(cpu.SERVER), Postgres() as running:
            yield running
