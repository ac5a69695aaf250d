"""A Redis of the tests' own: a process on a free loopback port, which keeps nothing."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis as Connection
from redis.exceptions import RedisError

from .ports import free_port

START_SECONDS = 10.0
SETTINGS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no")


class Redis:
    """A Redis server that can be stopped, frozen, emptied and started again on the same port, with nothing in it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="countinghouse-redis-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.end()

    @property
    def url(self) -> str:
        """What REDIS_URL has to be."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and wait until it answers."""
        program = shutil.which("redis-server")
        assert program, "The tests need redis-server (Debian: apt-get install redis-server)."
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "--port", str(self.port), "--dir", str(self.folder), *SETTINGS],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"Redis did not start:\n{(self.folder / 'redis.log').read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it at once: kill -9."""
        if self._process and self.running:
            self._process.kill()
            self._process.wait()

    def pause(self) -> None:
        """Have it take connections and bytes, and do nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Have it go on where it stopped."""
        os.kill(self.pid, signal.SIGCONT)

    def empty(self) -> None:
        """Forget everything."""
        with self.connection() as connection:
            connection.flushall()

    def connection(self) -> "Connection":
        """Return a client of it, to be closed by who asked."""
        return Connection.from_url(self.url, socket_timeout=5)

    def end(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with self.connection() as connection:
                return bool(connection.ping())
        except RedisError:
            return False
