"""Calls: of built-in functions, of the room's own, and `if`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .arithmetic import multiply
from .errors import Trouble
from .nodes import Name, Node, Place
from .numbers import Value, sign

if TYPE_CHECKING:
    from .evaluate import Run


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
