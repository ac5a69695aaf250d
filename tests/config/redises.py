"""Redis as operators run it: with TLS, behind sentinels, as a cluster. Each on free loopback ports, keeping nothing."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SECONDS = 20.0
QUIET = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no")


def free_port() -> int:
    """Return a port nobody listens on, whose cluster bus port is free as well."""
    while True:
        with socket.socket() as one, socket.socket() as bus:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError):
                bus.bind(("127.0.0.1", port + 10_000))
                return port


def until(look: Callable[[], object], what: str) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + SECONDS
    while not look():
        assert time.monotonic() < deadline, f"{what} did not come about"
        time.sleep(0.05)


def say(port: int, *command: str) -> str:
    """Run a command by redis-cli; returns what it prints."""
    done = subprocess.run(["redis-cli", "-p", str(port), *command], capture_output=True, text=True, check=False)
    return done.stdout


@contextlib.contextmanager
def running(
    folder: Path, port: int, *options: str, program: str = "redis-server"
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server while this context lasts."""
    home = folder / str(port)
    home.mkdir(exist_ok=True)
    with (home / "log").open("ab") as log:
        process = subprocess.Popen([program, *options], cwd=home, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def redis(folder: Path, *options: str) -> Iterator[int]:
    """Run a plain Redis; yields its port."""
    port = free_port()
    with running(folder, port, "--port", str(port), *QUIET, *options):
        until(lambda: say(port, "ping"), "an answer")
        yield port


@contextlib.contextmanager
def redis_with_tls(folder: Path) -> Iterator[tuple[int, Path]]:
    """Run one that speaks TLS alone, certified by itself; yields its port and its certificate."""
    key, certificate, port = folder / "key.pem", folder / "certificate.pem", free_port()
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    names = ["-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*made, *names], check=True, capture_output=True)
    files = ["--tls-cert-file", str(certificate), "--tls-key-file", str(key), "--tls-ca-cert-file", str(certificate)]
    options = ["--port", "0", "--tls-port", str(port), "--tls-auth-clients", "no", *files]
    with running(folder, port, *options, *QUIET):
        until(lambda: "PONG" in say(port, "--tls", "--cacert", str(certificate), "ping"), "an answer")
        yield port, certificate


@contextlib.contextmanager
def redis_with_sentinel(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run a master, its replica and a sentinel of service `rooms`; yields the sentinel's port and the master."""
    master, replica, sentinel = free_port(), free_port(), free_port()
    settings = folder / "sentinel.conf"
    settings.write_text(
        f"port {sentinel}\nbind 127.0.0.1\nsentinel monitor rooms 127.0.0.1 {master} 1\n"
        "sentinel down-after-milliseconds rooms 500\nsentinel failover-timeout rooms 2000\n"
    )
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(running(folder, master, "--port", str(master), *QUIET))
        following = ("--replicaof", "127.0.0.1", str(master))
        stack.enter_context(running(folder, replica, "--port", str(replica), *following, *QUIET))
        until(lambda: "state=online" in say(master, "info", "replication"), "a replica")
        stack.enter_context(running(folder, sentinel, str(settings), program="redis-sentinel"))
        until(lambda: "slaves=1" in say(sentinel, "info", "sentinel"), "a sentinel that knows the replica")
        yield sentinel, first


@contextlib.contextmanager
def redis_cluster(folder: Path) -> Iterator[list[int]]:
    """Run three nodes that share the slots; yields their ports."""
    with contextlib.ExitStack() as stack:
        ports = [free_port() for _ in range(3)]
        for port in ports:
            options = ("--port", str(port), "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", *QUIET)
            stack.enter_context(running(folder, port, *options))
        for port in ports:
            until(lambda port=port: "PONG" in say(port, "ping"), "an answer")
        nodes = [f"127.0.0.1:{port}" for port in ports]
        say(ports[0], "--cluster", "create", *nodes, "--cluster-yes")
        for port in ports:
            until(lambda port=port: "cluster_state:ok" in say(port, "cluster", "info"), "a cluster")
        yield ports


assert shutil.which("redis-server"), "The tests need redis-server (Debian: apt-get install redis-server)."
