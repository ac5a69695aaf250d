"""Somebody in a room who submits with ids and comes back when their socket is lost, as the contract tells a client to."""

import asyncio
import random
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from .client import Fields, Guest, RoomClient, new_id

LONGEST_PAUSE = 2.0  # of an eager client, between two tries to come back
OPEN_SECONDS = 5.0
LINES = ("hello", "=n = n + 1", "=ans + n", "=f(n)")


class Participant:
    """Remembers all that was sent, acknowledged and received, and whatever the contract does not allow."""

    def __init__(self, person: Guest, room: str, pace: float, seed: int) -> None:
        self.person = person
        self.acked: dict[str, int] = {}
        self.pending: dict[str, str] = {}
        self.events: list[Fields] = []
        self.here: dict[str, Fields] = {}
        self.byes: list[int] = []
        self.welcomes: list[Fields] = []
        self.heard: dict[int, float] = {}  # when each event came
        self.degraded: list[Fields] = []
        self.violations: list[str] = []
        self.busy = self.refused = 0
        self.talking = True
        self.socket: RoomClient | None = None
        self._room = room
        self._pace = pace
        self._rev = 0
        self._due: list[tuple[float, str]] = []
        self._chance = random.Random(seed)
        self._loop = asyncio.get_running_loop()

    @property
    def position(self) -> int:
        """The seq of the last event received."""
        return int(self.events[-1]["seq"]) if self.events else 0

    @property
    def reconnects(self) -> int:
        """How often they came back."""
        return max(0, len(self.welcomes) - 1)

    async def take_part(self) -> None:
        """Be in the room until cancelled."""
        failures = 0
        while True:
            epoch = self.welcomes[-1]["room"]["epoch"] if self.welcomes else None
            try:
                async with RoomClient(
                    self.person, self._room, after=self.position, epoch=epoch, open_timeout=OPEN_SECONDS
                ) as self.socket:
                    failures = 0
                    await self._be_on(self.socket)
            except InvalidStatus as refusal:
                self.refused += 1
                if refusal.response.status_code < 429:
                    self.violations.append(f"refused at the door with {refusal.response.status_code}")
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                pass
            finally:
                self.socket = None
            await asyncio.sleep(self._chance.uniform(0, min(LONGEST_PAUSE, 0.5 * 2**failures)))
            failures += 1

    async def _be_on(self, socket: RoomClient) -> None:
        submitting = asyncio.create_task(self._submit(socket))
        try:
            while True:
                await self._take(socket, await socket.next())
        finally:
            submitting.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await submitting

    async def _submit(self, socket: RoomClient) -> None:
        self._due = []
        for submission in list(self.pending):
            await self._send(socket, submission)
        while True:
            await asyncio.sleep(self._pace * self._chance.uniform(0.5, 1.5))
            now = self._loop.time()
            again = [submission for at, submission in self._due if at <= now]
            self._due = [(at, submission) for at, submission in self._due if at > now]
            for submission in again:
                await self._send(socket, submission)
            if self.talking:
                submission = new_id()
                self.pending[submission] = self._chance.choice(LINES)
                await self._send(socket, submission)

    async def _send(self, socket: RoomClient, submission: str) -> None:
        line = self.pending.get(submission, "")
        if line.startswith("="):
            await socket.evaluate(line[1:], submission)
        elif line:
            await socket.say(line, submission)

    async def _take(self, socket: RoomClient, frame: Fields) -> None:
        match frame:
            case {"type": "welcome"}:
                self._welcomed(frame)
            case {"type": "events", "events": events}:
                self._received(events)
            case {"type": "ack", "id": submission, "seq": seq}:
                self.pending.pop(submission, None)
                if self.acked.setdefault(submission, seq) != seq:
                    self.violations.append(f"{submission} acknowledged as {self.acked[submission]}, then as {seq}")
            case {"type": "presence", "rev": rev} if rev > self._rev + 1:
                await socket.send("who")
            case {"type": "presence", "rev": rev} if rev == self._rev + 1:
                self._rev = rev
                self.here.update({person["id"]: person for person in frame["joined"] + frame["changed"]})
                self.here = {id_: person for id_, person in self.here.items() if id_ not in frame["left"]}
            case {"type": "who"}:
                self._look_around(frame)
            case {"type": "degraded"}:
                self.degraded.append(frame)
            case {"type": "bye", "code": code}:
                self.byes.append(code)
            case {"type": "error", "code": "busy", "id": submission, "retry_after": seconds}:
                self.busy += 1
                self._due.append((self._loop.time() + seconds, submission))
            case {"type": "error"}:
                self.violations.append(f"an error came: {frame}")

    def _welcomed(self, welcome: Fields) -> None:
        if self.welcomes and not welcome["resumed"]:
            self.events.clear()
        self.welcomes.append(welcome)
        self._look_around(welcome["presence"])

    def _look_around(self, presence: dict[str, Any]) -> None:
        self._rev = presence["rev"]
        self.here = {person["id"]: person for person in presence["people"]}

    def _received(self, events: list[Fields]) -> None:
        for event in events:
            if self.events and event["seq"] != self.position + 1:
                self.violations.append(f"{event['seq']} came after {self.position}")
            self.events.append(event)
            self.heard[event["seq"]] = self._loop.time()
