"""The one way an expression is refused, and the way trouble travels until its place is known."""

from __future__ import annotations

from typing import TypedDict

SHOWN = 60  # no message repeats more characters than this of what was typed


class ErrorDetail(TypedDict):
    """An expression error as clients receive it."""

    code: str
    message: str
    start: int
    end: int
    hint: str | None


class ExpressionError(Exception):
    """A line that can't be meant or done, pointing into the text as it was typed (code points)."""

    def __init__(self, code: str, message: str, start: int, end: int, hint: str | None = None, spent: int = 0) -> None:
        """Every fact of the refusal; `spent` is the work done before it."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint
        self.spent = spent

    def as_dict(self) -> ErrorDetail:
        """Return the fields a client is told."""
        return {
            "code": self.code,
            "message": self.message,
            "start": self.start,
            "end": self.end,
            "hint": self.hint,
        }


class Trouble(Exception):
    """A refusal whose place is not known yet, or is known in tokens: (first, last)."""

    def __init__(self, code: str, message: str, at: tuple[int, int] | None = None, hint: str | None = None) -> None:
        """`at` may stay None: the nearest node on the way up that knows its place fills it in."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.at = at
        self.hint = hint
        self.within: str | None = None

    def placed(self, at: tuple[int, int]) -> Trouble:
        """Give the trouble a place unless it has one."""
        if self.at is None:
            self.at = at
        return self

    def inside(self, function: str) -> Trouble:
        """Say in which function it arose; its place there means nothing to the line that called."""
        self.within = self.within or function
        self.at = None
        return self


def clip(text: str, room: int = SHOWN) -> str:
    """Shorten what was typed so that a message can repeat it."""
    return text if len(text) <= room else text[: room - 1] + "…"
