"""One run of a program: the names it may read, its budget, and the functions it is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from .binding import Binding
from .errors import ExpressionError, Trouble, clip
from .functions import FUNCTIONS, SOFT
from .limits import CHARACTER
from .numbers import Value
from .suggest import unknown
from .work import Work


class Run:
    """One run: the names, the purse, and what was read so far."""

    arguments: Sequence[Value] = ()
    calling: tuple[str, ...] = ()  # the functions being run, outermost first
    opened: frozenset[str] = frozenset()  # those read so far
    frames = 0

    def __init__(self, names: Mapping[str, Binding], at: datetime, steps: int) -> None:
        """Nothing read, and nothing spent but the line's own steps."""
        self.names = names
        self.at = at
        self.work = Work(steps)
        self.uses: dict[str, None] = {}

    def lookup(self, name: str) -> Value:
        """The value of a name. Raises `unknown_name`, `no_answer` or `not_a_value`."""
        binding = self.names.get(name)
        if binding is None:
            if name in SOFT:
                return SOFT[name]
            raise unknown(name, self.names)
        self.uses[name] = None
        if binding.value is None:
            if name == "ans" or name[0] == "#":
                raise Trouble("not_a_value", "That line defined a function; it has no value.")
            raise Trouble("not_a_value", f"{clip(name)} is a function: write {clip(name)}(…).")
        return binding.value

    def call(self, function: Binding, name: str, arguments: list[Value]) -> Value:
        """Run a function of the room: deeper, on the same budget."""
        self.uses[name] = None
        limits = self.work.limits
        if name in self.calling:
            raise Trouble("recursion", f"{name} calls itself; functions can't.")
        if len(self.calling) >= limits.calls:
            raise Trouble("too_deep", f"Functions call one another more than {limits.calls} deep.")
        if name not in self.opened:
            self.opened |= {name}
            self.work.charge(CHARACTER * len(function.source or ""), "reading the functions it calls")
        try:
            program = function.expression.program
        except ExpressionError as error:
            raise Trouble(error.code, error.message) from None
        wanted = program.parameters or {}
        if len(arguments) != len(wanted):
            message = f"{name} takes {len(wanted)} argument{'s' * (len(wanted) != 1)}; {len(arguments)} were given."
            raise Trouble("arguments", message)
        self.work.step(program.tokens)
        frames = program.frames
        if self.frames + frames > limits.frames:
            raise Trouble("too_deep", "Functions call one another too deeply.")
        before, self.arguments = self.arguments, arguments
        self.calling = (*self.calling, name)
        self.frames += frames
        try:
            return program.node.run(self)
        except Trouble as trouble:
            raise trouble.inside(name) from None
        finally:
            self.frames -= frames
            self.calling = self.calling[:-1]
            self.arguments = before

    def check_known(self, name: str, defined: str) -> None:
        """Refuse to define a function whose body reads what nobody knows, or itself by way of others."""
        binding = self.names.get(name)
        if binding is None:
            if name in FUNCTIONS or name in SOFT or name == "ans" or name.startswith("#"):
                return
            raise unknown(name, self.names)
        seen, pending = {name}, [(name, binding)]
        while pending:
            here, binding = pending.pop()
            if defined in binding.reads or here == defined:
                raise Trouble("recursion", f"{defined} would call itself by way of {clip(name)}; functions can't.")
            for other in binding.reads:
                if other not in seen and (found := self.names.get(other)) is not None:
                    seen.add(other)
                    pending.append((other, found))
