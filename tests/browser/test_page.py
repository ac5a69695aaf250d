"""What the pages show, and to whom."""

import re

import pytest
from playwright.async_api import expect

from .someone import Someone, Street

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = '<img src=x onerror="document.title=1"> \u202eright to left\u202c שלום 👩‍👩‍👧 <b>&amp;</b>'


async def test_what_people_type_is_text_wherever_it_stands(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("<b>Ann</b>", "<script>alert(1)</script> & 🏠")
    await ben.comes_in("<i>Ben</i>", await ann.link())

    await ann.says(HOSTILE)
    await expect(ben.log.locator(".text")).to_have_text(HOSTILE)
    await ann.page.reload()

    await expect(ann.log.locator(".text")).to_have_text(HOSTILE)
    for person in (ann, ben):
        await expect(person.page.locator("[data-part=people]")).to_contain_text("<b>Ann</b>")
        await expect(person.page.locator("h1")).to_have_text("<script>alert(1)</script> & 🏠")
        assert await person.page.locator("main :is(img, script), .text > *, h1 > *, .name > *").count() == 0


async def test_a_private_room_is_not_there_for_others(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann", "Secret", private=True)

    answer = await ben.page.goto(await ann.link())

    assert answer and answer.status == 404
    await expect(ben.page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    found = await answer.text()
    absent = await ben.context.request.get(f"{ben.url}/r/secret-absentab/")
    assert found == await absent.text()
    assert await ann.slug() not in found


async def test_lines_have_one_markup_whether_the_server_made_them_or_the_script(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann")
    await ben.comes_in("Ben", await ann.link())
    slug, ben_id = await ann.slug(), (await ben.calls("GET", "me"))["id"]
    await ann.calculates("f(x) = x / 3")
    await ben.calculates("third = f(1)")
    await ben.says("and  two  blanks\nin two lines")
    await ann.sees("two lines")
    await ann.calls("PATCH", f"rooms/{slug}/members/{ben_id}", {"role": "viewer"})
    await ann.calls("DELETE", f"rooms/{slug}/members/{ben_id}")
    await ann.sees_that("Ben", "was removed")

    by_script = await _markup(ann)
    await ann.page.reload()
    await ann.is_connected()

    assert await _markup(ann) == by_script
    assert len(by_script) == 2


async def _markup(person: Someone) -> list[str]:
    found = []
    for part in ("lines", "names"):
        html = await person.page.locator(f"[data-part={part}]").inner_html()
        plain = re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html))
        # The order of attributes is the only thing in which a filled copy may differ.
        found.append(
            re.sub(r"<(\w+)([^>]*)>", lambda tag: f"<{tag[1]} {' '.join(sorted(tag[2].split()))}>", plain).strip()
        )
    return found


async def test_a_room_can_be_read_without_scripts(street: Street) -> None:
    ann = await street.someone()
    await ann.opens_a_room("Ann")
    await ann.calculates("6 * 7")
    await ann.sees("6 * 7", "42")

    reader = await street.someone(java_script_enabled=False, storage_state=await ann.context.storage_state())
    await reader.page.goto(ann.page.url)

    await expect(reader.log.locator(".result")).to_have_text("42")
    await expect(reader.page.get_by_text("let this page run its script")).to_be_visible()
    await expect(reader.entry).to_be_hidden()


async def test_the_preview_shows_the_result_or_points_at_the_mistake(street: Street) -> None:
    ann = await street.someone()
    await ann.opens_a_room("Ann")
    result, hint = ann.page.locator(".answer-result"), ann.page.locator(".answer-hint")

    await ann.entry.fill("1 / 3")
    await expect(result).to_have_text("1/3 ≈ 0.333333333333333")
    await ann.entry.fill("2 * sqt(9)")
    await expect(result).to_have_text("Nothing is called sqt.")
    await expect(hint).to_have_text("did you mean sqrt?")
    await expect(ann.page.locator(".mirror mark")).to_have_text("sqt")

    await ann.entry.press("Enter")
    await expect(result).to_be_empty()
    await expect(ann.page.locator(".mirror mark")).to_have_count(0)


async def test_a_refused_line_keeps_its_reason_until_its_author_mends_it(street: Street) -> None:
    ann = await street.someone()
    await ann.opens_a_room("Ann")

    await ann.calculates("2 * sqt(9)")
    await expect(ann.pending).to_contain_text("Nothing is called sqt. — did you mean sqrt?")
    await expect(ann.pending.locator("mark")).to_have_text("sqt")
    await ann.pending.get_by_role("button", name="Edit").click()
    await expect(ann.entry).to_have_value("2 * sqt(9)")
    await ann.calculates("2 * sqrt(9)")

    await ann.sees("2 * sqrt(9)", "6")
    await expect(ann.pending).to_have_count(0)


async def test_a_refused_line_can_be_tried_again_and_discarded(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann")
    await ben.comes_in("Ben", await ann.link())
    await ben.calculates("rent / 3")
    await ben.calculates("1 +")
    await expect(ben.pending.get_by_role("button", name="Discard")).to_have_count(2)

    await ann.calculates("rent = 1200")
    await ben.sees("rent = 1200", "1200")
    await ben.pending.get_by_role("button", name="Try again").first.click()
    await ben.sees("rent / 3", "400")

    await ben.pending.get_by_role("button", name="Discard").click()
    await expect(ben.pending).to_have_count(0)


async def test_a_viewer_may_only_read_and_learns_at_once_when_that_changes(street: Street) -> None:
    ann, ben = await street.someone(), await street.someone()
    await ann.opens_a_room("Ann")
    await ben.comes_in("Ben", await ann.link())
    member = f"rooms/{await ann.slug()}/members/{(await ben.calls('GET', 'me'))['id']}"

    await ann.calls("PATCH", member, {"role": "viewer"})
    await expect(ben.page.get_by_text("You may read in this room")).to_be_visible()
    await expect(ben.entry).to_be_hidden()
    await ann.calls("PATCH", member, {"role": "member"})
    await expect(ben.entry).to_be_visible()


async def test_earlier_lines_are_shown_without_a_jump(street: Street) -> None:
    ann = await street.someone()
    await ann.opens_a_room("Ann")
    slug = await ann.slug()
    for number in range(70):
        await ann.calls(
            "POST", f"rooms/{slug}/events", {"type": "say", "id": f"line-{number}", "text": f"line {number}"}
        )
    await ann.page.reload()
    await ann.is_connected()
    first = ann.log.locator("li").first
    await expect(first).to_have_attribute("data-seq", "22")
    button = ann.page.get_by_role("button", name="Show earlier lines")
    await button.scroll_into_view_if_needed()
    seen = ann.log.locator('[data-seq="24"]')
    before = await seen.bounding_box()

    await button.click()

    await expect(ann.log.locator("li")).to_have_count(71)
    await expect(button).to_be_hidden()
    after = await seen.bounding_box()
    assert before and after and abs(before["y"] - after["y"]) < 60
    assert [seq for seq, _ in await ann.lines()] == [str(seq) for seq in range(1, 72)]


async def test_new_lines_do_not_pull_a_reader_down(street: Street) -> None:
    ann, ben = await street.someone(viewport={"width": 900, "height": 400}), await street.someone()
    await ann.opens_a_room("Ann")
    await ben.comes_in("Ben", await ann.link())
    for number in range(12):
        await ben.calculates(f"{number} + 0")
    await ann.sees("11 + 0", "11")
    scroller = ann.page.locator("[data-part=log]")
    await expect(ann.log.locator("li").last).to_be_in_viewport()
    await scroller.evaluate("scroller => scroller.scrollTop = 0")

    await ben.says("news")
    await ann.sees("news")

    assert await scroller.evaluate("scroller => scroller.scrollTop") == 0
    await ann.page.get_by_role("button", name="1 new line").click()
    await expect(ann.log.locator("li").last).to_be_in_viewport()
    await expect(ann.page.locator("[data-part=news]")).to_be_hidden()


async def test_the_link_can_be_copied_also_where_the_clipboard_is_closed(street: Street) -> None:
    ann = await street.someone(permissions=["clipboard-read", "clipboard-write"])
    await ann.opens_a_room("Ann")
    button = ann.page.locator("[data-part=copy]")

    await button.click()
    await expect(button).to_have_text("Copied")
    assert await ann.page.evaluate("navigator.clipboard.readText()") == await ann.link()
    await ann.page.evaluate("navigator.clipboard.writeText('something else')")
    await ann.page.evaluate("() => { navigator.clipboard.writeText = undefined; }")
    await expect(button).to_have_text("Copy link")
    await button.click()
    await expect(button).to_have_text("Copied")
    assert await ann.page.evaluate("navigator.clipboard.readText()") == await ann.link()


@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_nothing_is_lost_to_the_side_of_a_page(street: Street, width: int) -> None:
    ann = await street.someone(viewport={"width": width, "height": 640})
    await ann.opens_a_room("Ann", "A title that is far longer than the little room there is for it on a phone")
    await ann.calculates("2^190 + 1")
    await ann.says("w" * 200)
    await expect(ann.log.locator("li")).to_have_count(3)
    room = ann.page.url

    for address in (room, ann.url, f"{ann.url}/nothing/"):
        await ann.page.goto(address)
        assert await ann.page.evaluate("document.documentElement.scrollWidth") <= width
    await ann.page.goto(room)
    inside = await ann.log.evaluate(
        "log => [...log.querySelectorAll('*')].every(one => one.getBoundingClientRect().right <= innerWidth)"
    )
    assert inside


async def test_people_and_names_are_one_press_away_on_a_phone(street: Street) -> None:
    ann = await street.someone(viewport={"width": 360, "height": 640}, has_touch=True)
    await ann.opens_a_room("Ann")
    await ann.calculates("rent = 1240")
    side = ann.page.get_by_role("complementary")
    await expect(side).to_be_hidden()

    await ann.page.get_by_role("button", name="People and names").tap()
    await expect(side).to_contain_text("Ann")
    await side.get_by_role("button", name="rent").tap()
    await side.get_by_role("button", name="Close").tap()

    await expect(side).to_be_hidden()
    await expect(ann.entry).to_have_value("rent")


async def test_a_long_room_scrolls_inside_its_page(street: Street) -> None:
    ann = await street.someone()
    await ann.opens_a_room("Ann", "Sums")
    for number in range(18):
        await ann.calculates(f"{number} + 1")
    await expect(ann.log.locator("[data-seq]")).to_have_count(19)

    await ann.page.goto(f"{await ann.link()}#3")

    assert await ann.page.evaluate("document.scrollingElement.scrollHeight === innerHeight")
    assert await ann.page.evaluate("document.scrollingElement.scrollTop") == 0
