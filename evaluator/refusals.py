"""What to say about a token that can't stand where it does."""

from __future__ import annotations

from . import words
from .errors import Trouble, clip


def unexpected(tokens: list[str], at: int) -> Trouble:
    """A token where a value must begin."""
    token = tokens[at]
    if token == "":
        message = "Something is missing at the end." if at else "There is nothing to calculate."
        return Trouble("syntax" if at else "empty", message, (at, at))
    if token in words.NOT_YET or token in words.NEVER:
        return Trouble("not_supported", words.MISSING[token], (at, at))
    after = f" after {clip(tokens[at - 1], 20)}" if at else " here"
    return Trouble("syntax", f"A value is missing{after}: {clip(token, 20)} can't stand there.", (at, at))


def leftover(tokens: list[str], at: int) -> Trouble:
    """A token that continues nothing."""
    token = tokens[at]
    if token == ",":
        return _comma(tokens, at)
    code = "not_supported" if token in words.NEVER or token in words.NOT_YET else "syntax"
    message = words.MISSING.get(token, f"{clip(token, 20)} can't stand here.")
    return Trouble(code, message, (at, at))


def _comma(tokens: list[str], at: int) -> Trouble:
    before, after = tokens[at - 1], tokens[at + 1]
    hint = f"write {before}.{after}" if before.isdecimal() and after.isdecimal() else None
    message = "Write a decimal point, not a comma: commas stand between arguments and groups of three digits."
    return Trouble("comma", message, (at, at), clip(hint) if hint else None)
