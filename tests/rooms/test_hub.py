"""What heals when hints are lost: the check of heads, against the real database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing

import pytest

from tests.support.client import House
from tests.support.server import Server, Servers

ANOTHER_PROCESS = """
from datetime import UTC, datetime
import evaluator
from rooms.batch import Batch, Submission
from rooms.models import Membership
from rooms.sheets import Sheets

member = Membership.objects.get(room__slug=slug)
lines = [evaluator.compile(f"x = {number + 1}") for number in range(150)]
entries = [Submission(member.room_id, member.person_id, f"u{n}", line) for n, line in enumerate(lines)]
Batch(entries, Sheets(), datetime.now(UTC)).commit()
"""


@pytest.fixture(scope="module")
def watchful(all_servers: Servers) -> Iterator[Server]:
    """A server that compares heads often."""
    server = all_servers.make(HEAD_CHECK_SECONDS=0.2)
    yield server
    server.end()


@pytest.fixture
async def watched(watchful: Server) -> AsyncIterator[House]:
    async with House(watchful) as house:
        yield house


async def test_events_committed_unheard_reach_every_socket(watched: House) -> None:
    ann = await watched.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket, ann.streams(room) as stream:
        await socket.until(1)
        done = await asyncio.to_thread(watched.server.manage, "shell", "-c", f"slug = {room!r}\n{ANOTHER_PROCESS}")
        assert done.returncode == 0, done.stderr
        await socket.until(151)
        await stream.until(151)
        event = await socket.evaluated("x + 1")

    assert event["seq"] == 152
    assert event["result"]["text"] == "151"


async def test_a_log_that_was_restored_sends_its_followers_away_to_come_back(watched: House) -> None:
    ann = await watched.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        change(watched.server, "UPDATE rooms_room SET epoch = 'restored' WHERE slug = ?", room)
        closing_ = await socket.closed()
    async with ann.enters(room, after=1, epoch=socket.epoch) as again:
        pass

    assert closing_.code == 1012
    assert again.epoch == "restored"
    assert again.welcome["resumed"] is False


async def test_a_room_deleted_unheard_is_closed_with_4404(watched: House, make_server: Callable[..., Server]) -> None:
    ann = await watched.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        script = f"from rooms.models import Room; Room.objects.filter(slug='{room}').delete()"
        await asyncio.to_thread(watched.server.manage, "shell", "-c", script)
        closing_ = await socket.closed()

    assert closing_.code == 4404


def change(server: Server, statement: str, *values: str) -> None:
    """Change the database behind the server's back."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as database:
        database.execute(statement, values)
