"""The sheets a process keeps at hand."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from . import sheet
from .sheet import Sheet

KEPT = 500


class Sheets:
    """The most recently used sheets. Only what was committed is kept, so a sheet here is never ahead of its log."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[int, Sheet] = OrderedDict()

    def at(self, heads: Mapping[int, int], rooms: Iterable[int]) -> dict[int, Sheet]:
        """Return the sheets of these rooms at their heads, reading what is missing."""
        return {room_id: self.one(room_id, heads[room_id]) for room_id in rooms if room_id in heads}

    def one(self, room_id: int, head: int) -> Sheet:
        """Return the sheet of one room at `head`."""
        kept = self._kept.get(room_id)
        if kept is None or kept.seq > head:
            return sheet.load(room_id, head)
        return sheet.caught_up(kept, head)

    def keep(self, room_id: int, used: Sheet | None, found: int, head: int) -> None:
        """Remember a room's sheet for next time, after a batch that found the log at `found` and left it at `head`.

        A batch of messages alone used no sheet: one that was true before it is still true after it.
        """
        sheet = used or self._kept.get(room_id)
        if sheet is None or (used is None and sheet.seq != found):
            return
        self._kept[room_id] = replace(sheet, seq=head, lines={})
        self._kept.move_to_end(room_id)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
