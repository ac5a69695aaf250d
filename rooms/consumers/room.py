"""The socket of a room: who are you, may you enter, listen, be seen, say hello, follow the log."""

import asyncio
from typing import Any

import structlog
from channels.exceptions import StopConsumer

from presence.roster import Lease

from .. import process
from ..access import Member
from ..feed.frames import Frame, compact
from ..feed.leaving import Leaving
from ..feed.outbox import Outbox
from ..models import Membership
from ..protocol import codes, limits
from ..protocol.codes import Close, Refusal
from . import door
from .direct import DirectConsumer, Message
from .door import Admission
from .inbox import Inbox
from .wire import SocketWire

log = structlog.get_logger(__name__)
LINGER_SECONDS = 3.0


class RoomConsumer(DirectConsumer):
    """One WebSocket in one room."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.process = process.of(scope)
        self.inbox: Inbox | None = None
        self.outbox: Outbox | None = None
        self.leaving = Leaving()
        try:
            with self.leaving:
                async with asyncio.timeout(None) as self.deadline:
                    await super().__call__(scope, receive, send)
        except TimeoutError:
            # The client did not answer our close in time.
            self.wire.abort()

    async def websocket_connect(self, message: Message) -> None:
        """Let them in, or answer the handshake with why not."""
        try:
            admission = await door.let_in(self.process, self.scope, self.leaving)
        except Refusal as refusal:
            await door.refuse_socket(self.base_send, refusal)
            raise StopConsumer from None
        except Exception:
            log.exception("a handshake failed")
            await door.refuse_socket(self.base_send, Refusal(codes.INTERNAL))
            raise StopConsumer from None
        await self.base_send({"type": "websocket.accept"})
        try:
            await self._enter(admission)
        except Refusal:
            self.wire.close(codes.OUT)
        except Exception:
            log.exception("a socket could not enter", room=admission.membership.room_id)
            self.wire.close(codes.FAULT)

    async def websocket_receive(self, message: Message) -> None:
        """Hand a frame on; what is still in flight when a socket closes is not read."""
        if self.inbox and self.outbox and not self.outbox.closed:
            self.inbox.receive(message.get("text"))

    async def websocket_disconnect(self, message: Message) -> None:
        """The client is gone, or about to be: after an oversize frame its close is still to come."""
        if message.get("code") == codes.TOO_BIG.code and self.deadline.when() is None:
            if self.outbox:
                self.outbox.stop()
            self._linger(codes.TOO_BIG)
            return
        raise StopConsumer

    async def _enter(self, admission: Admission) -> None:
        member, server = admission.membership, self.process
        self.wire = SocketWire(self.scope, self.base_send, self._linger)
        outbox = Outbox(self.wire, server.hub.new_socket(), member.person_id, admission.key, server.patience)
        self.leaving.callback(outbox.stop)
        feed = await server.hub.join(member, outbox, admission.asked)
        person = member.person
        lease = Lease(outbox.socket, person.pk, person.name, person.guest)
        self.leaving.callback(self._depart, outbox)
        await server.hub.rosters.arrive(feed, lease)
        budget = server.budget(member.person_id, admission.address)
        self.inbox = Inbox(Member.of(member), outbox, feed, server, budget)
        self.outbox = outbox
        if not outbox.closed:
            outbox.position, resumed = feed.position(admission.after, admission.epoch)
            outbox.start(self._welcome(member, resumed))

    def _welcome(self, member: Membership, resumed: bool) -> Frame:
        person, room = member.person, member.room
        assert self.inbox is not None
        feed = self.inbox.feed
        fields = {
            "type": "welcome",
            "protocol": limits.PROTOCOL,
            "room": {
                "slug": room.slug,
                "title": room.title,
                "access": room.access,
                "head": feed.head,
                "epoch": feed.epoch,
            },
            "you": {"id": person.pk, "name": person.name, "guest": person.guest, "role": member.role},
            "resumed": resumed,
            "limits": self.process.limits(),
            **({"degraded": True} if self.process.hub.relay.degraded else {}),
        }
        return Frame(compact(fields).removesuffix("}") + f',"presence":{feed.company.text()}}}')

    def _depart(self, outbox: Outbox) -> None:
        assert outbox.feed is not None
        shown_out = outbox.closed_with in (codes.OUT, codes.ENDED)
        self.process.hub.attendance.depart(str(outbox.feed.room_id), outbox.socket, at_once=shown_out)

    def _linger(self, close: Close) -> None:
        # The close frame is read by a client that is still sending only if we go on reading; an early end of the
        # connection would throw it away.
        if self.deadline.when() is None:
            seconds = self.process.times.idle_timeout if close is codes.SLOW else LINGER_SECONDS
            self.deadline.reschedule(asyncio.get_running_loop().time() + seconds)
