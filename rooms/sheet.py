"""The room as a calculator: what its names stand for at a given seq, and running a line against them.

A `Sheet` is a value: running a line returns the next one. Processes keep sheets with the seq they are true for; when the
log has moved on elsewhere, `caught_up` reads only what was defined since. Dropping a sheet costs a read, nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.fixed import many
from evaluator import LIMITS, Binding, Expression, ExpressionError, Outcome

from .models import Definition, Event, Room
from .protocol.events import CALCULATION, encode

ANS = "ans"
DEFINE = f"""
    INSERT INTO {Definition._meta.db_table} (room_id, name, seq, binding) VALUES (%s, %s, %s, %s)
    ON CONFLICT (room_id, name) DO UPDATE SET seq = excluded.seq, binding = excluded.binding
"""


@dataclass(frozen=True, slots=True)
class Defined:
    """What a name stands for, and the seq that made it so."""

    seq: int
    binding: Binding


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names of one room as they are after event `seq`. `lines` holds results not yet in the database."""

    room_id: int
    seq: int
    names: Mapping[str, Defined]
    bits: int  # what its names (but `ans`) take
    lines: Mapping[int, Binding]

    def after(self, seq: int, expression: Expression, outcome: Outcome) -> "Sheet":
        """Return the sheet once that outcome stands at `seq`. Raises ExpressionError when the room can't hold more."""
        made = Defined(seq, outcome.binding)
        names, bits = dict(self.names), self.bits
        if expression.kind != "function":
            names[ANS] = made
        if expression.defines:
            bits += made.binding.bits - (names[expression.defines].binding.bits if expression.defines in names else 0)
            names[expression.defines] = made
            _check_bounds(expression, len(names.keys() - {ANS}), bits)
        return Sheet(self.room_id, seq, names, bits, {**self.lines, seq: outcome.binding})


@dataclass(frozen=True, slots=True)
class Calculation:
    """A line that was run: what the log says of it, and the sheet after it."""

    body: dict[str, Any]
    binding: object
    sheet: Sheet
    outcome: Outcome


def load(room_id: int, head: int) -> Sheet:
    """Return the sheet of a room at `head` from the database."""
    return _counted(Sheet(room_id, head, _definitions(room_id, 0), 0, {}))


def caught_up(sheet: Sheet, head: int) -> Sheet:
    """Return the sheet at `head`, reading what other processes have defined since."""
    if sheet.seq == head:
        return sheet
    news = _definitions(sheet.room_id, sheet.seq)
    return _counted(replace(sheet, names={**sheet.names, **news}, seq=head)) if news else replace(sheet, seq=head)


def calculate(sheet: Sheet, seq: int, expression: Expression, at: datetime) -> Calculation:
    """Run the expression as event `seq` of the room. Raises ExpressionError."""
    names = Names(sheet)
    outcome = expression.run(names, at)
    body = {
        "expression": expression.source,
        "result": {"text": outcome.text, "exact": outcome.exact},
        "name": expression.defines,
        "uses": {name: names.seq_of(name) for name in outcome.uses},
    }
    following = sheet.after(seq, expression, outcome)
    return Calculation(body, outcome.binding.to_json(), following, outcome)


def empty(room_id: int) -> Sheet:
    """Return the sheet of a room in which nothing has happened."""
    return Sheet(room_id, 0, {}, 0, {})


def store(sheets: Mapping[int, Sheet], since: Callable[[int], int]) -> None:
    """Write what these sheets have defined after seq `since(room id)` (inside the transaction that adds the events)."""
    rows = [
        (room_id, name, defined.seq, encode(defined.binding.to_json()))
        for room_id, sheet in sheets.items()
        for name, defined in sheet.names.items()
        if defined.seq > since(room_id)
    ]
    if rows:
        many(DEFINE, rows)


class Names(Mapping[str, Binding]):
    """A sheet's names as an expression sees them; `#12` is read from the log when it is asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __getitem__(self, name: str) -> Binding:
        if name.startswith("#"):
            return self._line(name)
        return self._sheet.names[name].binding

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheet.names)

    def __len__(self) -> int:
        return len(self._sheet.names)

    def seq_of(self, name: str) -> int:
        """Return the seq that last defined `name`."""
        return int(name[1:]) if name.startswith("#") else self._sheet.names[name].seq

    def _line(self, name: str) -> Binding:
        seq = int(name[1:])
        if seq in self._sheet.lines:
            return self._sheet.lines[seq]
        if seq > self._sheet.seq:
            raise KeyError(name)
        lines = Event.objects.filter(room_id=self._sheet.room_id, seq=seq, kind=CALCULATION)
        stored = lines.values_list("binding", flat=True).first()
        if stored is None:
            raise KeyError(name)
        return Binding.from_json(stored)


def variables(room: Room) -> list[dict[str, Any]]:
    """Return the room's names in order, each with its result and the seq that last defined it."""
    defined = Definition.objects.filter(room=room).exclude(name=ANS).order_by("name")
    bindings = [(row.name, row.seq, Binding.from_json(row.binding)) for row in defined]
    return [
        {"name": name, "result": {"text": binding.text, "exact": binding.exact}, "seq": seq}
        for name, seq, binding in bindings
    ]


def _definitions(room_id: int, since: int) -> dict[str, Defined]:
    rows = Definition.objects.filter(room_id=room_id, seq__gt=since).values_list("name", "seq", "binding")
    return {name: Defined(seq, Binding.from_json(stored)) for name, seq, stored in rows}


def _counted(sheet: Sheet) -> Sheet:
    return replace(sheet, bits=sum(defined.binding.bits for name, defined in sheet.names.items() if name != ANS))


def _check_bounds(expression: Expression, names: int, bits: int) -> None:
    if names > LIMITS.names:
        raise _full(expression, f"This room has {LIMITS.names} names already, the most it can hold.")
    if bits > LIMITS.stored_bits:
        raise _full(expression, f"This room's values would take {bits} bits; {LIMITS.stored_bits} is the most.")


def _full(expression: Expression, message: str) -> ExpressionError:
    return ExpressionError("room_full", message, 0, len(expression.source), "Give a name that exists a new value.")
