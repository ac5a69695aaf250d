"""Reading one variable of the environment; what can't be meant ends the program with one line that says so."""

import math
import sys
from collections.abc import Callable, Iterable
from typing import TypeVar

import environ

T = TypeVar("T", int, float)


class Environment(environ.Env):
    """django-environ's reader, which names the variable that is wrong, and knows numbers with bounds."""

    def number(self, name: str, default: float, *, zero: bool = False) -> float:
        """Return a finite number above 0, or 0 where `zero` is allowed."""
        value = self._read(name, default, float)
        if not math.isfinite(value) or value < 0 or (value == 0 and not zero):
            sys.exit(f"{name} is {value:g}: it has to be {'0 or more' if zero else 'more than 0'}.")
        return value

    def count(self, name: str, default: int, least: int = 1, most: int = 2**31) -> int:
        """Return a whole number from `least` to `most`."""
        value = self._read(name, default, int)
        if not least <= value <= most:
            sys.exit(f"{name} is {value}: it has to be a whole number from {least} to {most}.")
        return value

    def one_of(self, name: str, default: str, choices: Iterable[str]) -> str:
        """Return one of the choices, in capitals."""
        value = str(self.str(name, default=default)).upper()
        if value not in choices:
            sys.exit(f"{name} is {value}: it has to be one of {', '.join(choices)}.")
        return value

    def url(self, name: str, schemes: Iterable[str]) -> str:
        """Return an URL of one of these schemes, or nothing. It is not repeated: it may hold a password."""
        value = str(self.str(name, default=""))
        scheme, separator, _ = value.partition("://")
        if value and (not separator or scheme not in schemes):
            sys.exit(f"{name} can't be used: it has to begin with one of {', '.join(f'{s}://' for s in schemes)}.")
        return value

    def _read(self, name: str, default: T, kind: Callable[[str], T]) -> T:
        text = self.str(name, default=str(default))
        try:
            return kind(text)
        except ValueError:
            sys.exit(f"{name} is {text!r}: it has to be a {'whole ' if kind is int else ''}number.")
