"""What was heard lately, for who was on the way in when it was told."""

from collections.abc import Callable, Hashable

KEPT_SECONDS = 60.0


class Recent:
    """Remembers for a minute when something was heard."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._heard: dict[Hashable, float] = {}

    def note(self, *what: Hashable) -> None:
        """Hear it now."""
        now = self._clock()
        self._heard = {old: at for old, at in self._heard.items() if now - at < KEPT_SECONDS}
        self._heard.update(dict.fromkeys(what, now))

    def since(self, moment: float, *what: Hashable) -> bool:
        """Return whether any of these was heard at `moment` (seconds of the clock) or later."""
        return any(self._heard.get(one, moment - 1) >= moment for one in what)
