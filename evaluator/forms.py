"""Other ways to show a number: `255 to hex`, `0.3 as %`, `1/3 to 20 digits`. The value itself stays what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arithmetic import multiply
from .errors import Trouble
from .format import leading, plain, scientific, text, written
from .limits import LIMITS
from .nodes import Node
from .numbers import Factored, Ratio, Real, Value, is_exact, sign
from .work import Work

if TYPE_CHECKING:
    from .run import Run

BASES = {"hex": ("x", 4), "oct": ("o", 3), "bin": ("b", 1)}
NAMES = frozenset([*BASES, "dec", "fraction", "sci", "%"])
KNOWN = 40  # digits an inexact number has


class Converted:
    """A value to be shown in some form: a name of NAMES, or a count of digits."""

    __slots__ = ("at", "form", "of")

    def __init__(self, of: Node, form: str, at: int) -> None:
        """`at`: the token of the conversion."""
        self.of = of
        self.form = form
        self.at = at

    def run(self, run: Run) -> Value:
        """Return the value, once it is sure that it can be shown so. Raises Trouble."""
        value = self.of.run(run)
        try:
            check(value, self.form)
        except Trouble as trouble:
            raise trouble.placed((self.at, self.at)) from None
        return value


def check(value: Value, form: str) -> None:
    """Refuse a form that the value does not have."""
    if form in BASES:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Trouble("not_whole", f"Only exact whole numbers are shown in {form}.")
        if value.bit_length() > LIMITS.digits * BASES[form][1]:
            raise Trouble("too_large", f"This has more than {LIMITS.digits:,} digits in {form}.")
    elif form == "%":
        multiply(value, 100, Work())  # what showing it takes, so that nothing is left to fail then
    elif form == "fraction" and not is_exact(value):
        raise Trouble("domain", "An inexact number has no fraction.")
    elif form.isdigit() and int(form) > KNOWN and not is_exact(value):
        raise Trouble("imprecise", f"An inexact number is known to {KNOWN} digits.")


def formed(value: Value, form: str | None) -> str:
    """The value in a form that `check` let pass."""
    if form is None or isinstance(value, bool):
        return text(value)
    if form in BASES and isinstance(value, int):
        return f"{'-' if value < 0 else ''}0{BASES[form][0]}{abs(value):{BASES[form][0]}}"
    if form == "%":
        return _percent(value)
    if form == "fraction":
        return _fraction(value)
    if form == "sci":
        return _digits(value, 15, True)
    if form.isdigit():
        return _digits(value, int(form), False)
    return plain(int(value)) if isinstance(value, Factored) else text(value)


def _percent(value: Value) -> str:
    shown = text(multiply(value, 100, Work()))
    return shown.rpartition("/")[0] and "≈ " + shown.partition("≈ ")[2] + "%" if "/" in shown else shown + "%"


def _fraction(value: Value) -> str:
    if isinstance(value, Ratio) and value.n.bit_length() + value.d.bit_length() < LIMITS.digits * 3:
        return f"{plain(value.n)}/{plain(value.d)}"
    return text(value)


def _digits(value: Value, count: int, exponential: bool) -> str:
    if not sign(value):
        return "≈ 0" if isinstance(value, Real) else "0"
    found, exponent, complete = leading(value, count)
    shown = scientific(found, exponent) if exponential else written(found, exponent)
    return ("" if complete else "≈ ") + ("-" if sign(value) < 0 else "") + shown
