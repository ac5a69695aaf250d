"""The functions and constants that come with the language: a new one is one line here."""

from __future__ import annotations

from collections.abc import Callable

from mpmath import libmp as lib

from . import counting, logarithms, primes, rounding, statistics, trigonometry
from . import real as r
from .arithmetic import add, divide, multiply, subtract
from .counting import choose, factorial
from .errors import Trouble
from .limits import ELEMENTARY, SPECIAL, STEP
from .numbers import Factored, PiMultiple, Real, Value
from .powers import power, root
from .work import Work

MANY = 2_000


class Function:
    """A built-in function: how to call it, with how many arguments, and about what it costs."""

    __slots__ = ("call", "least", "most", "price")

    def __init__(self, call: Callable[..., Value], least: int = 1, most: int = 1, price: int = STEP) -> None:
        """`call` takes the run's Work before the arguments."""
        self.call = call
        self.least = least
        self.most = most
        self.price = price

    @property
    def takes(self) -> str:
        """How many arguments, in words."""
        if self.most == MANY:
            return f"at least {self.least} argument{'s' * (self.least > 1)}"
        count = f"{self.least}" if self.least == self.most else f"{self.least} or {self.most}"
        return f"{count} argument{'s' * (self.most > 1)}"


def sqrt(work: Work, x: Value) -> Value:
    """The square root."""
    return root(x, 2, work)


def cbrt(work: Work, x: Value) -> Value:
    """The real cube root."""
    return root(x, 3, work)


def nth_root(work: Work, x: Value, degree: Value) -> Value:
    """The real root of a whole degree."""
    if not isinstance(degree, int):
        raise Trouble("not_whole", "The degree of a root is a whole number.")
    return root(x, int(degree), work)


def hypot(work: Work, a: Value, b: Value) -> Value:
    """The diagonal of a rectangle."""
    return root(add(multiply(a, a, work), multiply(b, b, work), work), 2, work)


def pow_(work: Work, a: Value, b: Value) -> Value:
    """a^b."""
    return power(a, b, work)


def degrees(work: Work, x: Value) -> Value:
    """Radians to degrees, as a plain number."""
    return divide(x, DEGREE, work)


def radians(work: Work, x: Value) -> Value:
    """Degrees to radians."""
    return multiply(x, DEGREE, work)


def factor(work: Work, x: Value) -> Value:
    """The prime factors of a whole number."""
    number = primes.whole_number(x, "factor")
    if number < 2:
        raise Trouble("domain", "Whole numbers from 2 have prime factors.")
    return Factored(primes.factors(number, work), number)


def off(share: Value, whole: Value, work: Work) -> Value:
    """What remains of `whole` after taking the share."""
    return subtract(whole, multiply(whole, share, work), work)


DEGREE = PiMultiple(1, 180)

CONSTANTS: dict[str, Value] = {
    "pi": PiMultiple(1, 1),
    "tau": PiMultiple(2, 1),
    "e": Real(r.elementary(lib.mpf_e)),
    "phi": Real(r.elementary(lib.mpf_phi)),
    "true": True,
    "false": False,
}
SOFT: dict[str, Value] = {"deg": DEGREE}  # constants a room may give another meaning

ROOTS = {"√": 2, "∛": 3, "∜": 4}

FUNCTIONS: dict[str, Function] = {
    "sqrt": Function(sqrt, price=ELEMENTARY),
    "cbrt": Function(cbrt, price=ELEMENTARY),
    "root": Function(nth_root, 2, 2, ELEMENTARY),
    "hypot": Function(hypot, 2, 2, ELEMENTARY),
    "pow": Function(pow_, 2, 2, SPECIAL),
    "exp": Function(logarithms.exp, price=ELEMENTARY),
    "ln": Function(logarithms.ln, price=ELEMENTARY),
    "log": Function(logarithms.log, 1, 2, 3 * ELEMENTARY),
    "log10": Function(logarithms.log, price=3 * ELEMENTARY),
    "log2": Function(logarithms.log2, price=3 * ELEMENTARY),
    **{
        name: Function(getattr(trigonometry, name), price=2 * ELEMENTARY)
        for name in ("sin", "cos", "tan", "asin", "acos", "atan")
    },
    "arcsin": Function(trigonometry.asin, price=ELEMENTARY),
    "arccos": Function(trigonometry.acos, price=ELEMENTARY),
    "arctan": Function(trigonometry.atan, price=ELEMENTARY),
    "atan2": Function(trigonometry.atan2, 2, 2, ELEMENTARY),
    **{
        name: Function(getattr(logarithms, name), price=2 * ELEMENTARY)
        for name in ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh")
    },
    "degrees": Function(degrees),
    "radians": Function(radians),
    "abs": Function(rounding.absolute),
    "sign": Function(rounding.sign_of),
    "floor": Function(rounding.floor),
    "ceil": Function(rounding.ceil),
    "round": Function(rounding.round_half, 1, 2),
    "trunc": Function(rounding.trunc),
    "frac": Function(rounding.frac),
    "numerator": Function(rounding.numerator),
    "denominator": Function(rounding.denominator),
    "gcd": Function(primes.gcd, 1, MANY),
    "lcm": Function(primes.lcm, 1, MANY),
    "factor": Function(factor, price=100 * SPECIAL),
    "isprime": Function(primes.isprime, price=SPECIAL),
    "comb": Function(counting.comb, 2, 2, SPECIAL),
    "perm": Function(counting.perm, 1, 2, SPECIAL),
    "factorial": Function(factorial, price=SPECIAL),
    "gamma": Function(counting.gamma, price=SPECIAL),
    "min": Function(statistics.least, 1, MANY),
    "max": Function(statistics.greatest, 1, MANY),
    "sum": Function(statistics.total, 1, MANY),
    "mean": Function(statistics.mean, 1, MANY),
    "avg": Function(statistics.mean, 1, MANY),
    "median": Function(statistics.median, 1, MANY),
    "variance": Function(statistics.variance, 1, MANY),
    "stdev": Function(statistics.deviation, 1, MANY),
}

__all__ = ["CONSTANTS", "DEGREE", "FUNCTIONS", "ROOTS", "SOFT", "Function", "choose", "factorial", "nth_root", "off"]
