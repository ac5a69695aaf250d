"""What arrives on a room's socket: one handler a frame, each a call to a service."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

import structlog

from evaluator import WORK_PER_SECOND, ExpressionError

from ..access import Member
from ..budget import WORK_PER_TOKEN, Bucket, Budget
from ..feed.frames import Frame
from ..feed.outbox import Outbox
from ..feed.room import RoomFeed
from ..process import Process
from ..protocol import codec, codes, frames, limits
from ..protocol.codes import Answer, Refusal
from ..services import entries, previews

log = structlog.get_logger(__name__)
PONG = Frame.of({"type": "pong"})


class Inbox:
    """Reads one socket's frames. A refusal is told and the socket stays open; a fault of ours closes it."""

    __slots__ = (
        "_asides", "_budget", "_next_preview", "_previewing", "_process", "_tasks", "_typed_at", "feed", "member", "outbox",
    )  # fmt: skip

    def __init__(self, member: Member, outbox: Outbox, feed: RoomFeed, process: Process, budget: Budget) -> None:
        self.member = member
        self.outbox = outbox
        self.feed = feed
        self._process = process
        self._budget = budget
        self._asides = Bucket(limits.ASIDES_PER_SECOND, limits.ASIDES_PER_SECOND, process.clock)
        self._typed_at = -limits.TYPING_SECONDS
        self._next_preview: frames.Preview | None = None
        self._previewing = False
        self._tasks: set[asyncio.Task[None]] = set()

    def receive(self, text: str | None) -> None:
        """Take one frame (None: a binary one)."""
        try:
            self._take(text)
        except Refusal as refusal:
            self._refuse(refusal)
            if self._budget.flooding:
                self.outbox.close(codes.FLOODING)
        except Exception:
            log.exception("a frame could not be handled", room=self.member.room_id, person=self.member.person_id)
            self.outbox.close(codes.FAULT)

    def _take(self, text: str | None) -> None:
        try:
            frame = codec.decode(text)
        except Refusal as wrong:
            self._pay(wrong.facts)
            raise
        if isinstance(frame, frames.Preview | frames.Typing):
            if self._asides.take():
                return
        else:
            submission = {"id": frame.id} if isinstance(frame, frames.Say | frames.Evaluate) else {}
            self._pay(submission, submission=bool(submission))
        self._handle(frame)

    def _handle(self, frame: frames.Frame) -> None:
        match frame:
            case frames.Say() | frames.Evaluate():
                self._submit(frame)
            case frames.Preview():
                self._preview(frame)
            case frames.Typing():
                self._typing()
            case frames.Status(status=status):
                place = str(self.member.room_id)
                self._process.hub.attendance.alter(place, self.outbox.socket, status=status)
            case frames.Who():
                self.outbox.tell(self.feed.company.who())
            case frames.Read(seq=seq):
                self._process.read_marks.put(self.member.pk, seq)
            case frames.Ping():
                self.outbox.tell(PONG)

    def _pay(self, facts: dict[str, Any], *, submission: bool = False) -> None:
        try:
            self._budget.pay(submission=submission)
        except Refusal as refusal:
            refusal.facts.update(facts)
            raise

    def _submit(self, frame: frames.Say | frames.Evaluate) -> None:
        try:
            entries.submit(self.member, frame, partial(self._answered, frame.id))
        except Refusal as refusal:
            refusal.facts["id"] = frame.id
            raise

    def _answered(self, submission: str, result: Answer | Exception) -> None:
        match result:
            case Answer():
                self._budget.charge(result.spent)
                again = {"duplicate": True} if result.duplicate else {}
                self.outbox.tell(Frame.of({"type": "ack", "id": submission, "seq": result.seq, **again}))
            case ExpressionError():
                self._budget.charge(result.spent / WORK_PER_SECOND)
                detail = result.as_dict()
                self._refuse(Refusal(codes.EXPRESSION, result.message, id=submission, detail=detail))
            case Refusal():
                result.facts["id"] = submission
                self._refuse(result)

    def _refuse(self, refusal: Refusal) -> None:
        self.outbox.tell(Frame.of({"type": "error", **refusal.as_fields()}))

    def _typing(self) -> None:
        now = self._process.clock()
        if now - self._typed_at >= limits.TYPING_SECONDS:
            self._typed_at = now
            self._process.hub.typing(self.member.room_id, self.member.person_id)

    def _preview(self, frame: frames.Preview) -> None:
        self._next_preview = frame
        if not self._previewing:
            self._previewing = True
            self._later(self._run_previews())

    async def _run_previews(self) -> None:
        try:
            while frame := self._next_preview:
                self._next_preview = None
                shown, spent = await self._process.hub.reads.calculate(previews.preview, self.member, frame.expression)
                self._asides.charge(spent / WORK_PER_TOKEN)
                self.outbox.tell(Frame.of({"type": "preview", "id": frame.id, **shown}))
        finally:
            self._previewing = False

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            log.error("work for a frame failed", room=self.member.room_id, exc_info=problem)
            self._refuse(Refusal(codes.INTERNAL))
