"""What an expression would come to now: no event, nothing defined."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import evaluator
from evaluator import WORK_PER_SECOND, ExpressionError

from ..access import Member
from ..models import Room
from ..sheet import Names
from ..sheets import Sheets


def preview(member: Member, expression: str) -> tuple[dict[str, Any], float]:
    """Return `{"result": …}` or `{"error": …}` for the asker, and the seconds of work it took."""
    try:
        compiled = evaluator.compile(expression)
        epoch, head = Room.objects.values_list("epoch", "head").get(pk=member.room_id)
        outcome = compiled.run(Names(_sheets().of(member.room_id, epoch, head)), datetime.now(UTC))
    except ExpressionError as error:
        return {"error": error.as_dict()}, error.spent / WORK_PER_SECOND
    result = {"text": outcome.text, "exact": outcome.exact}
    hint = {"hint": outcome.hint} if outcome.hint else {}
    return {"result": result, **hint}, outcome.spent / WORK_PER_SECOND


@cache
def _sheets() -> Sheets:
    return Sheets()
