"""Promise 3: an event is committed before any socket, response or ack shows it; and losing the process loses none."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed

from tests.support.client import Guest, House, RoomClient, new_id
from tests.support.deployment import Deployment
from tests.support.full_disk import full_disk
from tests.support.replay import check_replay


async def test_what_a_socket_is_told_is_in_the_database_already(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.until(1)
        for seq in range(2, 52):
            submission = await socket.say("is it there?")
            told = await socket.find(about(submission))

            assert submission in committed(house.place, room), told
            await socket.until(seq)


async def test_what_an_http_response_shows_is_in_the_database_already(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    for _ in range(20):
        event = (await ann.posts(room, "is it there?")).json()

        assert event["id"] in committed(house.place, room)


async def test_killed_in_mid_traffic_again_and_again_a_server_keeps_every_acknowledged_event(
    make_deployment: Callable[..., Deployment],
) -> None:
    deployment = make_deployment()
    async with House(deployment) as house:
        people = await house.guests("Ann", "Bob", "Cleo")
        rooms = [await people[0].makes_room(title) for title in ("One", "Two")]
        for person in people[1:]:
            for room in rooms:
                await person.joins(room)
        acknowledged = Tally()
        submitters = [Submitter(person, room, acknowledged) for person in people for room in rooms]

        for round_ in range(1, 4):
            async with asyncio.TaskGroup() as traffic:
                for submitter in submitters:
                    traffic.create_task(submitter.submit_until_cut(seed=round_))
                await acknowledged.reaches(300 * round_)
                await asyncio.to_thread(deployment.kill)
            await asyncio.to_thread(deployment.start)

            for room in rooms:
                log = await people[0].log(room)
                assert check_replay(log) > 0
                for submitter in submitters:
                    submitter.check(log)

        for submitter in submitters:
            await submitter.send_the_rest_again()
        for room in rooms:
            log = await people[0].log(room)
            check_replay(log)
            sent = [submission for one in submitters if one.room == room for submission in one.sent]
            assert sorted(sent) == sorted(event["id"] for event in log if event["id"])
        assert deployment.stop() == 0


async def test_after_a_restart_sockets_resume_in_the_same_epoch(make_deployment: Callable[..., Deployment]) -> None:
    deployment = make_deployment()
    async with House(deployment) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        async with ann.enters(room) as socket:
            await socket.evaluated("x = 6")

        deployment.kill()
        await asyncio.to_thread(deployment.start)

        async with ann.enters(room, after=socket.position, epoch=socket.epoch) as again:
            event = await again.evaluated("x * 7")
        assert again.welcome["resumed"] is True
        assert event["seq"] == 3
        assert event["result"]["text"] == "42"


class Tally:
    """Counts, and lets one wait for a number."""

    def __init__(self) -> None:
        self.count = 0
        self._moved = asyncio.Event()

    def add(self) -> None:
        """Count one more."""
        self.count += 1
        self._moved.set()

    async def reaches(self, count: int) -> None:
        """Wait until so many were counted."""
        async with asyncio.timeout(30):
            while self.count < count:
                self._moved.clear()
                await self._moved.wait()


@dataclass
class Submitter:
    """Somebody who submits as fast as acks come, and remembers what was sent, acknowledged and seen."""

    person: Guest
    room: str
    acknowledged: Tally
    sent: dict[str, str] = field(default_factory=dict)
    acked: dict[str, int] = field(default_factory=dict)
    seen: dict[int, dict[str, Any]] = field(default_factory=dict)

    async def submit_until_cut(self, seed: int) -> None:
        with suppress(ConnectionClosed, OSError):
            async with self.person.enters(self.room, after=0) as socket:
                number = 0
                while True:
                    number += 1
                    await self._submit(
                        socket, f"v{number % 7} = {seed} + {number}/3 + (v1)^0" if number > 7 else "v1 = 1"
                    )

    async def send_the_rest_again(self) -> None:
        async with self.person.enters(self.room) as socket:
            for submission, expression in self.sent.items():
                if submission not in self.acked:
                    await socket.evaluate(expression, submission)
                    self.acked[submission] = (await socket.expect("ack", id=submission))["seq"]

    def check(self, log: list[dict[str, Any]]) -> None:
        """Every acknowledged event is there under its seq, every event seen is there as it was seen, none twice."""
        by_id = [(event["by"]["id"], event["id"]) for event in log if event["id"]]
        assert len(by_id) == len(set(by_id))
        if log[0]["seq"] == 1 and self.room_of(log):
            found = {event["id"]: event["seq"] for event in log if event["by"]["id"] == self.person.id}
            assert self.acked.items() <= found.items()
            assert all(log[seq - 1] == event for seq, event in self.seen.items())

    def room_of(self, log: list[dict[str, Any]]) -> bool:
        """Whether this is the log of the submitter's room."""
        return any(event["id"] in self.sent for event in log)

    async def _submit(self, socket: RoomClient, expression: str) -> None:
        submission = new_id()
        self.sent[submission] = expression
        await socket.evaluate(expression, submission)
        try:
            self.acked[submission] = (await socket.expect("ack", id=submission))["seq"]
            self.acknowledged.add()
        finally:
            self.seen.update({event["seq"]: event for event in socket.events[-20:]})


def about(submission: str) -> Callable[[dict[str, Any]], bool]:
    """Return a test for frames that mention this submission."""
    return lambda frame: submission in str(frame)


def committed(deployment: Deployment, slug: str) -> set[str]:
    """Return the ids of submissions that another process finds in the room's log."""
    query = "SELECT submission FROM rooms_event JOIN rooms_room ON rooms_room.id = room_id WHERE slug = ?"
    return {submission for (submission,) in deployment.rows(query, slug) if submission}


async def test_a_full_disk_refuses_as_busy_and_leaves_nothing_half_written(
    make_deployment: Callable[..., Deployment],
) -> None:
    deployment = make_deployment()
    async with House(deployment) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()

        with full_disk(deployment):
            answers = [await ann.posts(room, "x" * 4_000) for _ in range(60)]
            shown = await ann.log(room)

        kept = [answer.json()["seq"] for answer in answers if answer.status_code == 201]
        refused = [answer.json()["error"]["code"] for answer in answers if answer.status_code == 503]
        assert refused and set(refused) == {"busy"} and len(kept) + len(refused) == 60
        assert [event["seq"] for event in shown] == [1, *kept] == list(range(1, len(kept) + 2))
        assert (await ann.posts(room, "room again")).status_code == 201
