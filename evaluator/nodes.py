"""The program: small nodes that run themselves. Here: what stands for a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from .arithmetic import divide, negate
from .errors import Trouble
from .numbers import Value, sign

if TYPE_CHECKING:
    from .run import Run

Place: TypeAlias = tuple[int, int]  # first and last token


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


class Not:
    """`not x`."""

    __slots__ = ("of",)

    def __init__(self, of: Node) -> None:
        """The x."""
        self.of = of

    def run(self, run: Run) -> Value:
        """True or false."""
        return not sign(self.of.run(run))
