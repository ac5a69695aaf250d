"""A database that can't be written: submissions are refused as busy, nothing is half-written, and then all goes on."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.support.client import House
from tests.support.replay import check_replay
from tests.support.server import Server


async def test_a_locked_database_is_told_as_busy_and_costs_nothing(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.evaluated("x = 1")
        with locked(house.server):
            await socket.evaluate("x = x + 1", "a")
            waiting = asyncio.gather(socket.expect("error", id="a"), bob.ask("POST", f"rooms/{room}/join"))
            page = await ann.call("GET", f"rooms/{room}/events")
            async with ann.enters(room) as other:
                seconds = await other.ping()
            error, refused = await waiting
        again = await socket.evaluated("x = x + 1", "a")
        await bob.joins(room)

    assert error["code"] == "busy"
    assert error["retry_after"] > 0
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")
    assert int(refused.headers["Retry-After"]) >= 1
    assert len(page["events"]) == 2
    assert seconds < 1
    assert (again["seq"], again["result"]["text"]) == (3, "2")
    assert check_replay(await ann.log(room)) == 2


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Hold the write lock of a server's database, as a backup or another program might."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
