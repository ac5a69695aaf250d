"""Several server processes that are one service: on one database, with one Redis between them."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from subprocess import CompletedProcess
from types import TracebackType
from typing import Any, Self

import psycopg

from .clock import Clock
from .hints import Hints
from .network import Line, Network
from .postgres import Postgres
from .redis import Redis
from .server import ROOMY, Server, Servers

SECRET = "that all processes of a deployment have to share, in tests"


@dataclass(frozen=True)
class Kind:
    """What a deployment is made of."""

    name: str
    processes: int
    redis: bool
    postgres: bool


ALONE = Kind("alone", processes=1, redis=False, postgres=False)
SQLITE = Kind("sqlite+redis", processes=2, redis=True, postgres=False)
POSTGRES = Kind("postgres+redis", processes=3, redis=True, postgres=True)
KINDS = (ALONE, SQLITE, POSTGRES)


class Deployment:
    """Servers that can be stopped, killed and started together, and what they stand on."""

    def __init__(self, kind: Kind, servers: list[Server], redis: Redis | None, database: str) -> None:
        self.kind = kind
        self.servers = servers
        self.redis = redis
        self.database = database
        self.to_redis: list[Line] = []
        self.to_postgres: list[Line] = []

    def start(self) -> None:
        """Start all servers, and wait until each is ready."""
        for server in self.servers:
            server.begin()
        for server in self.servers:
            server.await_readiness()

    def kill(self) -> None:
        """End all servers with no chance to say anything, as a power cut does."""
        for server in self.servers:
            server.kill()

    def stop(self) -> int:
        """Have all end in an orderly way; returns their exit statuses' worst."""
        for server in self.servers:
            server.ask_to_stop()
        return max(abs(server.wait()) for server in self.servers)

    def manage(self, *command: str) -> CompletedProcess[str]:
        """Run a management command."""
        return self.servers[0].manage(*command)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database as another process would; values stand where the query says `?`."""
        if self.kind.postgres:
            with psycopg.connect(self.database) as connection:
                return connection.execute(query.replace("?", "%s").encode(), values).fetchall()
        with closing(sqlite3.connect(f"file:{self.servers[0].database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def end_proven(self) -> None:
        """Prove every log, then leave nothing running."""
        try:
            proof = self.manage("check_log")
            assert proof.returncode == 0, proof.stdout + proof.stderr
        finally:
            self.end()

    def end(self) -> None:
        """Leave nothing running."""
        for server in self.servers:
            server.end()
        if self.redis:
            self.redis.end()


class Deployments:
    """Makes deployments, each with a database and a Redis of its own, and ends what is left of them."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._made: list[Deployment] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for deployment in self._made:
            deployment.end()
        if "postgres" in vars(self):
            self.postgres.end()

    @cached_property
    def postgres(self) -> Postgres:
        """One PostgreSQL for all that need one."""
        return Postgres().__enter__()

    def make(
        self,
        kind: Kind,
        *,
        network: Network | None = None,
        clock: Clock | None = None,
        **settings: object,
    ) -> Deployment:
        """Start one; settings are named as in the environment. With a network every server has lines of its own to Redis
        and to PostgreSQL; a clock is that of the first server.
        """
        redis = Redis() if kind.redis else None
        database = self.postgres.database() if kind.postgres else ""
        made = Deployment(kind, [], redis, database)
        self._made.append(made)
        shared = None if kind.postgres else self._servers.folder()
        for number in range(kind.processes):
            chosen: dict[str, object] = {**ROOMY, "SECRET_KEY": SECRET, **settings}
            if redis:
                chosen["REDIS_URL"] = redis.url
            if database:
                chosen["DATABASE_URL"] = database
            if network and redis and database:
                made.to_redis.append(network.line(redis.host, Hints()))
                made.to_postgres.append(network.line(self.postgres.host))
                chosen["REDIS_URL"] = redis.url.replace(redis.host, made.to_redis[-1].host)
                chosen["DATABASE_URL"] = database.replace(self.postgres.host, made.to_postgres[-1].host)
            if clock and number == 0:
                chosen |= clock.environment
            made.servers.append(Server(shared or self._servers.folder(), f"server-{number}.log", **chosen))
        if redis:
            redis.start()
        made.start()
        return made
