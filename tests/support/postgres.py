"""A PostgreSQL of the tests' own: a cluster in a temporary folder, on a free loopback port, as durable as a real one."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

from .ports import free_port
from .server import ROOT, environment

START_SECONDS = 30.0
STOP_SECONDS = 30.0
USER = "countinghouse"
TEMPLATE = "template_of_countinghouse"
# The collation sorts as people do, unlike SQLite's: as that of many real servers.
CLUSTER = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "fsync": "on",
    "synchronous_commit": "on",
    "log_min_messages": "warning",
}


class Postgres:
    """A PostgreSQL server that can be restarted and stopped, and gives each test a database of its own.

    It refuses to run as root; then it runs as the user `postgres`, whom Debian's package has made.
    """

    def __init__(self, **settings: str) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="countinghouse-postgres-"))
        self._settings = {**SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self._names = (f"rooms_{number}" for number in itertools.count(1))
        self._migrated = False

    def __enter__(self) -> Self:
        self.create()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.end()

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The postmaster's id."""
        assert self._process
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def url(self, name: str) -> str:
        """Return what DATABASE_URL has to be for a database."""
        return f"postgres://{USER}@{self.host}/{name}"

    def create(self) -> None:
        """Make the cluster's files."""
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        made = subprocess.run(
            [program("initdb"), "-D", str(self._data), "-U", USER, "--auth=trust", "--no-sync", *CLUSTER],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **_somebody(),
        )
        assert made.returncode == 0, made.stdout + made.stderr

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        chosen = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [program("postgres"), "-D", str(self._data), "-p", str(self.port), *chosen],
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                **_somebody(),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"PostgreSQL did not start:\n{self._log.read_text()}")
            time.sleep(0.02)

    def stop(self, *, crash: bool = False) -> None:
        """End every connection and stop: in order (fast), or as a crash would, with recovery at the next start."""
        if self._process and self.running:
            self._process.send_signal(signal.SIGQUIT if crash else signal.SIGINT)
            self._process.wait(STOP_SECONDS)

    def restart(self, *, crash: bool = False) -> None:
        """Stop and start again."""
        self.stop(crash=crash)
        self.start()

    def database(self, name: str = "") -> str:
        """Create a migrated database with nothing in it; returns its URL."""
        self._migrate()
        name = name or next(self._names)
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
        return self.url(name)

    def execute(self, statement: sql.Composed | sql.SQL, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement outside of any transaction; returns its rows."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def back_up(self, database: str, file: Path) -> None:
        """Write a database's backup, as its operator would."""
        _run(program("pg_dump"), "--format=custom", f"--file={file}", database)

    def restore(self, database: str, file: Path) -> None:
        """Put a backup back, also while the database is in use."""
        _run(program("pg_restore"), "--clean", "--single-transaction", "--no-owner", f"--dbname={database}", str(file))

    def end(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop(crash=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "postgres.log"

    def _answers(self) -> bool:
        try:
            return self.execute(sql.SQL("SELECT 1")) == [(1,)]
        except psycopg.OperationalError:
            return False

    def _migrate(self) -> None:
        if self._migrated:
            return
        self.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        with tempfile.TemporaryDirectory() as data:
            done = subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                env=environment(Path(data), DATABASE_URL=self.url(TEMPLATE)),
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 0, done.stdout + done.stderr
        self._migrated = True


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def program(name: str) -> str:
    """Return where one of PostgreSQL's programs lies: Debian keeps a server's outside of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = shutil.which(name) or next((str(path / name) for path in versions if (path / name).exists()), None)
    assert found, f"The tests need PostgreSQL's {name} (Debian: apt-get install postgresql)."
    return found


def _somebody() -> Mapping[str, Any]:
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
