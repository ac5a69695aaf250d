"""Keeps true what the rooms of this process show of presence: where a change may be lost, the whole roster is asked for."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable, Mapping

from presence.attendance import Attendance
from presence.roster import Diff, Lease, Present, Roster
from presence.store import Standing, Store, Times

from .. import announce
from ..announce import Announcement
from .room import RoomFeed

LATE_SECONDS = 0.25  # how long a change that another process announces may be under way


class Rosters:
    """Hears what the store says of this process's sockets (an `attendance.Listener`), and what other processes announce."""

    def __init__(
        self,
        rooms: Mapping[int, RoomFeed],
        store: Store,
        times: Times,
        spread: Callable[[Announcement], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.attendance = Attendance(store, times, self, clock)
        self._rooms = rooms
        self._spread = spread
        self._expected: dict[int, float] = {}  # room → the `rev` it should reach soon
        self._caught_up: dict[int, asyncio.Event] = {}
        self._learning: dict[int, asyncio.Task[None]] = {}
        self._reminding: set[int] = set()

    async def open(self, feed: RoomFeed) -> None:
        """Learn who is in a room that this process begins to hear. A lost store keeps nobody out."""
        if roster := await self.attendance.roster(str(feed.room_id)):
            feed.company.show(roster)

    async def arrive(self, feed: RoomFeed, lease: Lease) -> None:
        """Bring a socket in; returns once the room shows its person."""
        await self.attendance.arrive(str(feed.room_id), lease)
        if learning := self._learning.get(feed.room_id):
            # What others announced a moment ago is still under way, and their numbers come before ours.
            await asyncio.wait([learning], timeout=2 * LATE_SECONDS)

    async def of(self, room_id: int) -> Roster:
        """Return who is in a room, also one that nobody here is connected to."""
        feed = self._rooms.get(room_id)
        if feed and feed.ready.is_set():
            return feed.company.roster()
        return await self.attendance.roster(str(room_id)) or Roster(0, {})

    def hear(self, feed: RoomFeed, diff: Diff) -> None:
        """Take a change that somebody announced."""
        if not feed.company.take(diff):
            self._expect(feed, diff.rev)
        elif feed.company.rev >= self._expected.get(feed.room_id, math.inf):
            self._caught_up[feed.room_id].set()

    def told(self, place: str, diff: Diff) -> None:
        """Announce a change."""
        self._spread(announce.presence(int(place), diff))

    def stands(self, place: str, standing: Standing) -> None:
        """Find out that a change was lost on the way, the last one of a burst too."""
        feed = self._rooms.get(int(place))
        if feed is None or not feed.ready.is_set():
            return
        if standing.rev > feed.company.rev:
            self._expect(feed, standing.rev)
        elif standing.rev < feed.company.rev or not feed.company.counts(standing.count):
            # A Redis that lost its last seconds, as after a failover, counts them again.
            self._expect(feed, math.inf)

    def unheard(self, place: str, lease: Lease) -> None:
        """Show who came while the store is away: to those who come after, and soon to those who are there."""
        if feed := self._rooms.get(int(place)):
            feed.company.suppose(Present(lease.person, lease.name, lease.guest, lease.status))
            if feed.room_id not in self._reminding:
                self._reminding.add(feed.room_id)
                asyncio.get_running_loop().call_later(LATE_SECONDS, self._remind, feed)

    def restored(self) -> None:
        """Ask for every roster: nobody knows what was announced while the store was away."""
        for feed in self._rooms.values():
            self._expect(feed, math.inf)

    def _remind(self, feed: RoomFeed) -> None:
        # A whole snapshot, since `rev` can't be moved without the store; once for all who came meanwhile.
        self._reminding.discard(feed.room_id)
        feed.tell(feed.company.who())

    def _expect(self, feed: RoomFeed, rev: float) -> None:
        self._expected[feed.room_id] = max(rev, self._expected.get(feed.room_id, 0))
        if feed.room_id not in self._learning:
            self._caught_up[feed.room_id] = asyncio.Event()
            self._learning[feed.room_id] = asyncio.create_task(self._learn(feed))

    async def _learn(self, feed: RoomFeed) -> None:
        try:
            while feed.room_id in self._expected:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._caught_up[feed.room_id].wait(), LATE_SECONDS)
                self._caught_up[feed.room_id].clear()
                if feed.company.rev < self._expected.pop(feed.room_id):
                    await self._show(feed)
        finally:
            self._expected.pop(feed.room_id, None)
            del self._learning[feed.room_id], self._caught_up[feed.room_id]

    async def _show(self, feed: RoomFeed) -> None:
        known = feed.company.rev
        roster = await self.attendance.roster(str(feed.room_id))
        if roster is None:
            return
        if roster.rev < feed.company.rev != known:
            # Hints overtook the answer.
            self._expect(feed, math.inf)
        else:
            feed.company.show(roster)
