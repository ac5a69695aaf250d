"""The ledger in Redis: a debt and its time for each name, moved by one script for all names of a report."""

from collections.abc import Mapping

from .ledger import Spent
from .script import Client, Script

AT_ONCE = 500  # names in one call of the script, so that it does not hold Redis for long


class RedisLedger:
    """Keeps `ledger.Ledger`'s promises in Redis. Raises what the client raises."""

    def __init__(self, client: Client, prefix: str = "{spent}") -> None:
        self._prefix = prefix
        self._settle = Script(client, "settle")

    async def settle(self, spent: Mapping[str, Spent]) -> Mapping[str, float]:
        """See `Ledger.settle`."""
        names, debts = list(spent), list[float]()
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            facts = [str(fact) for name in some for fact in (spent[name].amount, spent[name].rate, spent[name].most)]
            answer = await self._settle.run([f"{self._prefix}:{name}" for name in some], *facts)
            debts += [float(debt) for debt in answer]
        return dict(zip(names, debts, strict=True))
