"""Any mixture of what people do in a room, on several sockets: every view equals the log, and the log replays."""

import asyncio
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.support.client import Guest, House, RoomClient, new_id
from tests.support.deployment import Deployment
from tests.support.replay import check_replay

LINES = [
    "a = 1/3",
    "b = a + 1",
    "a = a + 1",
    "f(x) = a x",
    "f(b)",
    "ans + 1",
    "#2 + #3",
    "c = ans * 2",
    "1/0",
    "no_one",
]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8)
NAMES = ["Ann", "Bob", "Cleo"]

people = st.integers(0, len(NAMES) - 1)
which = st.integers(0, 20)


class View:
    """What one client holds of the log, over all its connections."""

    def __init__(self, person: int, socket: RoomClient) -> None:
        self.person = person
        self.socket: RoomClient | None = socket
        self.events: list[dict[str, Any]] = []
        self.epoch = socket.epoch

    def keep(self) -> None:
        """Remember what the connection brought, before it goes."""
        if self.socket:
            self.events += self.socket.events
            self.socket = None


class RoomMachine(RuleBasedStateMachine):
    """One room on real servers. Ann owns it and stays; the others come and go."""

    deployment: Deployment

    @initialize()
    def open_the_room(self) -> None:
        """Make the people and the room."""
        self.runner = asyncio.Runner()
        self.views: list[View] = []
        self.submitted: dict[int, list[str]] = defaultdict(list)
        self.members = {0}
        self.runner.run(self._open())

    @rule(person=people)
    def comes(self, person: int) -> None:
        """Join if need be, and open another socket."""
        self.runner.run(self._come(person))

    @precondition(lambda self: self.live())
    @rule(at=which, text=TEXT)
    def says(self, at: int, text: str) -> None:
        """Submit a message, and wait for nothing."""
        self.submit(at, "say", new_id(), text=text)

    @precondition(lambda self: self.live())
    @rule(at=which, line=st.sampled_from(LINES))
    def evaluates(self, at: int, line: str) -> None:
        """Submit an expression, and wait for nothing."""
        self.submit(at, "evaluate", new_id(), expression=line)

    @precondition(lambda self: self.live())
    @rule(at=which, earlier=which, line=st.sampled_from([*LINES, "1 +* )"]))
    def repeats(self, at: int, earlier: int, line: str) -> None:
        """Submit again under an id that was used, with whatever content."""
        view = self.live()[at % len(self.live())]
        if used := self.submitted[view.person]:
            self.submit(at, "evaluate", used[earlier % len(used)], expression=line)

    @precondition(lambda self: self.live())
    @rule(at=which)
    def reads(self, at: int) -> None:
        """Wait until all that was sent on a socket was handled."""
        self.runner.run(self.socket(at).ping())

    @precondition(lambda self: self.live())
    @rule(at=which, politely=st.booleans())
    def drops(self, at: int, politely: bool) -> None:
        """Lose a connection, or close it."""
        self.runner.run(self._drop(self.live()[at % len(self.live())], politely))

    @precondition(lambda self: self.resumable())
    @rule(at=which)
    def resumes(self, at: int) -> None:
        """Come back where a connection was lost."""
        self.runner.run(self._resume(self.resumable()[at % len(self.resumable())]))

    @precondition(lambda self: len(self.members) > 1)
    @rule(at=which)
    def leaves(self, at: int) -> None:
        """End somebody's membership."""
        leaving = sorted(self.members - {0})
        self.runner.run(self._leave(leaving[at % len(leaving)]))

    def teardown(self) -> None:
        """Compare every view with the log, and the log with a calculator."""
        if hasattr(self, "runner"):
            try:
                self.runner.run(self._compare())
            finally:
                self.runner.run(self._close())
                self.runner.close()

    def live(self) -> list[View]:
        """The views with a connection."""
        return [view for view in self.views if view.socket]

    def resumable(self) -> list[View]:
        """The views that lost theirs, of people who are members."""
        return [view for view in self.views if not view.socket and view.events and view.person in self.members]

    def socket(self, at: int) -> RoomClient:
        """Return one of the live sockets."""
        socket = self.live()[at % len(self.live())].socket
        assert socket
        return socket

    def submit(self, at: int, kind: str, submission: str, **content: str) -> None:
        """Send a submission on one of the live sockets."""
        view = self.live()[at % len(self.live())]
        self.submitted[view.person].append(submission)
        self.runner.run(self.socket(at).send(kind, id=submission, **content))

    async def _open(self) -> None:
        self.house = await House(self.deployment).__aenter__()
        self.people: list[Guest] = await self.house.guests(*NAMES)
        self.room = await self.people[0].makes_room()

    async def _come(self, person: int) -> None:
        if person not in self.members:
            await self.people[person].joins(self.room)
            self.members.add(person)
        socket = await RoomClient(self.people[person], self.room).__aenter__()
        await socket.expect("welcome")
        self.views.append(View(person, socket))

    async def _drop(self, view: View, politely: bool) -> None:
        assert view.socket
        if politely:
            await view.socket.connection.close()
        else:
            view.socket.drop()
        view.keep()

    async def _resume(self, view: View) -> None:
        after = view.events[-1]["seq"]
        socket = await RoomClient(self.people[view.person], self.room, after=after, epoch=view.epoch).__aenter__()
        await socket.expect("welcome")
        assert socket.welcome["resumed"] is True
        view.socket = socket

    async def _leave(self, person: int) -> None:
        await self.people[person].leaves(self.room)
        self.members.discard(person)
        for view in self.live():
            if view.person == person:
                assert view.socket
                closing = await view.socket.closed()
                assert closing.code == 4403
                view.keep()

    async def _compare(self) -> None:
        last = (await self.people[0].posts(self.room, "the end")).json()["seq"]
        for view in self.live():
            assert view.socket
            await view.socket.until(last)
            await view.socket.connection.close()
            view.keep()
            assert view.events[-1]["seq"] >= last
        log = await self.people[0].log(self.room)
        check_replay(log)
        by_id = [(event["by"]["id"], event["id"]) for event in log if event["id"]]
        assert len(by_id) == len(set(by_id))
        for view in self.views:
            assert not view.events or view.events == log[view.events[0]["seq"] - 1 : view.events[-1]["seq"]]

    async def _close(self) -> None:
        for view in self.live():
            assert view.socket
            await view.socket.connection.close()
        await self.house.__aexit__(None, None, None)


@pytest.mark.parametrize(
    ("examples", "steps"),
    [pytest.param(10, 30, id="a-few"), pytest.param(300, 60, id="many", marks=pytest.mark.long)],
)
def test_whatever_people_do_every_view_equals_the_log(deployment: Deployment, examples: int, steps: int) -> None:
    machine = type("RoomMachineHere", (RoomMachine,), {"deployment": deployment})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
