"""Proving a room's log: no gap, and every result comes out again when its line is run again."""

from collections.abc import Iterator
from dataclasses import replace

import evaluator
from evaluator import ExpressionError

from .. import sheet
from ..models import Definition, Event, Room
from ..protocol.events import CALCULATION
from ..sheet import Sheet


def prove(room: Room) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with the room's log; nothing when it is sound.

    Lines are run in order, each against what the lines before it came to in this run, at its own time. The room may be in
    use meanwhile: what is added after the last event read here is left for the next time.
    """
    least = _head(room)
    running = sheet.empty(room.pk)
    seq = 0
    for event in Event.objects.filter(room=room).order_by("seq").iterator(500):
        if event.seq != seq + 1:
            yield f"#{seq + 1} is missing: #{event.seq} follows #{seq}"
        seq = event.seq
        if event.kind == CALCULATION:
            problem, running = _run_again(running, event)
            if problem:
                yield f"#{seq} {problem}"
    most = _head(room)
    if not least <= seq <= most:
        yield f"the log ends at #{seq}, but its head says #{most}"
    yield from _compare_names(room, running, seq)


def _head(room: Room) -> int:
    return Room.objects.values_list("head", flat=True).get(pk=room.pk)


def _run_again(running: Sheet, event: Event) -> tuple[str, Sheet]:
    try:
        expression = evaluator.compile(event.body["expression"])
        again = sheet.calculate(replace(running, seq=event.seq - 1), event.seq, expression, event.at)
    except ExpressionError as error:
        return f"can't be calculated any more: {error.message}", running
    settled = replace(again.sheet, lines={})
    if again.body != event.body or again.binding != event.binding:
        stored, now = event.body["result"]["text"], again.body["result"]["text"]
        return f"says {stored[:60]}, but comes to {now[:60]}", settled
    return "", settled


def _compare_names(room: Room, running: Sheet, last: int) -> Iterator[str]:
    kept = {row.name: (row.seq, row.binding) for row in Definition.objects.filter(room=room)}
    made = {name: (defined.seq, defined.binding.to_json()) for name, defined in running.names.items()}
    for name in sorted(kept.keys() | made.keys()):
        since = kept[name][0] if name in kept else 0
        if since <= last and kept.get(name) != made.get(name):
            yield f"{name} is kept as something else than the log makes it"
