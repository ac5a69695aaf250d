"""A clock that tests wind."""


class Clock:
    """Called, it tells the time, which moves only when it is wound."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def wind(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
