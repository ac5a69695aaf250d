"""Who is in a room, as this process knows it and tells its sockets."""

from collections.abc import Callable, Iterable

from presence.roster import Diff, Present, Roster

from .frames import Frame, compact

EARLY = 100  # changes that may wait for one before them


class Company:
    """Passes changes on in order of `rev`. Those that come before their turn wait for it."""

    def __init__(self, tell: Callable[[Frame], None]) -> None:
        self.rev = 0
        self.count = 0  # people in the room, announced or not
        self._tell = tell
        self._people: dict[str, Present] = {}
        self._texts: dict[str, str] = {}  # the people, each encoded once
        self._sample = False
        self._early: dict[int, Diff] = {}
        self._text = ""

    def take(self, diff: Diff) -> bool:
        """Take a change; False while one before it is missing."""
        if diff.rev > self.rev:
            self._early[diff.rev] = diff
        while following := self._early.pop(self.rev + 1, None):
            self._pass_on(following)
        if len(self._early) > EARLY:
            self._early.clear()  # a full roster is on its way
        return diff.rev <= self.rev

    def show(self, roster: Roster) -> None:
        """Take a full roster, after a change was missed, and tell everybody."""
        if self.roster() != roster:
            self._replace(roster)
            self._tell(self.who())
        self.take(Diff(0))  # may have waited for it

    def suppose(self, person: Present) -> None:
        """Show somebody to those who come, though nobody has announced them: presence stands still, but they are here."""
        if not self._sample:
            self._put([person])
            self.count = len(self._people)

    def counts(self, count: int) -> bool:
        """Learn how many people are in the room by now; False when those who were announced can't be they."""
        if self._sample:
            self.count = count
        return self._sample or count == len(self._people)

    def roster(self) -> Roster:
        """Return what was announced; of a crowd with how many there are by now."""
        return Roster(self.rev, dict(self._people), self.count if self._sample else None)

    def text(self) -> str:
        """Return `rev`, `people` and of a crowd `count` as JSON."""
        # Many come while nobody is announced (a crowd, a storm): the people are joined once for all of them.
        self._text = self._text or f'{{"rev":{self.rev},"people":[{",".join(self._texts.values())}]'
        return f'{self._text},"count":{self.count}}}' if self._sample else self._text + "}"

    def who(self) -> Frame:
        """Return the `who` frame."""
        return Frame('{"type":"who",' + self.text().removeprefix("{"))

    def _pass_on(self, diff: Diff) -> None:
        for key in diff.left:
            self._people.pop(key, None)
            self._texts.pop(key, None)
        self._put((*diff.joined, *diff.changed))
        self.rev, self._sample = diff.rev, diff.count is not None
        self.count = len(self._people) if diff.count is None else diff.count
        self._tell(self._frame(diff))

    def _replace(self, roster: Roster) -> None:
        self.rev, self._sample = roster.rev, roster.count is not None
        self.count = len(roster.people) if roster.count is None else roster.count
        self._people = dict(roster.people)
        self._texts = {key: _text(person) for key, person in self._people.items()}
        self._early = {rev: diff for rev, diff in self._early.items() if rev > self.rev}
        self._text = ""

    def _put(self, people: Iterable[Present]) -> None:
        for person in people:
            self._people[person.id] = person
            self._texts[person.id] = _text(person)
        self._text = ""

    def _frame(self, diff: Diff) -> Frame:
        joined, changed = (",".join(self._texts[person.id] for person in part) for part in (diff.joined, diff.changed))
        count = "" if diff.count is None else f',"count":{diff.count}'
        lists = f'"joined":[{joined}],"left":{compact(diff.left)},"changed":[{changed}]'
        return Frame(f'{{"type":"presence","rev":{diff.rev},{lists}{count}}}')


def _text(person: Present) -> str:
    return compact(person.as_fields())
