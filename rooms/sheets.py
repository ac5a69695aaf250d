"""The sheets a process keeps at hand."""

from collections import OrderedDict
from dataclasses import replace

from . import sheet
from .sheet import Sheet

KEPT = 5_000
KEPT_BITS = 1_000_000_000  # of values, in all: 120 MB


class Sheets:
    """The most recently used sheets, by room and epoch: a log that was restored is another log.

    Only what was committed is kept, so a sheet here is never ahead of its log.
    """

    def __init__(self, most: int = KEPT, most_bits: int = KEPT_BITS) -> None:
        self._most = most
        self._most_bits = most_bits
        self._bits = 0
        self._kept: OrderedDict[tuple[int, str], Sheet] = OrderedDict()

    def of(self, room_id: int, epoch: str, head: int) -> Sheet:
        """Return the sheet of a room at its head, reading what is missing."""
        kept = self._kept.get((room_id, epoch))
        found = sheet.load(room_id, head) if kept is None or kept.seq > head else sheet.caught_up(kept, head)
        self._keep(epoch, found)
        return found

    def keep(self, used: Sheet, epoch: str, head: int) -> None:
        """Remember a sheet for next time, after a batch that ran its lines against it and left the log at `head`."""
        self._keep(epoch, Sheet(used.room_id, head, used.names, used.bits, {}))

    def pass_over(self, room_id: int, epoch: str, found: int, head: int) -> None:
        """Note that a batch took the log from `found` to `head` by messages alone: a sheet true before is true after."""
        kept = self._kept.get((room_id, epoch))
        if kept is not None and kept.seq == found:
            self._keep(epoch, replace(kept, seq=head))

    def _keep(self, epoch: str, sheet: Sheet) -> None:
        key = sheet.room_id, epoch
        before = self._kept.pop(key, None)
        self._kept[key] = sheet
        self._bits += sheet.bits - (before.bits if before else 0)
        while len(self._kept) > self._most or self._bits > self._most_bits:
            self._bits -= self._kept.popitem(last=False)[1].bits
