"""Hears for everybody in this process. The theory of operation of delivery lives here.

A membership is the only thing one can join with. The first to join a room has this process listen to its group *before*
the log is read, so nothing falls between replay and live; what overlaps is dropped by seq. From then on every socket is a
position (`outbox`), the room is a head (`room`), and the log is the truth: hints (`relay`) only make it prompt. Once every
few seconds all heads are compared with the database in one query, since the last hint of a burst can be lost without a
later one to show it. What closes sockets is asked of the database when it comes from elsewhere: hints come late, and twice.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Coroutine, Iterable
from functools import partial
from itertools import count
from typing import Any

import structlog

from accounts import identity
from accounts.secrecy import digest
from presence.store import Store, Times

from .. import access, announce
from ..announce import Announcement
from ..models import Membership
from ..protocol import codes
from ..protocol.codes import Close, Refusal
from . import lookups
from .doubts import Doubts
from .frames import Frame
from .outbox import Outbox
from .reads import Reads
from .recent import Recent
from .relay import relay_for
from .room import RoomFeed
from .rosters import Rosters

logger = structlog.get_logger(__name__)


class Hub:
    """All rooms this process serves, and all sockets in them."""

    def __init__(self, reads: Reads, store: Store, times: Times) -> None:
        self.reads = reads
        self.rooms: dict[int, RoomFeed] = {}
        self.rosters = Rosters(self.rooms, store, times, self._spread)
        self.attendance = self.rosters.attendance
        self.relay = relay_for(self)
        self._doubts = Doubts(reads)
        self._asking: set[asyncio.Task[None]] = set()
        self._opening: dict[int, asyncio.Task[RoomFeed]] = {}
        self._loop = asyncio.get_running_loop()
        # What ended, for who was on the way in just then: digests of identity keys; memberships and rooms.
        self._ended, self._left = Recent(self._loop.time), Recent(self._loop.time)
        self._arrived: deque[Announcement] = deque()
        self._name, self._numbers = uuid.uuid4().hex[:16], count(1)
        self._unlisten = announce.listen(self._announced)

    async def start(self) -> None:
        """Open the channel layer."""
        await self.relay.start()

    async def stop(self) -> None:
        """Leave the channel layer."""
        self._unlisten()
        await self.relay.stop()

    async def join(self, membership: Membership, outbox: Outbox, since: float) -> RoomFeed:
        """Have the outbox hear the member's room. The membership was read after `since` (the loop's clock); should it have
        ended meanwhile, Refusal is raised.
        """
        feed = await self._feed(membership.room_id)
        while self.rooms.get(membership.room_id) is not feed:
            # Dropped in the very turn it was opened for us: nobody followed it yet.
            feed = await self._feed(membership.room_id)
        feed.outboxes.add(outbox)
        outbox.feed = feed
        if await self._ended_meanwhile(membership, since):
            outbox.stop()
            raise Refusal(codes.NOT_A_MEMBER)
        if self._ended.since(since, digest(outbox.key)):
            outbox.close(codes.ENDED)
        await feed.reached(membership.room.head)
        return feed

    def new_socket(self) -> str:
        """Return an id for a socket that no other has, in this process or another."""
        return f"{self._name}-{next(self._numbers)}"

    def outboxes(self) -> list[Outbox]:
        """Return all outboxes of this process."""
        return [outbox for feed in self.rooms.values() for outbox in feed.outboxes]

    def typing(self, room_id: int, person_id: str) -> None:
        """Tell a room that somebody types."""
        self._spread({"type": announce.TYPING, "room": room_id, "person": person_id})

    async def compare_heads(self) -> None:
        """Heal every room whose log has moved on unheard, send away who follows a log that was replaced, and stop
        hearing rooms that nobody follows any more.
        """
        asked = {room_id: (feed, feed.head) for room_id, feed in self.rooms.items() if feed.ready.is_set()}
        heads = await self.reads.live(lookups.heads, list(asked))
        for room_id, (feed, known) in asked.items():
            if self.rooms.get(room_id) is not feed:
                continue
            head, epoch = heads.get(room_id, (0, ""))
            if epoch == feed.epoch and head < known:
                epoch = await self.reads.live(lookups.renew, room_id, epoch)
            if not feed.outboxes:
                await self._drop(feed)
            elif not epoch:
                _close(feed.outboxes, codes.GONE)
            elif epoch != feed.epoch:
                # Who comes back has to find the log as it is now, not what was known of the old one.
                del self.rooms[room_id]
                _close(feed.outboxes, codes.RESTART)
                await self.relay.unsubscribe(room_id)
            else:
                feed.reach(head)
                feed.rest()

    async def recheck(self) -> None:
        """Close the sockets whose membership, session or token ended without this process hearing of it."""
        outboxes = self.outboxes()
        shown = {(outbox.feed.room_id, outbox.person) for outbox in outboxes if outbox.feed}
        members = await self.reads.replay(access.still_members, shown)
        good = await self.reads.replay(identity.good_keys, {outbox.key for outbox in outboxes})
        _close([o for o in outboxes if o.feed and (o.feed.room_id, o.person) not in members], codes.OUT)
        _close([outbox for outbox in outboxes if outbox.key not in good], codes.ENDED)

    def hear(self, announcement: Announcement) -> None:
        """See `relay.Ears`."""
        match announcement:
            case {"type": announce.OUT, "room": room_id, "person": person}:
                self._departed(room_id, person)
            case {"type": announce.PERSON, "person": person}:
                self._later(self._rename_as_known(person))
            case _:
                self._hear(announcement)

    def look(self) -> None:
        """See `relay.Ears`."""
        self._later(self._look())

    def changed(self, degraded: bool) -> None:
        """See `relay.Ears`."""
        frame = Frame.of({"type": "degraded", "degraded": degraded})
        for feed in self.rooms.values():
            feed.tell(frame)
        self.look()

    async def _look(self) -> None:
        self.rosters.restored()
        await self.compare_heads()
        await self.recheck()

    async def _rename_as_known(self, person: str) -> None:
        # Of two changes of name the later one may have been heard first.
        if name := await self.reads.live(lookups.name, person):
            self._rename(person, name)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._asking.add(task)
        task.add_done_callback(self._asked)

    def _asked(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            # The periodic checks try again.
            logger.warning("what was missed can't be read now", exc_info=problem)

    async def _ended_meanwhile(self, membership: Membership, since: float) -> bool:
        # Whether a closing that was heard between the door and here was of this membership is asked: hints may come late.
        heard = self._left.since(since, (membership.room_id, membership.person_id), membership.room_id)
        return heard and await self.reads.live(access.again, membership) is None

    async def _feed(self, room_id: int) -> RoomFeed:
        opening = self._opening.get(room_id)
        if opening is None and room_id in self.rooms:
            return self.rooms[room_id]
        if opening is None:
            opening = self._opening[room_id] = asyncio.create_task(self._open(room_id))
        return await asyncio.shield(opening)

    async def _open(self, room_id: int) -> RoomFeed:
        feed = self.rooms[room_id] = RoomFeed(room_id, self.reads, partial(self._departed, room_id))
        try:
            await self.relay.subscribe(room_id)
            feed.begin(*await self.reads.live(lookups.newest, room_id))
            await self.rosters.open(feed)
            return feed
        except BaseException:
            del self.rooms[room_id]
            raise
        finally:
            del self._opening[room_id]

    async def _drop(self, feed: RoomFeed) -> None:
        await self.relay.unsubscribe(feed.room_id)
        if feed.outboxes:
            # Somebody came while we were leaving. What was told in between is found by the next check of heads.
            await self.relay.subscribe(feed.room_id)
        else:
            self.rooms.pop(feed.room_id, None)

    def _announced(self, announcement: Announcement) -> None:
        self._arrived.append(announcement)
        self._loop.call_soon_threadsafe(self._spread_arrived)

    def _spread_arrived(self) -> None:
        # What was committed while the loop was busy leaves together: load makes frames larger, not more of them.
        arrived = [self._arrived.popleft() for _ in range(len(self._arrived))]
        for announcement in announce.merged(arrived):
            self._spread(announcement)

    def _spread(self, announcement: Announcement) -> None:
        self._hear(announcement)
        self.relay.send(announcement)

    def _hear(self, announcement: Announcement) -> None:
        match announcement:
            case {"type": announce.OUT, "room": room_id, "person": person}:
                self._left.note((room_id, person))
            case {"type": announce.CLOSED, "room": room_id}:
                self._left.note(room_id)
        match announcement:
            case {"type": announce.ENDED, "digest": ended}:
                # A key that has ended never comes back, so there is nothing to ask.
                self._ended.note(ended)
                _close([outbox for outbox in self.outboxes() if digest(outbox.key) == ended], codes.ENDED)
            case {"type": announce.PERSON, "person": person, "name": name}:
                self._rename(person, name)
            case {"room": room_id} if feed := self.rooms.get(room_id):
                self._hear_in_room(feed, announcement)

    def _hear_in_room(self, feed: RoomFeed, announcement: Announcement) -> None:
        match announcement:
            case {"type": announce.LINES, "first": first, "texts": texts}:
                feed.hear(first, texts)
            case {"type": announce.PRESENCE}:
                self.rosters.hear(feed, announce.diff_of(announcement))
            case {"type": announce.TYPING, "person": person}:
                feed.tell(Frame.of({"type": "typing", "by": person}), but=person)
            case {"type": announce.OUT, "person": person, "code": code}:
                _close(_of(person, feed), codes.CLOSES[code])
            case {"type": announce.CLOSED}:
                _close(feed.outboxes, codes.GONE)

    def _departed(self, room_id: int, person: str) -> None:
        self._left.note((room_id, person))
        if feed := self.rooms.get(room_id):
            self._doubts.about((room_id, person), _of(person, feed))

    def _rename(self, person: str, name: str) -> None:
        for outbox in self.outboxes():
            if outbox.person == person and outbox.feed:
                self.attendance.alter(str(outbox.feed.room_id), outbox.socket, name=name)


def _of(person: str, feed: RoomFeed) -> list[Outbox]:
    return [outbox for outbox in feed.outboxes if outbox.person == person]


def _close(outboxes: Iterable[Outbox], close: Close) -> None:
    for outbox in list(outboxes):
        outbox.close(close)
