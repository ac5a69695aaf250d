"""One browser for all tests of the page, and the street before the server."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.proxy import Proxy, proxied
from tests.support.server import Server

from .chromium import chromium
from .someone import Street

expect.set_options(timeout=8_000)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def street(browser: Browser, server: Server) -> AsyncIterator[Street]:
    """Where people come from; at the end no browser may have complained of our pages."""
    async with Street(browser, server.url) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def network(server: Server) -> AsyncIterator[Proxy]:
    """A network to the server that can fail."""
    async with proxied(server.host) as proxy:
        yield proxy


@pytest_asyncio.fixture(loop_scope="session")
async def page(street: Street) -> Page:
    """An empty page of ours, for scripts."""
    anybody = await street.someone()
    await anybody.page.goto(f"{anybody.url}/nothing/")
    return anybody.page
