"""The program: small nodes that run themselves. Chains of one operator are one node, so depth never follows length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from .arithmetic import add, compare, divide, floor_divide, modulo, multiply, negate, subtract
from .errors import Trouble
from .numbers import Value, sign
from .powers import power, power_mod
from .work import Work

if TYPE_CHECKING:
    from .evaluate import Run

Place: TypeAlias = tuple[int, int]  # first and last token
Operation: TypeAlias = Callable[[Value, Value, Work], Value]


class Node(Protocol):
    """Anything that comes to a value."""

    def run(self, run: Run) -> Value:
        """Compute the value. Raises Trouble."""
        ...


class Literal:
    """A number as it was typed, or a constant."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        """The value is already within bounds."""
        self.value = value

    def run(self, run: Run) -> Value:
        """Return the value."""
        return self.value


class Parameter:
    """A parameter of the function being run."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        """Its position among the arguments."""
        self.index = index

    def run(self, run: Run) -> Value:
        """Return the argument."""
        return run.arguments[self.index]


class Name:
    """A name of the room, an answer (`ans`, `#12`), or nothing known."""

    __slots__ = ("at", "name")

    def __init__(self, name: str, at: int) -> None:
        """The token it is."""
        self.name = name
        self.at = at

    def run(self, run: Run) -> Value:
        """Look the name up."""
        try:
            return run.lookup(self.name)
        except Trouble as trouble:
            raise trouble.placed((self.at, self.at)) from None


class Percent:
    """n% where it is no share: n/100."""

    __slots__ = ("bare", "of")

    def __init__(self, of: Node) -> None:
        """The n; `bare` until brackets stand around it."""
        self.of = of
        self.bare = True

    def run(self, run: Run) -> Value:
        """Divide by 100."""
        return divide(self.of.run(run), 100, run.work)


class Negative:
    """-x."""

    __slots__ = ("of",)

    def __init__(self, of: Node) -> None:
        """The x."""
        self.of = of

    def run(self, run: Run) -> Value:
        """Change the sign."""
        return negate(self.of.run(run))


def add_share(a: Value, share: Value, work: Work) -> Value:
    """a + n% of a."""
    return add(a, multiply(a, share, work), work)


def subtract_share(a: Value, share: Value, work: Work) -> Value:
    """a - n% of a."""
    return subtract(a, multiply(a, share, work), work)


class Chain:
    """Operators of one level, left to right: `a + b - c`, `a * b / c`."""

    __slots__ = ("first", "rest")

    def __init__(self, first: Node) -> None:
        """The parser appends (operation, operand, token) to `rest`."""
        self.first = first
        self.rest: list[tuple[Operation, Node, int]] = []

    def run(self, run: Run) -> Value:
        """Take the operands in, one by one."""
        total = self.first.run(run)
        work = run.work
        at = 0
        try:
            for operation, operand, at in self.rest:
                total = operation(total, operand.run(run), work)
        except Trouble as trouble:
            raise trouble.placed((at, at)) from None
        return total


class PowerModulo:
    """a^b mod m, modular from the start when all three are whole."""

    __slots__ = ("at", "modulus", "tower")

    def __init__(self, tower: Tower, modulus: Node, at: int) -> None:
        """Where `mod` stands."""
        self.tower = tower
        self.modulus = modulus
        self.at = at

    def run(self, run: Run) -> Value:
        """Compute the remainder."""
        base, exponent = self.tower.ends(run)
        modulus = self.modulus.run(run)
        try:
            if isinstance(base, int) and isinstance(exponent, int) and isinstance(modulus, int):
                if exponent >= 0 and modulus:
                    return power_mod(base, exponent, modulus, run.work)
            return modulo(power(base, exponent, run.work), modulus, run.work)
        except Trouble as trouble:
            raise trouble.placed((self.at, self.at)) from None


class Tower:
    """a^b^c, from the right."""

    __slots__ = ("at", "levels")

    def __init__(self, base: Node, at: int) -> None:
        """The parser appends the exponents to `levels`."""
        self.levels: list[Node] = [base]
        self.at = at

    def ends(self, run: Run) -> tuple[Value, Value]:
        """The base and the whole of its exponent."""
        try:
            values = [level.run(run) for level in self.levels]
            exponent = values.pop()
            while len(values) > 1:
                exponent = power(values.pop(), exponent, run.work)
        except Trouble as trouble:
            raise trouble.placed((self.at, self.at)) from None
        return values[0], exponent

    def run(self, run: Run) -> Value:
        """Raise the base."""
        try:
            if len(self.levels) == 2:
                base, exponent = self.levels
                return power(base.run(run), exponent.run(run), run.work)
            return power(*self.ends(run), run.work)
        except Trouble as trouble:
            raise trouble.placed((self.at, self.at)) from None


class Comparison:
    """a < b <= c: true when each neighbouring pair is."""

    __slots__ = ("first", "rest")

    def __init__(self, first: Node) -> None:
        """The parser appends (test of the order, operand, token)."""
        self.first = first
        self.rest: list[tuple[Callable[[int], bool], Node, int]] = []

    def run(self, run: Run) -> Value:
        """Compare the pairs until one fails."""
        left = self.first.run(run)
        for test, operand, at in self.rest:
            right = operand.run(run)
            try:
                if not test(compare(left, right, run.work)):
                    return False
            except Trouble as trouble:
                raise trouble.placed((at, at)) from None
            left = right
        return True


class Either:
    """`or` (until = True) and `and` (until = False): decided by the first operand that settles it."""

    __slots__ = ("operands", "until")

    def __init__(self, operands: list[Node], until: bool) -> None:
        """At least two operands."""
        self.operands = operands
        self.until = until

    def run(self, run: Run) -> Value:
        """True or false."""
        for operand in self.operands:
            if bool(sign(operand.run(run))) is self.until:
                return self.until
        return not self.until


class Not:
    """`not x`."""

    __slots__ = ("of",)

    def __init__(self, of: Node) -> None:
        """The x."""
        self.of = of

    def run(self, run: Run) -> Value:
        """True or false."""
        return not sign(self.of.run(run))


class If:
    """if(condition, then, else): only the branch taken is run."""

    __slots__ = ("condition", "other", "then")

    def __init__(self, condition: Node, then: Node, other: Node) -> None:
        """Any number may be a condition: 0 is false."""
        self.condition = condition
        self.then = then
        self.other = other

    def run(self, run: Run) -> Value:
        """Run one branch."""
        return (self.then if sign(self.condition.run(run)) else self.other).run(run)


class Call:
    """A call of a function that comes with the language."""

    __slots__ = ("arguments", "at", "function")

    def __init__(self, function: Callable[..., Value], arguments: Sequence[Node], at: Place) -> None:
        """The number of arguments was checked by the parser."""
        self.function = function
        self.arguments = arguments
        self.at = at

    def run(self, run: Run) -> Value:
        """Run the arguments, then the function."""
        try:
            if len(self.arguments) == 1:
                return self.function(run.work, self.arguments[0].run(run))
            return self.function(run.work, *[argument.run(run) for argument in self.arguments])
        except Trouble as trouble:
            raise trouble.placed(self.at) from None


class Misfit:
    """A built-in function with a wrong number of arguments: no error yet, since the room may have its own."""

    __slots__ = ("at", "message")

    def __init__(self, message: str, at: Place) -> None:
        """What to say when it comes to that."""
        self.message = message
        self.at = at

    def run(self, run: Run) -> Value:
        """Raise Trouble `arguments`."""
        raise Trouble("arguments", self.message, self.at)


class Apply:
    """name(…): a function of the room, else the built-in of that name, else a product with what it is worth."""

    __slots__ = ("arguments", "at", "fallback", "name")

    def __init__(self, name: Name, arguments: Sequence[Node], fallback: Node | None, at: Place) -> None:
        """`fallback` is the call of the built-in function when there is one."""
        self.name = name
        self.arguments = arguments
        self.fallback = fallback
        self.at = at

    def run(self, run: Run) -> Value:
        """Find out which of the three it is."""
        binding = run.names.get(self.name.name)
        if self.fallback is not None and (binding is None or not binding.is_function):
            return self.fallback.run(run)
        try:
            if binding is not None and binding.is_function:
                run.uses[self.name.name] = None
                return run.call(binding, self.name.name, [argument.run(run) for argument in self.arguments])
            factor = self.name.run(run)
            if len(self.arguments) != 1:
                raise Trouble("not_a_function", f"{self.name.name} is a number, so it takes no arguments.")
            return multiply(factor, self.arguments[0].run(run), run.work)
        except Trouble as trouble:
            raise trouble.placed(self.at) from None


SUMS: dict[str, Operation] = {"+": add, "-": subtract}
SHARES: dict[str, Operation] = {"+": add_share, "-": subtract_share}
PRODUCTS: dict[str, Operation] = {"*": multiply, "/": divide, "mod": modulo, "%": modulo, "//": floor_divide}
TESTS: dict[str, Callable[[int], bool]] = {
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
