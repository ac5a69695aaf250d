"""Tokens: one pattern, found all at once when all is well, and again with places when an error needs them."""

from __future__ import annotations

import re

from .errors import Trouble
from .normalise import FRACTIONS, RAISED, ROOTS

_SIGNS = re.escape("".join(FRACTIONS) + RAISED + ROOTS + "°")
_DIGITS = r"(?:[0-9]{1,3}(?:\ [0-9]{3})+(?![0-9_])|[0-9]+(?:_[0-9]+)*)"
_GROUPS = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9_])|"
_FRACTIONS = "[" + "".join(FRACTIONS) + "]"
_PATTERN = r"""
    [ \t\r\n]*(
      [0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9.]) | 0[xX][0-9a-fA-F_]+ | 0[bB][0-9_]+ | 0[oO][0-9_]+
    | (?: (?:@GROUPS@DIGITS)(?:\.[0-9_]*)? | \.[0-9][0-9_]* )(?:[eE][+-]?[0-9]+)?(?:[ ]?@FRACTIONS)?
    | [^\x00-@\[-\^`{-\x7f@SIGNS][^\x00-/:-@\[-\^`{-\x7f@SIGNS]*
    | [-+(),^]
    | \*\* | // | << | >> | == | != | <= | >= | && | \|\| | :=
    | \#[0-9]+ | \.\. | [@RAISED]+ | @FRACTIONS
    | [^ \t\r\n]
    )"""


def _pattern(groups: str) -> re.Pattern[str]:
    text = _PATTERN.replace("@GROUPS", groups).replace("@DIGITS", _DIGITS)
    text = text.replace("@FRACTIONS", _FRACTIONS).replace("@SIGNS", _SIGNS).replace("@RAISED", RAISED)
    return re.compile(text, re.VERBOSE)


_INSIDE = _pattern("")
_OUTSIDE = _pattern(_GROUPS)
END = ""


def tokenise(text: str, most: int) -> list[str]:
    """Split a normalised text into tokens and a closing END. Raises Trouble above `most` tokens."""
    found = _INSIDE.findall(text) if "," not in text else [text[start:end] for start, end in places(text)]
    if len(found) > most:
        message = f"This line has {len(found):,} parts; at most {most:,} are read."
        raise Trouble("too_complex", message, (most, len(found) - 1))
    found.append(END)
    return found


def places(text: str) -> list[tuple[int, int]]:
    """Start and end of each token: where grouping commas are read depends on the brackets around."""
    found: list[tuple[int, int]] = []
    depth = position = 0
    while match := (_INSIDE if depth else _OUTSIDE).match(text, position):
        start, position = match.span(1)
        found.append((start, position))
        if text[start] in "([":
            depth += 1
        elif text[start] in ")]":
            depth = max(0, depth - 1)
    return found
