"""What many sockets say often is done together: at once when it was quiet, and only the last word counts."""

import asyncio

from rooms.gather import Gather


class Work:
    """Notes what it was given, each time."""

    def __init__(self) -> None:
        self.given: list[dict[str, int]] = []
        self.fails = False
        self._done = asyncio.Semaphore(0)

    async def done_once(self) -> None:
        """Wait until the work was done once more."""
        await asyncio.wait_for(self._done.acquire(), 5)

    async def __call__(self, values: dict[str, int]) -> None:
        self.given.append(values)
        self._done.release()
        if self.fails:
            raise OSError("the database is away")


async def test_the_first_word_is_taken_at_once_and_the_rest_together() -> None:
    work = Work()
    gather = Gather(work, 0.02)

    gather.put("a", 1)
    await work.done_once()
    for number in range(2, 50):
        gather.put("a", number)
        gather.put("b", number)
    await work.done_once()

    assert work.given == [{"a": 1}, {"a": 49, "b": 49}]


async def test_work_that_failed_costs_nothing_that_comes_later() -> None:
    work = Work()
    gather = Gather(work, 0.001)
    work.fails = True
    gather.put("a", 1)
    await work.done_once()

    work.fails = False
    gather.put("a", 2)
    await work.done_once()

    assert work.given == [{"a": 1}, {"a": 2}]
