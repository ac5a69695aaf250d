"""Keeps this process's counts and the house's together: sockets by leases, submissions by a ledger."""

import asyncio

import structlog

from presence.store import Times
from quota.ledger import Ledger

from ..purses import Purses
from .census import Census

SETTLE_SECONDS = 1.0
log = structlog.get_logger(__name__)


async def settle(census: Census, purses: Purses, ledger: Ledger, times: Times) -> None:
    """Do it until cancelled. Nothing of it may be late or lost for long, and nobody waits for it."""
    clock = asyncio.get_running_loop().time
    due = clock()
    while True:
        await asyncio.sleep(SETTLE_SECONDS)
        await _settle_spending(purses, ledger)
        if census.away or clock() >= due:
            await census.renew()
            due = clock() + times.heartbeat


async def _settle_spending(purses: Purses, ledger: Ledger) -> None:
    spent = purses.spent()
    if not spent:
        return
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            purses.owe(await ledger.settle(spent))
    except Exception as problem:
        # Until it works again each process limits what it sees itself.
        log.debug("spending is not settled", error=repr(problem))
