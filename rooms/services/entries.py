"""Adding a line to a room's log."""

import evaluator
from evaluator import ExpressionError

from .. import log, scribe
from ..batch import Submission
from ..models import Membership
from ..protocol.codes import Answer
from ..protocol.frames import Evaluate, Say
from ..scribe import Tell


def prepare(member: Membership, frame: Say | Evaluate) -> Submission:
    """Make a submission of a frame, compiling an expression. Raises ExpressionError for what can't be meant."""
    line = frame.text if isinstance(frame, Say) else evaluator.compile(frame.expression)
    return Submission(member.room_id, member.person_id, frame.id, line)


def submit(submission: Submission, tell: Tell) -> None:
    """Queue it; `tell` gets an Answer, a Refusal or an ExpressionError. Raises Refusal `busy`."""
    scribe.shared().submit(submission, tell)


def record(member: Membership, frame: Say | Evaluate) -> Answer:
    """Add the frame's line to the room's log and wait for it. Raises Refusal or ExpressionError."""
    try:
        return scribe.shared().record(prepare(member, frame))
    except ExpressionError:
        if earlier := repeated(member, frame.id):
            return earlier
        raise


def repeated(member: Membership, submission: str) -> Answer | None:
    """Return the answer to a repeated submission, whatever it says this time; None when the id is new."""
    earlier = log.find(member.room_id, member.person_id, submission)
    return Answer(earlier.seq, duplicate=True, event=log.public(earlier)) if earlier else None
