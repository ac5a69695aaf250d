"""The log of a room: reading it, adding to it."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from accounts.addresses import of_request
from evaluator import WORK_PER_SECOND, ExpressionError

from .. import access, log, process
from ..protocol import codec, codes, limits
from ..protocol.codes import Refusal
from ..protocol.frames import Evaluate, Say
from ..services import entries
from .authentication import caller

router = Router(tags=["log"])


@router.get("/{slug}/events")
def page(
    request: HttpRequest,
    slug: str,
    after: Annotated[int | None, Field(ge=0, le=2**53)] = None,
    before: Annotated[int | None, Field(ge=0, le=2**53)] = None,
    limit: Annotated[int, Field(ge=1, le=limits.PAGE)] = limits.REPLAY,
    folded: bool = False,
) -> dict[str, Any]:
    """Return a page of the log, ascending; the newest events when `after` is not given."""
    room = access.enter(slug, caller(request)).room
    end = room.head + 1 if before is None else before
    events = log.before(room.pk, end, limit) if after is None else log.between(room.pk, after, end, limit)
    return {"events": [log.public(event) for event in events], "head": room.head, "epoch": room.epoch}


@router.post("/{slug}/events", response={200: dict[str, Any], 201: dict[str, Any]})
def submit(request: HttpRequest, slug: str) -> Status[dict[str, Any]]:
    """Add a line; the body is a `say` or `evaluate` frame. 200 when its `id` was seen before."""
    member = access.enter(slug, caller(request))
    submitter = process.of(request.scope).submitter(member.person_id, of_request(request))  # type: ignore[attr-defined]
    submitter.pay(submission=True)
    frame = codec.decode(_body(request))
    if not isinstance(frame, Say | Evaluate):
        raise Refusal(codes.UNKNOWN_TYPE, "Only `say` and `evaluate` can be sent here.")
    try:
        answer = entries.record(member, frame)
    except ExpressionError as error:
        submitter.charge(error.spent / WORK_PER_SECOND)
        raise
    submitter.charge(answer.spent)
    return Status(200 if answer.duplicate else 201, answer.event)


def _body(request: HttpRequest) -> str:
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        raise Refusal(codes.BAD_JSON, "That was not UTF-8.") from None
    if len(text) > limits.FRAME:
        raise Refusal(codes.TOO_LONG, f"A frame has at most {limits.FRAME} characters.")
    return text
