"""Makes the pictures in docs/screenshots: `python -m tests.browser.screenshots`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.support.server import ROOT, servers

from .chromium import chromium

PICTURES = ROOT / "docs" / "screenshots"
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}
TITLE = "The flat on Mill Lane"
TALK = [
    ("Mara", "say", "Landlord wrote: 1240 a month from March, bills not included."),
    ("Mara", "evaluate", "rent = 1240"),
    ("Jonas", "evaluate", "power = 84.50"),
    ("Jonas", "evaluate", "net = 39.90"),
    ("Jonas", "evaluate", "share(x) = x / 3"),
    ("Ibrahim", "say", "I'd take the small room, so maybe not quite equal shares?"),
    ("Mara", "evaluate", "share(rent + power + net)"),
    ("Ibrahim", "evaluate", "rent * 28%"),
    ("Ibrahim", "evaluate", "(rent - #11) / 2"),
    ("Jonas", "say", "Works for me. And if we save 50 a month at 3 % for ten years?"),
    ("Mara", "evaluate", "50 * ((1 + 3%/12)^120 - 1) / (3%/12)"),
    ("Jonas", "evaluate", "2^128"),
    ("Ibrahim", "say", "That is a lot of flats."),
]


async def take_all() -> None:
    """Play the conversation on a server of its own, and take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder)) as made:
        url = made.make().url
        async with chromium() as browser:
            mara = await _room_with_a_talk(browser, url)
            for scheme in ("light", "dark"):
                for size, viewport in SIZES.items():
                    await _take(browser, url, mara, f"{size}-{scheme}", scheme, viewport)


async def _room_with_a_talk(browser: Browser, url: str) -> Page:
    mara = await (await browser.new_context()).new_page()
    await mara.goto(url)
    await mara.get_by_label("Your name").fill("Mara")
    await mara.get_by_label("What it is about").fill(TITLE)
    await mara.get_by_role("button", name="Open the room").click()
    people = {"Mara": mara}
    for name in ("Jonas", "Ibrahim"):
        people[name] = await (await browser.new_context()).new_page()
        await people[name].goto(mara.url)
        await people[name].get_by_label("Your name").fill(name)
        await people[name].get_by_role("button", name="Come in").click()
    for count, (name, kind, text) in enumerate(TALK, start=4):
        await write(people[name], kind, text)
        await expect(mara.locator(f'[data-seq="{count}"]')).to_be_visible()
    return mara


async def write(page: Page, kind: str, text: str) -> None:
    """Add a line in the composer."""
    await page.get_by_text("Talk" if kind == "say" else "Calculate", exact=True).click()
    await page.get_by_label("Your line").fill(text)
    await page.get_by_label("Your line").press("Enter")


async def _take(browser: Browser, url: str, mara: Page, name: str, scheme: str, viewport: dict[str, int]) -> None:
    options = {"viewport": viewport, "color_scheme": scheme, "has_touch": viewport["width"] < 500}
    nobody = await browser.new_context(**options)
    known = await browser.new_context(**options, storage_state=await mara.context.storage_state())
    await _shot(nobody, url, f"home-{name}")
    await _shot(nobody, mara.url, f"door-{name}")
    await _shot(nobody, f"{url}/r/nothing-here/", f"missing-{name}")
    await _shot(known, url, f"rooms-{name}")
    room = await known.new_page()
    await room.goto(mara.url)
    await expect(room.locator("[data-part=count]")).to_have_text("3")
    await room.get_by_label("Your line").fill("share(rent) + 2 * nett")
    await expect(room.locator(".answer")).to_contain_text("did you mean net?")
    await room.screenshot(path=PICTURES / f"room-error-{name}.png")
    await room.get_by_label("Your line").fill("share(rent) + power")
    await expect(room.locator(".answer-result")).to_contain_text("≈")
    await room.screenshot(path=PICTURES / f"room-{name}.png")
    if viewport["width"] < 500:
        await room.get_by_role("button", name="People and names").click()
        await room.screenshot(path=PICTURES / f"side-{name}.png")
    await nobody.close()
    await known.close()


async def _shot(context: BrowserContext, address: str, name: str) -> None:
    page = await context.new_page()
    await page.goto(address)
    await page.screenshot(path=PICTURES / f"{name}.png")
    await page.close()


if __name__ == "__main__":
    asyncio.run(take_all())
