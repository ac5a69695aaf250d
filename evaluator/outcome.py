"""What an expression came to."""

from __future__ import annotations

from . import numbers
from .binding import Binding
from .format import plain
from .forms import formed
from .numbers import Value


class Outcome:
    """What an expression came to."""

    __slots__ = ("_binding", "_known", "_text", "_value", "form", "hint", "spent", "uses")

    def __init__(
        self, known: Value | Binding, uses: tuple[str, ...], spent: int, hint: str | None, form: str | None = None
    ) -> None:
        """`known`: a value, or the binding of a function; `uses`: every name read, in the order of first reading."""
        self._known = known
        self.form = form
        self.uses = uses
        self.spent = spent
        self.hint = hint
        self._binding: Binding | None = None
        self._text: str | None = None
        self._value: str | None = None

    @property
    def binding(self) -> Binding:
        """What the log stores for the name, the answer or the line's number."""
        if self._binding is None:
            self._binding = self._known if isinstance(self._known, Binding) else Binding(self._known, form=self.form)
        return self._binding

    @property
    def exact(self) -> bool:
        """Whether the value is exact; a function is."""
        return isinstance(self._known, Binding) or numbers.is_exact(self._known)

    @property
    def text(self) -> str:
        """What the room reads."""
        if self._text is None:
            self._text = self._known.text if isinstance(self._known, Binding) else formed(self._known, self.form)
        return self._text

    @property
    def value(self) -> str:
        """The plain value for programs; of a function, its text."""
        if self._value is None:
            self._value = self._known.text if isinstance(self._known, Binding) else plain(self._known)
        return self._value
