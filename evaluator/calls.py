"""Calls: of built-in functions, of the room's own, and `if`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .arithmetic import multiply
from .errors import Trouble
from .nodes import Name, Node, Place
from .numbers import Value, sign
from .work import Work

if TYPE_CHECKING:
    from .run import Run


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


class Builtin:
    """name(…) where the language has a function of that name; the room's own wins when there is one."""

    __slots__ = ("arguments", "at", "function", "name")

    def __init__(self, name: str, function: Callable[..., Value], arguments: Sequence[Node], at: Place) -> None:
        """The number of arguments was checked by the parser: see `misfit`."""
        self.name = name
        self.function = function
        self.arguments = arguments
        self.at = at

    def run(self, run: Run) -> Value:
        """Run the arguments, then the function."""
        binding = run.names.get(self.name)
        try:
            if binding is not None and binding.is_function:
                return run.call(binding, self.name, [argument.run(run) for argument in self.arguments])
            if len(self.arguments) == 1:
                return self.function(run.work, self.arguments[0].run(run))
            return self.function(run.work, *[argument.run(run) for argument in self.arguments])
        except Trouble as trouble:
            raise trouble.placed(self.at) from None


def misfit(message: str, work: Work, *arguments: Value) -> Value:
    """Stand in for a built-in function given a wrong number of arguments: the room may have its own."""
    raise Trouble("arguments", message)


class Apply:
    """name(…) where the language has no such function: the room's, or a product with what the name is worth."""

    __slots__ = ("arguments", "at", "name")

    def __init__(self, name: Name, arguments: Sequence[Node], at: Place) -> None:
        """Which of the two it is, is known when it runs."""
        self.name = name
        self.arguments = arguments
        self.at = at

    def run(self, run: Run) -> Value:
        """Find out and do it."""
        name = self.name.name
        binding = run.names.get(name)
        try:
            if binding is not None and binding.is_function:
                return run.call(binding, name, [argument.run(run) for argument in self.arguments])
            factor = self.name.run(run)
            if len(self.arguments) != 1:
                raise Trouble("not_a_function", f"{name} is a number, so it takes no arguments.")
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
