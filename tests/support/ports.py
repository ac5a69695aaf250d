"""Free ports for programs that have to be told which to use, and that come back to it."""

import random
import socket
from pathlib import Path

LOWEST = 20_000


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on.

    It lies below those the system gives to outgoing connections: while the program that has it is down, one of them could
    take it, or somebody who tries to connect could even be connected to himself.
    """
    highest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.randrange(LOWEST, highest)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex(("127.0.0.1", port)) == 0
