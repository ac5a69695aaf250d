"""People who use a server: by HTTP calls, on sockets, on streams. Nothing here sleeps: it waits for what must come."""

import asyncio
import itertools
import json
import ssl
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .deployment import Deployment
from .server import Server

PATIENCE = 10.0
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # made once: an own one for each client would cost 40 ms
Fields = dict[str, Any]


class House:
    """A server, or several of one deployment, as visitors see them. Each caller and each socket goes to the next server in
    turn, and whoever comes by a call has their first socket elsewhere. All leave when it closes.
    """

    def __init__(self, place: Server | Deployment) -> None:
        self.place = place
        self._calls = itertools.cycle(place.servers)
        self._sockets = itertools.cycle([*place.servers[1:], place.servers[0]])
        self._leaving = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._leaving.aclose()

    @property
    def server(self) -> Server:
        """The first server."""
        return self.place.servers[0]

    def door(self) -> Server:
        """Return the server that the next socket goes to."""
        return next(self._sockets)

    async def guest(self, name: str = "Ann") -> "Guest":
        """Make a guest who carries a bearer token."""
        server = next(self._calls)
        anybody = Caller(self, await self._http(server, {}))
        made = await anybody.call("POST", "guests", {"name": name}, status=201)
        bearer = await self._http(server, {"Authorization": f"Bearer {made['token']}"})
        return Guest(self, bearer, made["token"], made["person"])

    async def guests(self, *names: str) -> list["Guest"]:
        """Make several."""
        return [await self.guest(name) for name in names]

    async def stranger(self) -> "Caller":
        """Return somebody who shows nothing."""
        return Caller(self, await self._http(next(self._calls), {}))

    async def visitor(self, name: str = "Vera") -> "Visitor":
        """Make a guest who came by the page: with a session and its CSRF token, without a bearer token."""
        server = next(self._calls)
        browser = await self._http(server, {"Referer": f"{server.url}/"})
        await browser.get("/")
        form = {"name": name, "title": f"Room of {name}", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        made = await browser.post("/rooms/", data=form)
        assert made.status_code == 302, made.text
        browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
        me = (await browser.get("/api/v1/me")).json()
        return Visitor(self, browser, made.headers["location"].split("/")[2], me)

    async def _http(self, server: Server, headers: Mapping[str, str]) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            base_url=server.url, headers=headers, timeout=PATIENCE, trust_env=False, verify=NO_TLS
        )
        return await self._leaving.enter_async_context(client)


class Caller:
    """Somebody who makes HTTP calls and opens sockets, with whatever their client sends."""

    def __init__(self, house: House, http: httpx.AsyncClient) -> None:
        self.house = house
        self.http = http

    async def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Make a call of the API and return the response as it came."""
        return await self.http.request(method, f"/api/v1/{path}", json=body)

    async def call(self, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        """Make a call of the API that has to end in `status`; returns its JSON."""
        response = await self.ask(method, path, body)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    async def refused(self, method: str, path: str, body: object = None, *, status: int) -> str:
        """Make a call that has to be refused with `status` in the contract's form; returns the error's code."""
        response = await self.ask(method, path, body)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text}"
        error = response.json()["error"]
        assert isinstance(error["message"], str) and error["message"]
        return str(error["code"])

    def credentials(self) -> dict[str, str]:
        """Return the headers by which a socket shows who opens it."""
        return {name: self.http.headers[name] for name in ("Authorization",) if name in self.http.headers}

    def origin(self, door: Server) -> dict[str, str]:
        """Return the header by which a browser says where the page of a socket came from."""
        return {}

    @asynccontextmanager
    async def enters(self, room: str, **options: Any) -> AsyncIterator["RoomClient"]:
        """Be on a socket in a room, welcomed."""
        async with RoomClient(self, room, **options) as socket:
            await socket.expect("welcome")
            yield socket

    async def refused_at_the_door(self, room: str, **options: Any) -> tuple[int, Fields]:
        """Try to open a socket that has to be refused; returns the status and the error."""
        try:
            async with RoomClient(self, room, **options):
                raise AssertionError("The socket was let in.")
        except InvalidStatus as refusal:
            response = refusal.response
            assert response.headers["content-type"] == "application/json"
            return response.status_code, json.loads(response.body or b"")["error"]

    @asynccontextmanager
    async def streams(
        self, room: str, headers: Mapping[str, str] | None = None, query: str = ""
    ) -> AsyncIterator["Stream"]:
        """Follow a room's Server-Sent Events."""
        path = f"/api/v1/rooms/{room}/stream{query}"
        async with self.http.stream("GET", path, headers=headers or {}) as response:
            yield Stream(response)


class Guest(Caller):
    """A person of the API."""

    def __init__(self, house: House, http: httpx.AsyncClient, token: str, person: Fields) -> None:
        super().__init__(house, http)
        self.token = token
        self.person = person
        self.id = str(person["id"])
        self.name = str(person["name"])

    async def makes_room(self, title: str = "The room", access: str = "open") -> str:
        """Make a room; returns its slug."""
        made = await self.call("POST", "rooms", {"title": title, "access": access}, status=201)
        return str(made["slug"])

    async def joins(self, room: str) -> Fields:
        """Become a member of an open room."""
        return dict(await self.call("POST", f"rooms/{room}/join"))

    async def leaves(self, room: str) -> None:
        """End one's membership."""
        await self.call("DELETE", f"rooms/{room}/members/{self.id}", status=204)

    async def removes(self, other: "Guest", room: str) -> None:
        """Remove somebody from one's room."""
        await self.call("DELETE", f"rooms/{room}/members/{other.id}", status=204)

    async def posts(self, room: str, text: str, submission: str | None = None) -> httpx.Response:
        """Say something by an HTTP call."""
        return await self.ask(
            "POST", f"rooms/{room}/events", {"type": "say", "id": submission or new_id(), "text": text}
        )

    async def log(self, room: str) -> list[Fields]:
        """Read the whole log, page by page."""
        events: list[Fields] = []
        while True:
            after = events[-1]["seq"] if events else 0
            page = await self.call("GET", f"rooms/{room}/events?after={after}&limit=500")
            events += page["events"]
            if not page["events"] or events[-1]["seq"] >= page["head"]:
                return events


class Visitor(Guest):
    """A person of the page: their browser sends a session cookie."""

    def __init__(self, house: House, http: httpx.AsyncClient, room: str, person: Fields) -> None:
        super().__init__(house, http, "", person)
        self.room = room

    def credentials(self) -> dict[str, str]:
        """Return the cookie."""
        return {"Cookie": f"sessionid={self.http.cookies['sessionid']}"}

    def origin(self, door: Server) -> dict[str, str]:
        """Return what a browser adds: to it all servers are one."""
        return {"Origin": door.url}

    async def signs_out(self) -> None:
        """End the session."""
        form = {"csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        response = await self.http.post("/me/sign-out/", data=form)
        assert response.status_code == 302, response.text


@dataclass
class Closing:
    """How a socket ended: the close code the client saw, and the server's last frame."""

    code: int
    bye: Fields | None


class RoomClient:
    """A socket in a room. It holds the server to the order of the log in every test: one event that is not exactly one
    above the one before fails the test, whatever it is about.
    """

    def __init__(
        self,
        caller: Caller,
        room: str,
        *,
        after: int | None = None,
        epoch: str | None = None,
        headers: Mapping[str, str] | None = None,
        path: str = "",
        **options: Any,
    ) -> None:
        query = "&".join(
            f"{name}={value}" for name, value in (("after", after), ("epoch", epoch)) if value is not None
        )
        path = path or f"/ws/rooms/{room}/"
        door = caller.house.door()
        self.url = door.sockets_url + path + (f"?{query}" if query else "")
        self._options = {"proxy": None, "ping_interval": None, "max_size": 2**24, "max_queue": None, **options}
        self._headers = {**caller.origin(door), **(caller.credentials() if headers is None else headers)}
        self._connection: ClientConnection | None = None
        self._unclaimed: list[Fields] = []
        self.welcome: Fields = {}
        self.frames: list[Fields] = []
        self.events: list[Fields] = []

    async def __aenter__(self) -> Self:
        self._connection = await connect(self.url, additional_headers=self._headers, **self._options)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.connection.close()

    @property
    def connection(self) -> ClientConnection:
        """The socket itself."""
        assert self._connection
        return self._connection

    @property
    def position(self) -> int:
        """The seq of the last event received."""
        return self.events[-1]["seq"] if self.events else 0

    @property
    def head(self) -> int:
        """Where the log stood when this socket was welcomed."""
        return int(self.welcome["room"]["head"])

    @property
    def epoch(self) -> str:
        """Which log it is."""
        return str(self.welcome["room"]["epoch"])

    async def send(self, kind: str, /, **fields: Any) -> None:
        """Send a frame."""
        await self.connection.send(json.dumps({"type": kind, **fields}))

    async def send_raw(self, frame: str | bytes) -> None:
        """Send something that may be no frame at all."""
        await self.connection.send(frame)

    async def say(self, text: str, submission: str | None = None) -> str:
        """Submit a message; returns its id."""
        submission = submission or new_id()
        await self.send("say", id=submission, text=text)
        return submission

    async def evaluate(self, expression: str, submission: str | None = None) -> str:
        """Submit an expression; returns its id."""
        submission = submission or new_id()
        await self.send("evaluate", id=submission, expression=expression)
        return submission

    async def said(self, text: str, submission: str | None = None) -> Fields:
        """Submit a message and wait for its ack."""
        return await self.expect("ack", id=await self.say(text, submission))

    async def evaluated(self, expression: str, submission: str | None = None) -> Fields:
        """Submit an expression and wait for its event."""
        ack = await self.expect("ack", id=await self.evaluate(expression, submission))
        return (await self.until(ack["seq"]))[ack["seq"]]

    async def next(self) -> Fields:
        """Return the next frame, however long it takes."""
        while not self._unclaimed:
            await self._read()
        return self._unclaimed.pop(0)

    async def expect(self, kind: str, /, *, within: float = PATIENCE, **fields: Any) -> Fields:
        """Return the next frame of that type with these fields; others stay to be expected later."""
        wanted = {"type": kind, **fields}
        return await self.find(lambda frame: wanted.items() <= frame.items(), within, str(wanted))

    async def find(self, fits: Callable[[Fields], bool], within: float = PATIENCE, what: str = "a frame") -> Fields:
        """Return the next frame that fits."""
        for index, frame in enumerate(self._unclaimed):
            if fits(frame):
                return self._unclaimed.pop(index)
        try:
            async with asyncio.timeout(within):
                while not fits(await self._read()):
                    pass
        except TimeoutError:
            raise AssertionError(f"Waited {within} s for {what}; unclaimed: {self._unclaimed[-10:]}") from None
        return self._unclaimed.pop()

    async def until(self, seq: int, within: float = PATIENCE) -> dict[int, Fields]:
        """Receive until the event `seq` is here; returns all events received so far, by seq."""
        try:
            async with asyncio.timeout(within):
                while self.position < seq:
                    await self._read()
        except TimeoutError:
            raise AssertionError(f"Waited {within} s for event {seq}, had {self.position}") from None
        return {event["seq"]: event for event in self.events}

    async def ping(self) -> float:
        """Send a `ping`; returns the seconds until its `pong`."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        await self.send("ping")
        await self.expect("pong")
        return loop.time() - start

    async def nothing_but(self, *types: str) -> None:
        """Check, by a ping that goes round, that nothing has come but frames of these types."""
        await self.ping()
        others = [frame for frame in self._unclaimed if frame["type"] not in types]
        assert not others, others

    async def closed(self, within: float = PATIENCE) -> Closing:
        """Receive until the server closes the socket; returns how."""
        with suppress(ConnectionClosed):
            async with asyncio.timeout(within):
                while True:
                    await self._read()
        code = self.connection.close_code
        assert code is not None
        last = self.frames[-1] if self.frames else None
        return Closing(code, last if last and last["type"] == "bye" else None)

    def drop(self) -> None:
        """Lose the connection without a word."""
        self.connection.transport.abort()

    async def _read(self) -> Fields:
        frame = json.loads(await self.connection.recv())
        self.frames.append(frame)
        self._unclaimed.append(frame)
        match frame["type"]:
            case "welcome":
                assert len(self.frames) == 1, "The welcome was not the first frame."
                self.welcome = frame
            case "events":
                assert frame["events"], "An empty frame of events came."
                for event in frame["events"]:
                    assert not self.events or event["seq"] == self.position + 1, (
                        f"{event['seq']} after {self.position}"
                    )
                    self.events.append(event)
        return dict(frame)


@dataclass
class Stream:
    """The Server-Sent Events of a room, read one by one."""

    response: httpx.Response
    events: list[Fields] = field(default_factory=list)
    _parts: AsyncIterator[bytes] | None = None
    _unread: bytes = b""

    async def next(self, within: float = PATIENCE) -> Fields:
        """Return the next event as `{"event", "id", "data"}`, those that were sent; comments are passed over."""
        async with asyncio.timeout(within):
            while True:
                found = {}
                for line in (await self._block()).decode().split("\n"):
                    name, _, value = line.partition(":")
                    if name:
                        found[name] = value.removeprefix(" ")
                if found:
                    event = {**found, "data": json.loads(found["data"])}
                    self.events.append(event)
                    return event

    async def _block(self) -> bytes:
        self._parts = self._parts or self.response.aiter_bytes()
        while b"\n\n" not in self._unread:
            try:
                self._unread += await anext(self._parts)
            except StopAsyncIteration:
                raise EOFError from None
        block, _, self._unread = self._unread.partition(b"\n\n")
        return block

    async def until(self, seq: int) -> list[Fields]:
        """Receive until event `seq`; returns the events of the log received so far."""
        while not self.events or self.events[-1].get("id") != str(seq):
            await self.next()
        return [event["data"] for event in self.events if "id" in event]

    async def ended(self, within: float = PATIENCE) -> None:
        """Receive until the server ends the stream."""
        with suppress(EOFError, httpx.RemoteProtocolError):
            while True:
                await self.next(within)


def new_id() -> str:
    """Return an id for a submission."""
    return uuid.uuid4().hex
