"""Two people, one room."""

import pytest
from playwright.async_api import Browser, expect

from tests.support.server import Servers

from .someone import Someone, Street

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_people_make_a_room_send_its_link_and_calculate_and_talk_in_it(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()

    await ann.opens_a_room("Ann", "The flat")
    await ben.comes_in("Ben", await ann.link())
    await ann.sees_that("Ben", "joined")
    await expect(ann.page.locator("[data-part=people]")).to_contain_text("Ben")
    await expect(ben.page.locator("[data-part=people]")).to_contain_text("Ann")

    await ann.calculates("rent = 1240")
    await ben.sees("rent = 1240", "1240")
    await ben.calculates("rent / 3")
    await ann.sees("rent / 3", "1240/3 ≈ 413.333333333333")
    await ben.says("fair enough?")
    await ann.sees("fair enough?")
    await expect(ann.page.locator("[data-part=names]")).to_contain_text("rent")
    await expect(ben.page.locator("[data-part=names]")).to_contain_text("1240")

    assert await ann.lines() == await ben.lines()
    assert [seq for seq, _ in await ann.lines()] == ["1", "2", "3", "4", "5"]


async def test_one_sees_that_the_other_writes_and_that_they_stopped(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann")
    await ben.comes_in("Ben", await ann.link())
    writing = ann.page.locator("[data-part=writing]")

    await ben.entry.press_sequentially("12 +")
    await expect(writing).to_have_text("Ben is writing …")

    await ben.calculates("12 + 1")
    await expect(writing).to_be_empty()
    await expect(ben.page.locator("[data-part=writing]")).to_be_empty()


async def test_who_leaves_is_seen_to_leave_and_stands_before_the_door(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann", "The flat")
    await ben.comes_in("Ben", await ann.link())

    await ben.page.get_by_text("Leave the room").click()
    await ben.page.get_by_role("button", name="Leave", exact=True).click()

    await ben.page.wait_for_url(f"{ben.url}/")
    await ann.sees_that("Ben", "left")
    await expect(ann.page.locator("[data-part=people]")).not_to_contain_text("Ben")
    await ben.page.goto(await ann.link())
    await expect(ben.page.get_by_role("heading", name="The flat")).to_be_visible()
    await expect(ben.page.get_by_text("You come in as Ben.")).to_be_visible()


async def test_the_last_owner_is_told_why_they_cant_leave(street: Street) -> None:
    ann = await street.someone()
    await ann.opens_a_room("Ann")

    await ann.page.get_by_text("Leave the room").click()
    await ann.page.get_by_role("button", name="Leave", exact=True).click()

    await expect(ann.page.get_by_role("alert").filter(has_text="owner")).to_be_visible()


async def test_a_new_name_is_seen_by_the_others_at_once(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann")
    await ben.comes_in("Ben", await ann.link())

    await ben.page.get_by_text("Change your name").click()
    await ben.page.get_by_label("Your name").fill("Benedict")
    await ben.page.get_by_role("button", name="Change", exact=True).click()

    await expect(ann.page.locator("[data-part=people]")).to_contain_text("Benedict")


async def test_two_people_of_one_name_are_told_apart(street: Street) -> None:
    ann, other = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann")
    await ann.says("hello")
    tags = ann.page.locator("[data-slot=tag]")
    await ann.sees("hello")
    assert await tags.filter(visible=True).count() == 0

    await other.comes_in("Ann", await ann.link())
    await other.says("hello from another")
    await ann.sees("hello from another")

    shown = await ann.page.locator("[data-part=people] .tag:visible").all_inner_texts()
    assert len(set(shown)) == 2
    assert set(await ann.page.locator(".who .tag:visible").all_inner_texts()) == set(shown)
    await other.page.reload()
    assert set(await other.page.locator(".who .tag:visible").all_inner_texts()) == set(shown)


async def test_what_was_missed_is_counted_on_the_front_page_until_it_is_read(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann", "The flat")
    await ben.comes_in("Ben", await ann.link())
    await ann.sees_that("Ben", "joined")
    await _has_read_all(ann)
    room = ann.page.url
    await ann.page.goto(ann.url)

    await ben.says("one")
    await ben.says("two")
    await ben.sees("two")
    await ann.page.reload()
    await expect(ann.page.locator(".unread")).to_contain_text("2")

    await ann.page.goto(room)
    await ann.is_connected()
    await _has_read_all(ann)


async def _has_read_all(person: Someone) -> None:
    await person.page.wait_for_function(
        "async slug => (await (await fetch(`/api/v1/rooms/${slug}`)).json()).unread === 0", arg=await person.slug()
    )


async def test_a_crowd_is_shown_by_its_number_and_some_of_its_people(browser: Browser, all_servers: Servers) -> None:
    server = all_servers.make(CROWD=2, HEARTBEAT_SECONDS=1)
    async with Street(browser, server.url) as street:
        ann, ben, cat = [await street.someone() for _ in range(3)]
        await ann.opens_a_room("Ann")
        link = await ann.link()
        await ben.comes_in("Ben", link)
        await expect(ann.page.locator("[data-part=more]")).to_be_hidden()
        await cat.comes_in("Cat", link)

        for someone in (ann, ben, cat):
            await expect(someone.page.locator("[data-part=count]")).to_have_text("3")
            await expect(someone.page.locator("[data-part=more]")).to_contain_text("more: 3 here")
        await expect(cat.page.locator("[data-part=people] [data-slot=name]")).to_have_text(["Cat", "Ann"])

        await ben.page.close()
        await expect(cat.page.locator("[data-part=people] [data-slot=name]")).to_have_text(
            ["Cat", "Ann"], timeout=20_000
        )
        await expect(cat.page.locator("[data-part=count]")).to_have_text("2", timeout=20_000)
        await expect(cat.page.locator("[data-part=more]")).to_be_hidden()
    server.end()
