"""What a name of the room stands for: a value or a function, and its form in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import numbers
from .forms import formed
from .numbers import Value
from .stored import Json, read_value, stored_value

if TYPE_CHECKING:
    from .evaluate import Expression


class Binding:
    """A value, or a function by its source. Round-trips through JSON exactly."""

    __slots__ = ("_expression", "form", "reads", "source", "value")

    def __init__(
        self,
        value: Value | None,
        source: str | None = None,
        reads: tuple[str, ...] = (),
        form: str | None = None,
    ) -> None:
        """Either a value and the form to show it in, or a function's source and the free names it reads."""
        self.value = value
        self.form = form
        self.source = source
        self.reads = reads
        self._expression: Expression | None = None

    @property
    def is_function(self) -> bool:
        """Whether this is a function."""
        return self.source is not None

    @property
    def exact(self) -> bool:
        """Whether the value is exact; a function is."""
        return self.value is None or numbers.is_exact(self.value)

    @property
    def text(self) -> str:
        """What the room reads."""
        return self.source or formed(self._known(), self.form)

    @property
    def bits(self) -> int:
        """Stored size in bits."""
        if self.source is not None:
            return 8 * len(self.source.encode()) + 8 * sum(len(name.encode()) for name in self.reads)
        return numbers.bits(self._known())

    @property
    def expression(self) -> Expression:
        """The function's definition, compiled when it is first wanted."""
        if self._expression is None:
            from .evaluate import understand

            self._expression = understand(self.source or "")
        return self._expression

    def to_json(self) -> dict[str, Json]:
        """Numbers go as hexadecimal digits: exact, and linear in time."""
        if self.source is not None:
            return {"function": self.source, "reads": list(self.reads)}
        stored = stored_value(self._known())
        return {**stored, "form": self.form} if self.form else stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Json]) -> Binding:
        """Read what `to_json` wrote. Raises ValueError for anything else."""
        match stored:
            case {"function": str(source), "reads": list(reads)}:
                return cls(None, source, tuple(str(name) for name in reads))
            case {"form": str(form)}:
                return cls(read_value(stored), form=form)
        return cls(read_value(stored))

    def _known(self) -> Value:
        assert self.value is not None
        return self.value
