"""Every way to be refused and every way a socket is closed: two tables."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """A reason to refuse: its name on the wire, the HTTP status that fits, a sentence for people."""

    name: str
    status: int
    message: str


BAD_JSON = Code("bad_json", 400, "That was not JSON.")
BAD_FRAME = Code("bad_frame", 400, "That frame lacks something or has the wrong form.")
UNKNOWN_TYPE = Code("unknown_type", 400, "There is no frame of that type.")
TOO_LONG = Code("too_long", 400, "That is too long.")
BAD_TEXT = Code("bad_text", 400, "That has characters that are no text (NUL or half a character).")
EXPRESSION = Code("expression", 422, "That can't be calculated.")
UNAUTHENTICATED = Code("unauthenticated", 401, "Please say who you are: sign in, or send a token.")
CSRF = Code("csrf", 403, "The page is out of date; please reload it and try again.")
BAD_ORIGIN = Code("bad_origin", 403, "Pages of that origin may not connect here.")
FORBIDDEN = Code("forbidden", 403, "You may not do that in this room.")
NOT_A_MEMBER = Code("not_a_member", 403, "Join the room first.")
REMOVED = Code("removed", 403, "You were removed from this room; an owner can invite you again.")
NOT_FOUND = Code("not_found", 404, "There is nothing here.")
LAST_OWNER = Code("last_owner", 409, "Make somebody else an owner first: a room keeps at least one.")
METHOD_NOT_ALLOWED = Code("method_not_allowed", 405, "That can't be done here.")
RATE_LIMITED = Code("rate_limited", 429, "That was too fast; please wait a moment.")
TOO_MANY_SOCKETS = Code("too_many_sockets", 429, "Too many connections are open already; close one and try again.")
ROOM_FULL = Code("room_full", 429, "This room is full at the moment.")
BUSY = Code("busy", 503, "The server is full at the moment; please try again.")
DRAINING = Code("draining", 503, "The server is restarting; please try again in a moment.")
INTERNAL = Code("internal", 500, "Something went wrong on our side; it is logged.")


@dataclass(frozen=True, slots=True)
class Close:
    """A close code, and when the client should come back (`retry_ms`), if by itself at all."""

    code: int
    reason: str
    retry_ms: tuple[int, int] | None = None


DONE = Close(1000, "done")
TOO_BIG = Close(1009, "frame too big")
FAULT = Close(1011, "internal error", (500, 5_000))
RESTART = Close(1012, "the server restarts", (0, 2_000))
ENDED = Close(4401, "session or token ended")
OUT = Close(4403, "removed from the room")
GONE = Close(4404, "the room was deleted")
SILENT = Close(4408, "nothing heard", (0, 5_000))
SLOW = Close(4413, "too slow", (500, 5_000))
FLOODING = Close(4429, "kept flooding", (10_000, 30_000))

CLOSES = {close.code: close for close in (DONE, TOO_BIG, FAULT, RESTART, ENDED, OUT, GONE, SILENT, SLOW, FLOODING)}


class Refusal(Exception):
    """Theirs, not ours: told to who asked, counted, and nothing is half-done."""

    def __init__(self, code: Code, message: str = "", **facts: Any) -> None:
        super().__init__(code.name)
        self.code = code
        self.message = message or code.message
        self.facts = facts

    def as_fields(self) -> dict[str, Any]:
        """Return what an `error` frame or an HTTP error says of it."""
        return {"code": self.code.name, "message": self.message, **self.facts}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a submission: the seq of its event, and whether it was there already."""

    seq: int
    duplicate: bool = False
    spent: float = 0.0  # seconds of work its expression took
    event: dict[str, Any] = field(default_factory=dict)
