"""Products without a sign, and what may stand around `of` and `off`."""

from __future__ import annotations

from . import words
from .chains import Chain
from .errors import Trouble, clip
from .functions import FUNCTIONS, ROOTS
from .nodes import Literal, Percent
from .normalise import FRACTIONS
from .numbers import Ratio
from .refusals import leftover


def check_neighbours(tokens: list[str], at: int) -> None:
    """Refuse what is no product: two numbers side by side, or a name and a number."""
    before, token = tokens[at - 1], tokens[at]
    if token[0] in words.DIGITS or token[0] == ".":
        if before != ")":
            message = f"An operator is missing between {clip(before, 20)} and {clip(token, 20)}."
            hint = f"write {before}({clip(token, 20)})" if before in FUNCTIONS else None
            raise Trouble("syntax", message, (at - 1, at), hint)
    elif token[0] == "_" and not token.strip("_0123456789"):
        raise Trouble("bad_number", "Digits are grouped by single underscores between them.", (at - 1, at))
    elif not (token.isidentifier() or token[0] in "(#" or token[0] in ROOTS or token[0] in FRACTIONS):
        raise leftover(tokens, at)


def reading(tokens: list[str], begin: int, at: int) -> str:
    """Echo how `1/2x` was read."""
    left, right = "".join(tokens[begin:at]), tokens[at]
    left = left if left.isascii() and left.count("(") == left.count(")") else "what stands before it"
    return f"Read from left to right: ({clip(left, 40)})·{clip(right, 20) if right != '(' else '(…)'}"


def check_share(chain: Chain, token: str, at: int) -> None:
    """`of` follows a percentage or a fraction, `off` a percentage."""
    first = chain.first
    share = type(first) is Percent and not chain.rest
    fraction = bool(chain.rest) or (type(first) is Literal and isinstance(first.value, Ratio))
    if not (share or (token == "of" and fraction)):
        raise Trouble("syntax", f"“{token}” follows a percentage, as in 20% {token} 50.", (at, at))
