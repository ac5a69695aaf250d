"""From the text of a frame to its model; every way to be wrong is a `Refusal`."""

import json
import re
from typing import Any, NoReturn

from pydantic import ValidationError

from . import codes, limits
from .codes import Refusal
from .frames import BY_TYPE, Frame

_BAD_TEXT = re.compile("[\x00\ud800-\udfff]")
_LONGEST = {"text": limits.TEXT, "expression": limits.EXPRESSION}
_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{limits.SUBMISSION_ID}}}\Z")


def decode(text: str | None) -> Frame:
    """Read a frame (None: it was binary). Raises Refusal, with the submission's `id` among its facts if it had one."""
    if text is None:
        raise Refusal(codes.BAD_FRAME, "Frames are text, not binary.")
    fields = parse_object(text)
    try:
        return validate(fields)
    except Refusal as refusal:
        refusal.facts.update(submission_id(fields))
        raise


def parse_object(text: str) -> dict[str, Any]:
    """Return the JSON object in `text`. Raises Refusal `bad_json` or, for JSON of another kind, `bad_frame`."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal(codes.BAD_JSON) from None
    if not isinstance(value, dict):
        raise Refusal(codes.BAD_FRAME, "A frame is a JSON object.")
    return value


def validate(fields: dict[str, Any]) -> Frame:
    """Return the frame of these fields. Raises Refusal."""
    kind = fields.get("type")
    if not isinstance(kind, str):
        raise Refusal(codes.BAD_FRAME, "A frame has a `type`, a string.")
    if kind not in BY_TYPE:
        raise Refusal(codes.UNKNOWN_TYPE)
    model = BY_TYPE[kind]
    for name, longest in _LONGEST.items():
        if name in model.model_fields:
            _check_text(fields.get(name), longest)
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise Refusal(codes.BAD_FRAME, f"The field `{field}` of `{kind}` is missing or wrong.") from None


def submission_id(fields: dict[str, Any]) -> dict[str, str]:
    """Return `{"id": …}` when the fields hold a well-formed submission id, else nothing."""
    value = fields.get("id")
    return {"id": value} if isinstance(value, str) and _ID.match(value) else {}


def _check_text(text: object, longest: int) -> None:
    if not isinstance(text, str):
        return
    if len(text) > longest:
        raise Refusal(codes.TOO_LONG, f"That has {len(text)} characters; {longest} is the most.")
    if _BAD_TEXT.search(text):
        raise Refusal(codes.BAD_TEXT)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
