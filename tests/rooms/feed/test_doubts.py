"""Late, repeated and lost closings: nobody who belongs is shut out, nobody who does not is told a line."""

import asyncio

import pytest

from accounts.models import Person
from presence.roster import Lease
from rooms import announce
from rooms.feed.frames import Frame
from rooms.feed.hub import Hub
from rooms.feed.outbox import Outbox
from rooms.models import Membership, Room
from rooms.process import Process
from rooms.protocol import codes
from rooms.services import members
from tests.rooms.feed.log_in_memory import Wire
from tests.rooms.founding import joined


class Seat:
    """A member's socket in a room of this process."""

    def __init__(self, hub: Hub, member: Membership) -> None:
        self.wire = Wire()
        self.outbox = Outbox(self.wire, "socket", member.person_id, "token:1", 5.0)
        self._hub = hub
        self._member = member

    async def taken(self) -> "Seat":
        """Join, and be welcomed."""
        feed = await self._hub.join(self._member, self.outbox, asyncio.get_running_loop().time())
        self.outbox.position = feed.head
        self.outbox.start(Frame.of({"type": "welcome"}))
        return self


@pytest.fixture
def bobs(owner: Membership) -> Membership:
    return Membership.objects.select_related("room", "person").get(pk=joined(owner, "Bob").pk)


async def settled(hub: Hub) -> None:
    """Wait until nobody is in doubt."""
    async with asyncio.timeout(5):
        while hub._doubts._task:
            await hub._doubts._task


async def test_a_late_closing_does_not_close_who_is_back(
    process: Process, owner: Membership, bobs: Membership
) -> None:
    seat = await Seat(process.hub, bobs).taken()

    process.hub.hear(announce.out(owner.room_id, bobs.person_id, codes.OUT))
    process.hub.hear(announce.out(owner.room_id, bobs.person_id, codes.OUT))
    process.hub.hear(announce.lines(owner.room_id, seat.outbox.position + 1, ['{"kind":"message"}']))
    assert seat.wire.seqs == []
    await settled(process.hub)
    await asyncio.sleep(0)

    assert seat.wire.closed is None
    assert seat.wire.seqs == [seat.outbox.position]


async def test_a_closing_from_elsewhere_closes_before_another_line_is_told(
    process: Process, owner: Membership, bobs: Membership
) -> None:
    seat = await Seat(process.hub, bobs).taken()
    await asyncio.to_thread(Membership.objects.filter(pk=bobs.pk).delete)

    process.hub.hear(announce.out(owner.room_id, bobs.person_id, codes.OUT))
    process.hub.hear(announce.lines(owner.room_id, seat.outbox.position + 1, ['{"kind":"message"}']))
    await settled(process.hub)

    assert seat.wire.closed is codes.OUT
    assert seat.wire.seqs == []


async def test_a_closing_that_was_lost_is_found_in_the_log(
    process: Process, owner: Membership, bobs: Membership
) -> None:
    seat = await Seat(process.hub, bobs).taken()
    process.hub._unlisten()
    try:
        await asyncio.to_thread(members.remove, owner, bobs.person_id)
        await process.hub.compare_heads()
        await process.hub.rooms[owner.room_id].reached(0)
        await settled(process.hub)
    finally:
        process.hub._unlisten = announce.listen(process.hub._announced)

    assert seat.wire.closed is codes.OUT
    assert seat.wire.seqs == []


async def test_two_changes_of_name_that_change_places_leave_the_later_one(process: Process, bobs: Membership) -> None:
    seat = await Seat(process.hub, bobs).taken()
    lease = Lease(seat.outbox.socket, bobs.person_id, "Bob", True)
    await process.hub.attendance.arrive(str(bobs.room_id), lease)
    await asyncio.to_thread(Person.objects.filter(pk=bobs.person_id).update, name="Robert")

    process.hub.hear(announce.person_changed(bobs.person_id, "Bobby"))
    await asyncio.gather(*process.hub._asking)

    assert [held.name for held in process.hub.attendance.sockets(str(bobs.room_id))] == ["Robert"]


async def test_the_key_itself_is_not_announced() -> None:
    assert "s3cret" not in str(announce.ended("session:s3cret"))


async def test_a_log_that_became_shorter_gets_another_epoch(
    process: Process, owner: Membership, bobs: Membership
) -> None:
    seat = await Seat(process.hub, bobs).taken()
    before = await asyncio.to_thread(Room.objects.get, pk=owner.room_id)
    await asyncio.to_thread(Room.objects.filter(pk=owner.room_id).update, head=before.head - 1)

    await process.hub.compare_heads()
    after = await asyncio.to_thread(Room.objects.get, pk=owner.room_id)

    assert after.epoch != before.epoch
    assert seat.wire.closed is codes.RESTART
    assert owner.room_id not in process.hub.rooms


def test_only_those_who_went_are_in_doubt(ann: Person) -> None:
    from rooms.protocol.events import departures, encode

    def member(action: str) -> str:
        return encode({"seq": 1, "kind": "member", "action": action, "person": {"id": action}})

    texts = [
        *map(member, ("joined", "left", "removed", "role")),
        encode({"kind": "message", "text": '"kind":"member"'}),
    ]

    assert departures(texts) == ["left", "removed"]
