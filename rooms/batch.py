"""One transaction of the scribe: submissions in, answers and announcements out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluator import WORK_PER_SECOND, Expression, ExpressionError

from . import access, announce, log, sheet
from .protocol import codes
from .protocol.codes import Answer, Refusal
from .protocol.events import CALCULATION, MESSAGE, By, encode, to_milliseconds
from .sheets import Sheets

WRITE_SECONDS = 0.000_1  # what storing a line costs beside its work, roughly
Key = tuple[int, str]
Identity = tuple[int, str, str]
Result = Answer | Exception


@dataclass(frozen=True, slots=True)
class Submission:
    """A line on its way into the log: a text, an expression already compiled, or why it is none."""

    room_id: int
    person_id: str
    id: str
    line: str | Expression | ExpressionError

    @property
    def key(self) -> Key:
        """Whose rights decide: the person's in the room."""
        return self.room_id, self.person_id

    @property
    def identity(self) -> Identity:
        """What makes it the same submission when it comes again."""
        return self.room_id, self.person_id, self.id

    @property
    def price(self) -> float:
        """Seconds of work it may take."""
        work = self.line.price / WORK_PER_SECOND if isinstance(self.line, Expression) else 0.0
        return WRITE_SECONDS + work


class Batch:
    """Numbers, runs and stores submissions in one transaction. Committed again after it failed, it doubles nothing."""

    def __init__(self, submissions: Sequence[Submission], sheets: Sheets, at: datetime) -> None:
        self._submissions = submissions
        self._sheets = sheets
        self._at = to_milliseconds(at)
        self._tried = False
        self.announcements: list[announce.Announcement] = []

    def commit(self) -> list[Result]:
        """Return each submission's result, in order. Raises DatabaseError when the transaction failed as a whole."""
        self.announcements.clear()
        with log.locked((submission.room_id for submission in self._submissions), bare=True) as writers:
            members = access.roles(submission.key for submission in self._submissions)
            seen = log.seen(submission.identity for submission in self._submissions)
            heads = {room_id: writer.head for room_id, writer in writers.items()}
            working = self._working(writers)
            results = [self._one(submission, writers, members, seen, working) for submission in self._submissions]
            sheet.store(working, heads.__getitem__)
            self._tried = True
        for room_id, writer in writers.items():
            if room_id in working:
                self._sheets.keep(working[room_id], writer.epoch, writer.head)
            else:
                self._sheets.pass_over(room_id, writer.epoch, heads[room_id], writer.head)
            if writer.fresh:
                self.announcements.append(announce.lines(room_id, heads[room_id] + 1, writer.texts()))
        return results

    def _working(self, writers: dict[int, log.Writer]) -> dict[int, sheet.Sheet]:
        calculating = {s.room_id for s in self._submissions if isinstance(s.line, Expression)}
        asked = [writers[room_id] for room_id in calculating & writers.keys()]
        return {writer.room_id: self._sheets.of(writer.room_id, writer.epoch, writer.head) for writer in asked}

    def _one(
        self,
        submission: Submission,
        writers: dict[int, log.Writer],
        members: dict[Key, tuple[str, str]],
        seen: dict[Identity, log.Logged],
        working: dict[int, sheet.Sheet],
    ) -> Result:
        if submission.room_id not in writers or submission.key not in members:
            return Refusal(codes.NOT_A_MEMBER)
        if earlier := seen.get(submission.identity):
            return self._earlier(submission.room_id, earlier)
        role, name = members[submission.key]
        if not access.may_write(role):
            return Refusal(codes.FORBIDDEN, "Viewers can read here, but not add lines.")
        writer = writers[submission.room_id]
        by = By(submission.person_id, name)
        try:
            event, spent = self._append(submission, writer, by, working)
        except ExpressionError as error:
            return error
        seen[submission.identity] = event
        return Answer(event.seq, spent=spent, event=event.shown)

    def _earlier(self, room_id: int, event: log.Logged) -> Answer:
        shown = log.public(event)
        if not (self._tried and event.at == self._at):
            return Answer(event.seq, duplicate=True, event=shown)
        # Our own: the connection was lost in the commit, after all was stored and before anybody was told.
        self.announcements.append(announce.lines(room_id, event.seq, [encode(shown)]))
        return Answer(event.seq, event=shown)

    def _append(
        self, submission: Submission, writer: log.Writer, by: By, working: dict[int, sheet.Sheet]
    ) -> tuple[log.Appended, float]:
        if isinstance(submission.line, ExpressionError):
            raise submission.line
        if isinstance(submission.line, str):
            body: dict[str, Any] = {"text": submission.line}
            return writer.append(MESSAGE, by, body, at=self._at, submission=submission.id), 0.0
        room_id = submission.room_id
        run = sheet.calculate(working[room_id], writer.head + 1, submission.line, self._at)
        working[room_id] = run.sheet
        event = writer.append(CALCULATION, by, run.body, at=self._at, submission=submission.id, binding=run.binding)
        return event, run.outcome.spent / WORK_PER_SECOND
