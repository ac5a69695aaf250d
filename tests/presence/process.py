"""A process as presence knows it: what it holds, and what it was told."""

from collections.abc import Callable

from presence.attendance import Attendance
from presence.roster import Diff, Lease
from presence.store import Standing, Store, Times


class Process:
    """An attendance, and a listener that notes everything."""

    def __init__(self, store: Store, clock: Callable[[], float], times: Times | None = None) -> None:
        self.diffs: list[Diff] = []
        self.standings: list[Standing] = []
        self.unheard_of: list[str] = []
        self.restorations = 0
        self.attendance = Attendance(store, times or Times(), self, clock)

    @property
    def revs(self) -> list[int]:
        """The numbers of the changes this process had to announce."""
        return [diff.rev for diff in self.diffs]

    @property
    def left(self) -> list[str]:
        """Who it announced as gone."""
        return [person for diff in self.diffs for person in diff.left]

    async def people(self, place: str = "room") -> set[str]:
        """Return who the store has announced to be there."""
        roster = await self.attendance.roster(place)
        assert roster
        return set(roster.people)

    def told(self, place: str, diff: Diff) -> None:
        """See `Listener.told`."""
        self.diffs.append(diff)

    def stands(self, place: str, standing: Standing) -> None:
        """See `Listener.stands`."""
        self.standings.append(standing)

    def unheard(self, place: str, lease: Lease) -> None:
        """See `Listener.unheard`."""
        self.unheard_of.append(lease.person)

    def restored(self) -> None:
        """See `Listener.restored`."""
        self.restorations += 1
