"""The sheets a process keeps at hand."""

from collections import OrderedDict
from dataclasses import replace

from . import sheet
from .models import Room
from .sheet import Sheet

KEPT = 500


class Sheets:
    """The most recently used sheets, by room and epoch: a log that was restored is another log.

    Only what was committed is kept, so a sheet here is never ahead of its log.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, str], Sheet] = OrderedDict()

    def of(self, room: Room) -> Sheet:
        """Return the sheet of a room at its head, reading what is missing."""
        kept = self._kept.get((room.pk, room.epoch))
        found = sheet.load(room.pk, room.head) if kept is None else sheet.caught_up(kept, room.head)
        self._keep(room, found)
        return found

    def keep(self, room: Room, used: Sheet | None, found: int) -> None:
        """Remember a room's sheet for next time, after a batch that found the log at `found` and left it at its head.

        A batch of messages alone used no sheet: one that was true before it is still true after it.
        """
        sheet = used or self._kept.get((room.pk, room.epoch))
        if sheet is not None and (used is not None or sheet.seq == found):
            self._keep(room, replace(sheet, seq=room.head, lines={}))

    def _keep(self, room: Room, sheet: Sheet) -> None:
        self._kept[room.pk, room.epoch] = sheet
        self._kept.move_to_end((room.pk, room.epoch))
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
