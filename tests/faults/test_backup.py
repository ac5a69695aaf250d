"""The database is put back to an older backup: everybody is told that the log they knew is another one now."""

import asyncio
from pathlib import Path

from tests.support.deployment import Deployment, Deployments
from tests.support.traffic import Traffic


async def test_an_older_backup_is_restored_while_servers_run(
    three: Deployment, deployments: Deployments, traffic: Traffic, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    await traffic.falls_silent()
    await asyncio.to_thread(deployments.postgres.back_up, three.database, backup)
    forgotten = await talk_on(traffic)

    await asyncio.to_thread(deployments.postgres.restore, three.database, backup)
    traffic.talk()

    await told_of_another_log(traffic)
    await traffic.settle("an older backup restored while servers run", forgotten=forgotten)


async def test_an_older_backup_is_restored_while_servers_are_stopped(
    three: Deployment, deployments: Deployments, traffic: Traffic, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    await traffic.falls_silent()
    await asyncio.to_thread(deployments.postgres.back_up, three.database, backup)
    forgotten = await talk_on(traffic)

    await asyncio.to_thread(three.stop)
    await asyncio.to_thread(deployments.postgres.restore, three.database, backup)
    changed = await asyncio.to_thread(three.manage, "new_epoch", "--all")
    assert changed.returncode == 0, changed.stderr
    await asyncio.to_thread(three.start)
    traffic.talk()

    await told_of_another_log(traffic)
    await traffic.settle("an older backup restored while servers are stopped", forgotten=forgotten)


async def talk_on(traffic: Traffic) -> set[str]:
    """Say more, and fall silent; returns what a backup made before does not know."""
    before = traffic.acknowledged
    traffic.talk()
    await traffic.flows(100)
    await traffic.falls_silent()
    return traffic.acknowledged - before


async def told_of_another_log(traffic: Traffic) -> None:
    """Wait until everybody was welcomed to a log of another epoch, not resumed."""
    first = [one.welcomes[0]["room"]["epoch"] for one in traffic.participants]
    await traffic.until(
        lambda: all(
            one.welcomes[-1]["room"]["epoch"] != epoch for one, epoch in zip(traffic.participants, first, strict=True)
        ),
        within=15,
        what="another epoch",
    )
    assert all(any(not welcome["resumed"] for welcome in one.welcomes[1:]) for one in traffic.participants)
