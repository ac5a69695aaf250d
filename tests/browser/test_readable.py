"""Can everybody read it: contrast, names for controls, sizes of targets."""

import pytest

from .someone import Street

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT_ON = {
    "ink": ["paper", "sheet", "sheet-mine", "accent-wash", "error-mark", "error-wash"],
    "ink-soft": ["paper", "sheet", "sheet-mine", "accent-wash", "error-wash"],
    "accent": ["paper", "sheet", "sheet-mine", "accent-wash"],
    "error": ["sheet", "error-wash"],
    "accent-ink": ["accent"],
    **{f"person-{number}": ["sheet", "sheet-mine", "person-ink"] for number in range(1, 9)},
}
CONTRAST = """(pairs) => {
  const style = getComputedStyle(document.documentElement);
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (token) => {
    const hex = style.getPropertyValue(`--${token}`).trim();
    const [r, g, b] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return pairs.map(([one, other]) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return [one, other, (bright + 0.05) / (dark + 0.05)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_stands_out_from_what_it_stands_on(street: Street, scheme: str) -> None:
    anybody = await street.someone(color_scheme=scheme)
    await anybody.page.goto(anybody.url)

    found = await anybody.page.evaluate(CONTRAST, [(text, ground) for text in TEXT_ON for ground in TEXT_ON[text]])

    assert [pair for pair in found if pair[2] < 4.5] == []
    edges = await anybody.page.evaluate(CONTRAST, [("edge", "paper"), ("edge", "sheet")])
    assert [pair for pair in edges if pair[2] < 3] == []


@pytest.mark.parametrize(("touch", "least"), [(False, 24), (True, 44)])
async def test_what_can_be_pressed_is_large_enough_and_has_a_name(street: Street, touch: bool, least: int) -> None:
    ann = await street.someone(viewport={"width": 360 if touch else 1280, "height": 700}, has_touch=touch)
    await ann.opens_a_room("Ann")
    await ann.calculates("rent = 1 +")
    await ann.pending.get_by_role("button", name="Edit").wait_for()

    for address in (None, ann.url):
        if address:
            await ann.page.goto(address)
        pressed = ann.page.locator("button:visible, summary:visible, .switch-side:visible, .choice:visible")
        for one in await pressed.all():
            box = await one.bounding_box()
            assert box and box["height"] >= least, await one.inner_text()
        controls = (
            ann.page.get_by_role("button").or_(ann.page.get_by_role("textbox")).or_(ann.page.get_by_role("link"))
        )
        for one in await controls.all():
            assert await one.evaluate("one => Boolean(one.innerText || one.ariaLabel || one.labels?.[0]?.innerText)")


async def test_the_keyboard_alone_is_enough_to_write_and_to_switch(street: Street) -> None:
    ann = await street.someone()
    await ann.opens_a_room("Ann")

    await ann.entry.focus()
    await ann.page.keyboard.type("6 * 7")
    await ann.page.keyboard.press("Enter")
    await ann.sees("6 * 7", "42")
    await ann.page.keyboard.press("Shift+Tab")
    await ann.page.keyboard.press("ArrowRight")
    await ann.page.keyboard.press("Tab")
    await ann.page.keyboard.type("so it is")
    await ann.page.keyboard.press("Shift+Enter")
    await ann.page.keyboard.type("indeed")
    await ann.page.keyboard.press("Enter")

    await ann.sees("so it is\nindeed")
