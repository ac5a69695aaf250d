"""The one writer of this process: takes all submissions that wait, commits them together, then answers and announces.

A commit costs the same for one row as for a hundred, so load makes batches larger, not waiting longer. Where many write, a
batch also keeps `COMPANY_SECONDS` of distance from the last, so that lines which come one by one share a commit; whoever
writes alone never waits for company (`docs/decisions/0008-lines-that-share-a-commit.md`).

A batch holds `BATCH_SECONDS` of priced work, taken in turn from everybody who waits (`rooms.queue`). Whatever an item does
wrong is its own answer; a database error sends the batch round again one by one, so that it costs only the item that
caused it. A trouble that passes (the database restarts, a connection is cut, perhaps in the very commit) is waited for: a
batch that was tried before finds what it had stored already and doubles nothing. Any other error that is nobody's fault
(locked, disk full) refuses the whole batch as busy.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import cache

import structlog
from django.conf import settings
from django.db import DatabaseError, Error, InterfaceError, OperationalError, connections

from . import announce
from .batch import Batch, Submission
from .passing import passes
from .protocol import codes
from .protocol.codes import Answer, Refusal
from .queue import Queue
from .sheets import Sheets

BATCH_SECONDS = 0.010
COMPANY_SECONDS = 0.005
LATELY = 8  # lines whose writers are remembered: more than one of them is company
PAUSES = (0.0, 0.1, 0.25, 0.5, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0)  # seconds between two tries at a database that is away
log = structlog.get_logger(__name__)

Result = Answer | Exception
Tell = Callable[[Result], None]


def _now() -> datetime:
    return datetime.now(UTC)


def _rest(seconds: float) -> None:
    # Not `time.sleep`, which waits for a moment of a clock: one that is moved under it may fail it.
    threading.Event().wait(seconds)


class Scribe:
    """A writer thread and its queue. Started by the first submission."""

    def __init__(
        self,
        length: int,
        *,
        publish: Callable[[announce.Announcement], None] = announce.publish,
        clock: Callable[[], datetime] = _now,
        pause: Callable[[float], None] = _rest,
    ) -> None:
        self._queue: Queue[Submission, Tell] = Queue(length)
        self._publish = publish
        self._clock = clock
        self._pause = pause
        self._lately: deque[Hashable] = deque(maxlen=LATELY)
        self._not_before = 0.0
        self._sheets = Sheets()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        # How answers reach who waits; a server passes a whole batch to its event loop in one call.
        self.deliver: Callable[[list[tuple[Tell, Result]]], None] = tell_all

    def submit(self, submission: Submission, tell: Tell) -> None:
        """Queue a submission; `tell` gets an Answer, a Refusal or an ExpressionError. Raises Refusal `busy` when full."""
        if not self._queue.put(submission, tell, key=(submission.room_id, submission.person_id)):
            raise Refusal(codes.BUSY, retry_after=1)
        if self._thread is None:
            self._start()

    def record(self, submission: Submission, timeout: float = 30) -> Answer:
        """Submit and wait for the answer (from a thread that is not the event loop's). Raises what was refused."""
        future: Future[Answer] = Future()

        def tell(result: Result) -> None:
            future.set_exception(result) if isinstance(result, Exception) else future.set_result(result)

        self.submit(submission, tell)
        return future.result(timeout)

    @property
    def waiting(self) -> int:
        """How many submissions wait."""
        return len(self._queue)

    def close(self) -> None:
        """Write what waits, then stop the thread."""
        self._queue.close()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._queue.wait():
            waiting: list[tuple[Submission, Tell]] = []
            try:
                self._await_company()
                waiting = self._queue.take(BATCH_SECONDS)
                self._lately.extend(submission.key for submission, _ in waiting)
                self._write(waiting)
                self._not_before = time.monotonic() + COMPANY_SECONDS
            except Exception:
                log.exception("the scribe failed outside the database")
                self.deliver([(tell, Refusal(codes.INTERNAL)) for _, tell in waiting])
        connections.close_all()

    def _await_company(self) -> None:
        early, self._not_before = self._not_before - time.monotonic(), 0.0
        if early > 0 and len(set(self._lately)) > 1:
            self._pause(early)

    def _write(self, waiting: list[tuple[Submission, Tell]]) -> None:
        try:
            results = self._commit([submission for submission, _ in waiting])
        except (OperationalError, InterfaceError):
            # Whoever waits behind would only wait for the same lock again, each batch for as long as this one did.
            waiting += self._queue.empty()
            log.exception("the database can't take writes", refused=len(waiting))
            connections.close_all()
            results = [Refusal(codes.BUSY, retry_after=1) for _ in waiting]
        except DatabaseError:
            log.exception("a batch failed; trying its items one by one", items=len(waiting))
            results = [self._commit_alone(submission) for submission, _ in waiting]
        self.deliver([(tell, result) for (_, tell), result in zip(waiting, results, strict=True)])

    def _commit_alone(self, submission: Submission) -> Result:
        try:
            return self._commit([submission])[0]
        except (OperationalError, InterfaceError):
            return Refusal(codes.BUSY, retry_after=1)
        except DatabaseError:
            log.exception("a submission failed", room=submission.room_id, person=submission.person_id)
            return Refusal(codes.INTERNAL)

    def _commit(self, submissions: Sequence[Submission]) -> list[Result]:
        batch = Batch(submissions, self._sheets, self._clock())
        pauses = iter(PAUSES)
        while True:
            try:
                results = batch.commit()
                break
            except Error as problem:
                if not passes(problem) or (pause := next(pauses, None)) is None:
                    raise
                log.warning("the database is away; trying again", items=len(submissions), pause=pause, exc_info=True)
                connections.close_all()
                self._pause(pause)
        for announcement in batch.announcements:
            try:
                self._publish(announcement)
            except Exception:
                # It is committed, and its senders are told so; the next check of heads tells everybody else.
                log.exception("a batch could not be announced", room=announcement.get("room"))
        return results


def tell_all(results: Iterable[tuple[Tell, Result]]) -> None:
    """Give everybody their answer, in this thread. One who can't take it costs the others nothing."""
    for tell, result in results:
        try:
            tell(result)
        except Exception:
            log.exception("an answer could not be told")


@cache
def shared() -> Scribe:
    """Return the scribe of this process."""
    return Scribe(settings.QUEUE_LENGTH)
