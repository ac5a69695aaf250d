"""Adding a line to a room's log."""

import evaluator
from evaluator import ExpressionError

from .. import scribe
from ..access import Member
from ..batch import Submission
from ..models import Membership
from ..protocol.codes import Answer
from ..protocol.frames import Evaluate, Say
from ..scribe import Tell


def submit(member: Member | Membership, frame: Say | Evaluate, tell: Tell) -> None:
    """Queue the frame's line; `tell` gets an Answer, a Refusal or an ExpressionError. Raises Refusal `busy`."""
    scribe.shared().submit(_submission(member, frame), tell)


def record(member: Member | Membership, frame: Say | Evaluate) -> Answer:
    """Add the frame's line to the room's log and wait for it. Raises Refusal or ExpressionError."""
    return scribe.shared().record(_submission(member, frame))


def _submission(member: Member | Membership, frame: Say | Evaluate) -> Submission:
    return Submission(member.room_id, member.person_id, frame.id, _line(frame))


def _line(frame: Say | Evaluate) -> str | evaluator.Expression | ExpressionError:
    # What can't be meant waits its turn like the rest: a repeated id is acknowledged whatever it says this time, and
    # whether it is one, or a viewer's, is known only behind what was sent before.
    if isinstance(frame, Say):
        return frame.text
    try:
        return evaluator.compile(frame.expression)
    except ExpressionError as error:
        return error
