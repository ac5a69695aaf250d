"""The store of many processes: leases in Redis. The theory of operation of presence across processes lives here.

Each operation on a place is one script (`lua/`), and scripts run one after the other: it changes leases, derives from them
who has come, gone or changed, moves `rev` if anybody would notice, and answers with the difference. So every change gets a
number of its own and exactly one caller who announces it. What a script costs depends on the sockets it names, not on how
many there are: people are kept as counts of their sockets, and a sorted set shows which leases are over. The clock is that
of Redis; processes need not agree on the time.

A process that dies renews nothing: its leases end, and the first of the others to look announces it. Whatever is lost on
the way to the feeds (an answer, a hint) shows as a hole in `rev`, or as a `rev` that a heartbeat finds moved: then the
roster is asked for. A Redis that was emptied has no `rev` for a place, which then begins at the time in milliseconds, above
all there was; renewing names leases that are missing there, so one heartbeat brings everybody back.

All keys of a place carry its name as their hash tag: a script finds them on one node of a cluster. They expire when nobody
touches the place for some lifetimes of a lease. Calls that are made while an answer is under way leave together.
"""

import asyncio
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import NoScriptError, ResponseError

from .roster import Diff, Lease, Present, Roster
from .store import CROWD, PATIENCE, Crowd, Standing

KEYS = ("leases", "sockets", "people", "order", "sample", "state")
TOGETHER = 64  # calls that leave in one write, so that a heartbeat of many places does not hold the loop for long
Client = Redis | RedisCluster


class _Script:
    def __init__(self, name: str, head: str) -> None:
        folder = resources.files(__package__) / "lua"
        self.text = head + (folder / "place.lua").read_text() + (folder / f"{name}.lua").read_text()
        self.digest = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


class RedisStore:
    """Keeps `presence.store.Store`'s promises in Redis. Raises what the client raises, TimeoutError after `PATIENCE`."""

    def __init__(self, client: Client, crowd: Crowd = CROWD, prefix: str = "presence") -> None:
        self._client = client
        self._prefix = prefix
        head = f"local ABOVE, SAMPLE, PACE = {crowd.above}, {crowd.sample}, {crowd.pace * 1000}\n"
        self._touch, self._renew, self._leave, self._sweep, self._roster = (
            _Script(name, head) for name in ("touch", "renew", "leave", "sweep", "roster")
        )
        self._waiting: list[tuple[_Script, tuple[Any, ...], asyncio.Future[Any]]] = []
        self._sending: asyncio.Task[None] | None = None

    async def touch(self, place: str, leases: Sequence[Lease], lifetime: float) -> Standing:
        """See `Store.touch`."""
        return _standing(await self._ask(self._touch, place, _ms(lifetime), *_written(leases)))

    async def renew(self, held: Mapping[str, Sequence[Lease]], lifetime: float) -> Mapping[str, Standing]:
        """See `Store.renew`."""
        asked = [
            self._ask(self._renew, place, _ms(lifetime), json.dumps([lease.socket for lease in leases]))
            for place, leases in held.items()
        ]
        answers = dict(zip(held, await asyncio.gather(*asked), strict=True))
        lost = {place: set(answer["missing"]) for place, answer in answers.items() if isinstance(answer, dict)}
        again = [
            self._ask(
                self._touch, place, _ms(lifetime), *_written(lease for lease in held[place] if lease.socket in sockets)
            )
            for place, sockets in lost.items()
        ]
        answers.update(zip(lost, await asyncio.gather(*again), strict=True))
        return {place: _standing(answer) for place, answer in answers.items()}

    async def leave(self, place: str, sockets: Iterable[str], grace: float) -> Standing:
        """See `Store.leave`."""
        return _standing(await self._ask(self._leave, place, _ms(grace), *sockets))

    async def sweep(self, places: Collection[str]) -> Mapping[str, Standing]:
        """See `Store.sweep`."""
        answers = await asyncio.gather(*(self._ask(self._sweep, place) for place in places))
        return {place: _standing(answer) for place, answer in zip(places, answers, strict=True)}

    async def roster(self, place: str) -> Roster:
        """See `Store.roster`."""
        rev, people, count = await self._ask(self._roster, place)
        return Roster(rev, {person[0]: Present(*person) for person in people}, count)

    def _ask(self, script: _Script, place: str, *arguments: str | int) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        keys = [f"{{{self._prefix}:{place}}}:{key}" for key in KEYS]
        self._waiting.append((script, (len(keys), *keys, *arguments), answer))
        if self._sending is None:
            self._sending = asyncio.create_task(self._send())
        return answer

    async def _send(self) -> None:
        try:
            while self._waiting:
                calls, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
                await self._send_together(calls)
        finally:
            self._sending = None

    async def _send_together(self, calls: list[tuple[_Script, tuple[Any, ...], asyncio.Future[Any]]]) -> None:
        calls = [call for call in calls if not call[2].cancelled()]
        try:
            async with asyncio.timeout(PATIENCE):
                answers = await self._run(calls)
        except Exception as problem:
            answers = [problem] * len(calls)
        for (_, _, waiting), answer in zip(calls, answers, strict=True):
            if waiting.cancelled():
                continue
            if isinstance(answer, Exception):
                waiting.set_exception(answer)
            else:
                waiting.set_result(json.loads(answer))

    async def _run(self, calls: list[tuple[_Script, tuple[Any, ...], asyncio.Future[Any]]]) -> list[Any]:
        answers = await self._together([("EVALSHA", script.digest, *rest) for script, rest, _ in calls])
        unknown = [index for index, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:
            # A Redis that has just started, or taken over: the text goes along once, and is known from then on.
            texts = [("EVAL", calls[index][0].text, *calls[index][1]) for index in unknown]
            for index, answer in zip(unknown, await self._together(texts), strict=True):
                answers[index] = answer
        return answers

    async def _together(self, commands: list[tuple[Any, ...]]) -> list[Any]:
        if len(commands) == 1:
            # Alone it needs no pipeline, which costs a third more.
            try:
                return [await self._client.execute_command(*commands[0])]
            except ResponseError as problem:
                return [problem]
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return await pipeline.execute(raise_on_error=False)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _written(leases: Iterable[Lease]) -> Iterable[str]:
    for lease in leases:
        yield lease.socket
        yield json.dumps([lease.person, lease.name, lease.guest, lease.status])


def _standing(answer: list[Any]) -> Standing:
    rev, count, due, told = answer
    diff = None
    if told:
        joined, left, changed, crowd = told
        people = (tuple(Present(*person) for person in part) for part in (joined, changed))
        diff = Diff(rev, next(people), tuple(left), next(people), crowd)
    return Standing(rev, count, None if due is None else due / 1000, diff)
