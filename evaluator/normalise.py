"""What people paste, brought to the few signs the tokens know, with the way back to every offset."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from .errors import ExpressionError

SIGNS = {
    **dict.fromkeys("×·∗⋅✕✖∙", "*"), **dict.fromkeys("÷∕⁄", "/"), **dict.fromkeys("−–﹣", "-"),
    "π": "pi", "τ": "tau", "≤": "<=", "≥": ">=", "≠": "!=", "º": "°",
}  # fmt: skip
ROOTS = "√∛∜"
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅑": (1, 9), "⅒": (1, 10), "↉": (0, 3),
}  # fmt: skip
KEPT = frozenset(ROOTS + RAISED + "°" + "".join(FRACTIONS))

_WORD = re.compile(r"[^\W\d_]")
_PLAIN = frozenset(["<wide>", "<narrow>", "<font>", "<noBreak>", "<compat>"])
_NOTE = re.compile(r"#(?![0-9])")


class Source:
    """A line ready for the tokens: `text`, and where each of its characters stood in `typed`."""

    __slots__ = ("body", "places", "text", "typed")

    def __init__(self, typed: str, body: str, text: str, places: Sequence[tuple[int, int]] | None = None) -> None:
        """`body`: what was typed before the note; `places` is None when nothing moved."""
        self.typed = typed
        self.body = body
        self.text = text
        self.places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Carry a span of `text` back to what was typed."""
        if self.places is None:
            return start, end
        first = self.places[start][0] if start < len(self.places) else len(self.body)
        return first, max(first, self.places[end - 1][1]) if end > start else first


def normalise(typed: str, longest: int) -> Source:
    """Cut the note off, translate pasted signs, and refuse any character outside the allowed set.

    Raises ExpressionError `too_long` or `bad_character`. Linear in the text, whose length is capped first.
    """
    if len(typed) > longest:
        message = f"This line has {len(typed):,} characters; at most {longest:,} are read."
        raise ExpressionError("too_long", message, longest, len(typed))
    body = typed
    if "#" in body and (note := _NOTE.search(body)):
        body = body[: note.start()]
    if body.isascii() and (body.isprintable() or not _controls(body)):
        return Source(typed, body, body)
    return _translate(typed, body)


def _controls(text: str) -> bool:
    return any(not character.isprintable() and character not in "\t\r\n" for character in text)


def _translate(typed: str, body: str) -> Source:
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _clusters(body):
        part = _signs(body[start:end], body[start - 1] if start else " ", start)
        text.append(part or " ")
        places += [(start, end)] * len(part or " ")
    return Source(typed, body, "".join(text), places)


def _clusters(body: str) -> list[tuple[int, int]]:
    """Single characters, except that letters beyond ASCII stay together: they may compose."""
    starts = [0]
    for index in range(1, len(body)):
        before, here = body[index - 1], body[index]
        joined = _letter(before) or (before.isascii() and before.isalpha() and _mark(here))
        if not (joined and _letter(here)):
            starts.append(index)
    starts.append(len(body))
    return list(pairwise(starts)) if body else []


def _mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _letter(character: str) -> bool:
    if character.isascii() or character in SIGNS:
        return False
    return unicodedata.category(character)[0] in "LM" and not unicodedata.decomposition(character).startswith("<")


def _signs(part: str, before: str, at: int) -> str:
    character = part[0]
    if part.isascii():
        if character.isprintable() or character in "\t\r\n":
            return part
    elif character in SIGNS:
        return SIGNS[character]
    elif character in KEPT:
        return character
    elif len(part) > 1 or _letter(character):
        return _letters(part, before, at)
    elif (plain := _compatible(character, before)) is not None:
        return plain
    raise _unreadable(character, at)


def _letters(part: str, before: str, at: int) -> str:
    """A run of letters in composed form; a mark needs a letter to stand on."""
    if _mark(part[0]) and not before.isalpha():
        raise _unreadable(part[0], at)
    composed = unicodedata.normalize("NFKC", part)
    return composed if all(unicodedata.category(one)[0] in "LM" for one in composed) else _refuse(part, at)


def _refuse(part: str, at: int) -> str:
    raise _unreadable(part[0], at)


def _compatible(character: str, before: str) -> str | None:
    """Full-width and mathematical forms and spaces; None for whatever would change its meaning on the way.

    NFKC alone would read `2ⁿ` as `2n`, `2①` as 21 and `2₃` as 23.
    """
    kind, _, _ = unicodedata.decomposition(character).partition(" ")
    plain = unicodedata.normalize("NFKC", character)
    if kind == "<sub>" and plain.isdigit():
        lowered = before.isalpha() or unicodedata.decomposition(before).startswith("<sub>")
        return plain if lowered else None
    if plain in SIGNS:
        return SIGNS[plain]
    if unicodedata.category(character) == "Zs":
        return " "
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    if kind in _PLAIN and (len(plain) == 1 or _WORD.fullmatch(plain[0])) and plain.isprintable():
        return plain if plain.isascii() or plain.isalpha() else None
    return None


def _unreadable(character: str, at: int) -> ExpressionError:
    name = unicodedata.name(character, "").lower() or "unnamed"
    shown = f"“{character}” " if character.isprintable() else ""
    message = f"The character {shown}(U+{ord(character):04X}, {name}) can't be read here."
    return ExpressionError("bad_character", message, at, at + 1)
