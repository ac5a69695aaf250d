"""A connection that breaks: nothing is lost, nothing doubled, and the page says what is the matter."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.async_api import Browser, expect

from tests.support.proxy import Proxy
from tests.support.redis import Redis
from tests.support.server import Server

from .someone import Street

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_who_lost_the_network_and_regained_it_sees_what_the_others_see(street: Street, network: Proxy) -> None:
    ann, ben = await street.someone(network.url), await street.someone()
    await ann.opens_a_room("Ann")
    await ben.comes_in("Ben", f"{ben.url}/r/{await ann.slug()}/")
    await ann.calculates("x = 2")
    await ben.sees("x = 2", "2")

    await network.cut()
    await ann.calculates("x + 1")
    await ann.says("are you still there?")
    await ben.calculates("x = 40")
    await ben.says("where is Ann?")
    await ben.sees("where is Ann?")
    await expect(ann.pending).to_have_count(2)
    assert "where is Ann?" not in str(await ann.lines())
    await network.restore()

    await ben.sees("x + 1", "41")
    await ben.sees("are you still there?")
    await ann.sees("are you still there?")
    await expect(ann.pending).to_have_count(0)
    assert await ann.lines() == await ben.lines()
    assert [seq for seq, _ in await ann.lines()] == ["1", "2", "3", "4", "5", "6", "7"]


async def test_a_line_whose_acknowledgement_was_lost_is_not_doubled(street: Street, network: Proxy) -> None:
    ann, ben = await street.someone(network.url), await street.someone()
    await ann.opens_a_room("Ann")
    await ben.comes_in("Ben", f"{ben.url}/r/{await ann.slug()}/")

    network.deafen()
    await ann.calculates("6 * 7")
    await ben.sees("6 * 7", "42")
    await expect(ann.pending).to_have_count(1)
    await network.cut()
    await network.restore()

    await ann.sees("6 * 7", "42")
    await expect(ann.pending).to_have_count(0)
    assert await ann.lines() == await ben.lines()


async def test_a_lost_connection_is_told_after_a_while_and_the_banner_goes_at_once(
    street: Street, network: Proxy
) -> None:
    ann = await street.someone(network.url)
    await ann.opens_a_room("Ann")
    await ann.page.clock.install()
    mark, banner = ann.page.locator("[data-part=connection]"), ann.page.locator("[data-part=banner]")

    await network.cut()
    await expect(mark).to_be_hidden()
    await ann.page.clock.run_for(2_100)
    await expect(mark).to_be_visible()
    await expect(banner).to_be_hidden()
    await ann.page.clock.run_for(3_000)
    await expect(banner).to_contain_text("No connection")

    await network.restore()
    await banner.get_by_role("button", name="Try now").click()
    await expect(banner).to_be_hidden()
    await expect(mark).to_be_hidden()


async def test_a_page_outlives_a_restart_of_the_server(browser: Browser, make_server: Callable[..., Server]) -> None:
    server = make_server(DRAIN_SECONDS=0.2)
    async with Street(browser, server.url) as street:
        ann = await street.someone()
        await ann.opens_a_room("Ann")
        await ann.calculates("x = 2")
        await ann.sees("x = 2", "2")

        server.stop()
        await ann.calculates("x + 1")
        server.start()

        await ann.sees("x + 1", "3")
        await expect(ann.pending).to_have_count(0)
        assert [seq for seq, _ in await ann.lines()] == ["1", "2", "3"]


async def test_a_log_restored_to_an_earlier_state_is_shown_as_it_is_now(
    browser: Browser, make_server: Callable[..., Server]
) -> None:
    server = make_server(DRAIN_SECONDS=0.2)
    async with Street(browser, server.url) as street:
        ann = await street.someone()
        await ann.opens_a_room("Ann")
        await ann.calculates("x = 2")
        await ann.calculates("y = 3")
        await ann.sees("y = 3", "3")

        server.stop()
        _restore(server, head=2)
        server.start()

        await expect(ann.log.locator("li")).to_have_count(2)
        await expect(ann.page.locator("[data-part=names] li")).to_have_count(1)
        await ann.calculates("x + 1")
        await ann.sees("x + 1", "3")
        assert [seq for seq, _ in await ann.lines()] == ["1", "2", "3"]


def _restore(server: Server, head: int) -> None:
    with closing(sqlite3.connect(server.database)) as database, database:
        for table in ("rooms_event", "rooms_definition"):
            database.execute(f"DELETE FROM {table} WHERE seq > ?", (head,))
        database.execute("UPDATE rooms_room SET head = ?, epoch = 'restored'", (head,))


async def test_who_was_removed_is_told_and_stays_out(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann", "The flat")
    await ben.comes_in("Ben", await ann.link())
    ben_id = (await ben.calls("GET", "me"))["id"]

    await ann.calls("DELETE", f"rooms/{await ann.slug()}/members/{ben_id}")

    banner = ben.page.locator("[data-part=banner]")
    await expect(banner).to_contain_text("no longer a member")
    await ann.sees_that("Ben", "was removed")
    await banner.get_by_role("link", name="Open again").click()
    await expect(ben.page.get_by_text("You were removed from this room.")).to_be_visible()


async def test_who_signs_out_in_another_tab_is_told_in_this_one(street: Street) -> None:
    ann = await street.someone()
    await ann.opens_a_room("Ann")

    front = await ann.context.new_page()
    await front.goto(ann.url)
    await front.locator("summary", has_text="Sign out").click()
    await front.get_by_role("button", name="Sign out").click()

    await expect(ann.page.locator("[data-part=banner]")).to_contain_text("signed out")


async def test_who_is_refused_on_coming_back_is_told_why(street: Street, network: Proxy) -> None:
    ann, ben = await street.someone(), await street.someone(network.url)
    await ann.opens_a_room("Ann")
    slug = await ann.slug()
    await ben.comes_in("Ben", f"{network.url}/r/{slug}/")

    await network.cut()
    await ann.calls("DELETE", f"rooms/{slug}")
    await network.restore()

    await expect(ben.page.locator("[data-part=banner]")).to_contain_text("This room is gone")


async def test_a_page_says_when_updates_may_take_a_little_longer(
    browser: Browser, make_server: Callable[..., Server]
) -> None:
    with Redis() as redis:
        server = make_server(REDIS_URL=redis.url)
        async with Street(browser, server.url) as street:
            ann = await street.someone()
            await ann.opens_a_room("Ann")
            slow = ann.page.get_by_text("Updates may take a few seconds at the moment.")
            await expect(slow).to_be_hidden()

            redis.stop()
            await expect(slow).to_be_visible(timeout=10_000)
            await ann.calculates("x = 2")
            await ann.sees("x = 2", "2")
            await ann.page.reload()
            await expect(slow).to_be_visible()

            redis.start()
            await expect(slow).to_be_hidden(timeout=10_000)
