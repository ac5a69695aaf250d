"""Many who talk in one room while something fails, and the verdict on what the contract promises them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass

from .client import Fields, Guest, House
from .participant import Participant
from .replay import check_replay

CATCH_UP_SECONDS = 10.0
PRESENCE_SECONDS = 30.0
PROMPT_SECONDS = 0.5
BEGINNING = ("n = 1", "f(x) = n x")


@dataclass(frozen=True)
class Figures:
    """What one fault came to. Seconds count from its end."""

    fault: str
    events: int
    acks: int
    reconnects: int
    busy: int
    caught_up: float
    prompt: float
    presence: float


ALL_FIGURES: list[Figures] = []


class Traffic:
    """One room with its participants."""

    def __init__(self, room: str, participants: Sequence[Participant]) -> None:
        self.room = room
        self.participants = list(participants)
        self._loop = asyncio.get_running_loop()

    @property
    def acks(self) -> int:
        """How many submissions were acknowledged."""
        return sum(len(one.acked) for one in self.participants)

    async def flows(self, acks: int = 100, within: float = 20) -> None:
        """Wait until so many more submissions are acknowledged."""
        wanted = self.acks + acks
        await self.until(lambda: self.acks >= wanted, within, f"{acks} acks")

    @property
    def acknowledged(self) -> set[str]:
        """The ids of all submissions that were acknowledged."""
        return {submission for one in self.participants for submission in one.acked}

    def talk(self) -> None:
        """Have everybody submit."""
        for one in self.participants:
            one.talking = True

    async def falls_silent(self) -> None:
        """Have everybody submit nothing new; returns when all acks are there."""
        for one in self.participants:
            one.talking = False
        await self.until(lambda: not any(one.pending for one in self.participants), CATCH_UP_SECONDS, "the last acks")

    async def sees(self, guest: Guest) -> None:
        """Wait until everybody sees somebody else."""
        await self.until(lambda: all(guest.id in one.here for one in self.participants), 5, f"{guest.name} to be seen")

    async def settle(self, fault: str, *, forgotten: Set[str] = frozenset()) -> Figures:
        """Judge, from the fault's end on: all caught up in time, nothing acknowledged lost (but what a restored log has
        `forgotten`), nothing twice, one order, one log, and presence true.
        """
        start = self._loop.time()
        owed = [(one, set(one.pending)) for one in self.participants]
        head = (await self.log())[-1]["seq"]
        await self.until(
            lambda: all(one.position >= head and not owed_ & one.pending.keys() for one, owed_ in owed),
            CATCH_UP_SECONDS,
            f"event {head} and the acks of what was sent before",
        )
        caught_up = self._loop.time() - start
        await self.until(self._prompt, CATCH_UP_SECONDS, "lines that reach everybody at once")
        prompt = self._loop.time() - start
        await self.falls_silent()
        log = await self.log()
        await self.until(
            lambda: all(one.position >= log[-1]["seq"] for one in self.participants),
            CATCH_UP_SECONDS,
            "the last event",
        )
        expected = {one.person.id for one in self.participants}
        await self.until(
            lambda: all(one.here.keys() == expected for one in self.participants), PRESENCE_SECONDS, "true presence"
        )
        presence = self._loop.time() - start
        self._check(await self.log(), forgotten)
        sums = [sum(getattr(one, name) for one in self.participants) for name in ("reconnects", "busy")]
        figures = Figures(fault, len(log), self.acks, *sums, caught_up, prompt, presence)
        ALL_FIGURES.append(figures)
        return figures

    def _prompt(self) -> bool:
        """Whether the newest lines reached everybody, wherever they are, at about the same time."""
        newest = min(one.position for one in self.participants)
        times = [[one.heard.get(seq, 0.0) for one in self.participants] for seq in range(newest - 5, newest + 1)]
        return max(max(heard) - min(heard) for heard in times) < PROMPT_SECONDS

    def _check(self, log: list[Fields], forgotten: Set[str]) -> None:
        check_replay(log)
        written = [(event["by"]["id"], event["id"]) for event in log if event["id"]]
        assert len(written) == len(set(written)), "a submission is in the log twice"
        for one in self.participants:
            assert not one.violations, one.violations[:10]
            mine = {event["id"]: event["seq"] for event in log if event["by"]["id"] == one.person.id}
            lost = {id_: seq for id_, seq in one.acked.items() if id_ not in forgotten and mine.get(id_) != seq}
            assert not lost, f"acknowledged, but not in the log as it was: {lost}"
            first = one.events[0]["seq"]
            assert one.events == log[first - 1 :], f"{one.person.name} holds another log"

    async def log(self) -> list[Fields]:
        """Read the whole log."""
        return await self.participants[0].person.log(self.room)

    async def until(self, true: Callable[[], bool], within: float, what: str) -> None:
        """Wait until that is so."""
        try:
            async with asyncio.timeout(within):
                while not true():  # noqa: ASYNC110 (many things may make it true)
                    await asyncio.sleep(0.02)
        except TimeoutError:
            states = "\n".join(
                f"{one.person.name}: at {one.position}, {len(one.pending)} unacknowledged, sees "
                f"{sorted(person['name'] for person in one.here.values())}, {one.violations[:3]}"
                + ("" if one.socket else ", not connected")
                for one in self.participants
            )
            raise AssertionError(f"Waited {within} s for {what}:\n{states}") from None


@asynccontextmanager
async def flowing(house: House, people: int = 6, pace: float = 0.1) -> AsyncIterator[Traffic]:
    """Have people talk in a room of theirs while this context lasts, each about every `pace` seconds."""
    guests = await house.guests(*(f"Guest {number}" for number in range(people)))
    room = await guests[0].makes_room()
    for guest in guests[1:]:
        await guest.joins(room)
    await _begin(guests[0], room)
    traffic = Traffic(room, [Participant(guest, room, pace, seed) for seed, guest in enumerate(guests)])
    async with asyncio.TaskGroup() as talking:
        tasks = [talking.create_task(one.take_part()) for one in traffic.participants]
        try:
            await traffic.flows(5 * people)
            yield traffic
        finally:
            for task in tasks:
                task.cancel()


async def _begin(guest: Guest, room: str) -> None:
    async with guest.enters(room) as socket:
        for line in BEGINNING:
            await socket.evaluated(line)


def table() -> list[str]:
    """Return the figures of all faults, as lines."""
    lines = [
        f"{'fault':50} {'events':>7} {'acks':>6} {'back':>5} {'busy':>5} {'caught up':>10} {'prompt':>9} {'presence':>9}"
    ]
    for one in ALL_FIGURES:
        counts = f"{one.events:7} {one.acks:6} {one.reconnects:5} {one.busy:5}"
        lines.append(f"{one.fault:50} {counts} {one.caught_up:8.2f} s {one.prompt:7.2f} s {one.presence:7.1f} s")
    return lines
