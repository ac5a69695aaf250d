"""A person at a browser of their own, and what they do there."""

import re
from types import TracebackType
from typing import Any, Self

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

# A browser reports every connection that fails, also those that a story breaks on purpose.
NETWORK = re.compile(r"WebSocket connection to|net::ERR_|Failed to load resource")
Lines = list[tuple[str, str]]


class Someone:
    """Whoever sits there. `complaints` collects what the browser holds against our pages."""

    def __init__(self, context: BrowserContext, page: Page, url: str) -> None:
        self.context = context
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        context.on("console", self._noted)
        context.on("response", self._answered)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _noted(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not NETWORK.search(message.text):
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and "/static/" in response.url:
            self.complaints.append(f"{response.status} {response.url}")

    async def opens_a_room(self, name: str, title: str = "Rent", *, private: bool = False) -> None:
        """Come to the front page as nobody, and make a room there."""
        await self.page.goto(self.url)
        await self.page.get_by_label("Your name").fill(name)
        await self.page.get_by_label("What it is about").fill(title)
        if private:
            await self.page.get_by_label("Private").check()
        await self.page.get_by_role("button", name="Open the room").click()
        await self.is_connected()

    async def link(self) -> str:
        """Return the room's link, as the page offers it."""
        return await self.page.get_by_label("Link to this room").input_value()

    async def comes_in(self, name: str, link: str) -> None:
        """Follow a room's link and join it."""
        await self.page.goto(link)
        await self.page.get_by_label("Your name").fill(name)
        await self.page.get_by_role("button", name="Come in").click()
        await self.is_connected()

    async def is_connected(self) -> None:
        """Wait until the page has its welcome: only then it knows who is here."""
        await expect(self.page.locator("[data-slot=you]:not([hidden])")).to_have_count(1)
        await expect(self.page.locator("[data-part=banner]")).to_be_hidden()

    async def calculates(self, expression: str) -> None:
        """Write a line to be calculated."""
        await self._write("Calculate", expression)

    async def says(self, text: str) -> None:
        """Write a line of talk."""
        await self._write("Talk", text)

    async def sees(self, text: str, result: str | None = None) -> None:
        """Wait until a line of the log says this (and comes to that)."""
        line = self.log.locator("li").filter(has_text=text)
        await expect(line).to_have_count(1)
        if result is not None:
            await expect(line.locator(".result")).to_have_text(result)

    async def sees_that(self, name: str, deed: str) -> None:
        """Wait until a line of the log says that somebody joined, left …"""
        await expect(self.log.locator(".line-member").filter(has_text=name).filter(has_text=deed)).to_have_count(1)

    async def lines(self) -> Lines:
        """Return the log as shown: number and words of each line."""
        found: Lines = await self.log.evaluate(
            "log => [...log.children].map(line => [line.dataset.seq, line.innerText])"
        )
        return [(seq, text) for seq, text in found]

    @property
    def log(self) -> Locator:
        """The lines that the server has numbered."""
        return self.page.locator("[data-part=lines]")

    @property
    def pending(self) -> Locator:
        """One's own lines that it has not."""
        return self.page.locator("[data-part=pending] li")

    @property
    def entry(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_label("Your line")

    async def calls(self, method: str, path: str, body: object = None) -> Any:
        """Ask the API with the session of the page."""
        cookies = {cookie["name"]: cookie["value"] for cookie in await self.context.cookies()}
        headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": self.url}
        answer = await self.context.request.fetch(
            f"{self.url}/api/v1/{path}", method=method, data=body, headers=headers
        )
        assert answer.ok, await answer.text()
        return await answer.json() if answer.status != 204 else None

    async def slug(self) -> str:
        """Return the room's slug."""
        return (await self.link()).rstrip("/").rpartition("/")[2]

    async def _write(self, switch: str, text: str) -> None:
        await self.page.get_by_text(switch, exact=True).click()
        await self.entry.fill(text)
        await self.entry.press("Enter")


class Street:
    """Where people come from: each with a browser context of their own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._people: list[Someone] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for person in self._people:
            await person.context.close()
        complaints = [complaint for person in self._people for complaint in person.complaints]
        if error is None:
            assert complaints == []
        else:
            error.add_note(f"What the browsers complained of: {complaints}")

    async def someone(self, url: str = "", **options: Any) -> Someone:
        """Return a person nobody knows yet, on the way to the server (or to `url`)."""
        context = await self._browser.new_context(**{"timezone_id": "UTC", **options})
        person = Someone(context, await context.new_page(), url or self._url)
        self._people.append(person)
        return person
