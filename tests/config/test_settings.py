"""What every response carries, and what operators can move."""

from collections.abc import Callable

import httpx
import pytest

from tests.support.client import House
from tests.support.server import Server


@pytest.mark.parametrize("path", ["/", "/health/live", "/api/v1/me", "/r/nowhere-aaaaaaaa/"])
def test_every_response_carries_its_protection(server: Server, path: str) -> None:
    headers = httpx.get(server.url + path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "referrer-policy" in headers
    assert "hypercorn" not in str(headers).lower()


def test_a_host_that_is_not_allowed_is_refused(server: Server) -> None:
    assert httpx.get(server.url, headers={"Host": "evil.example"}).status_code == 400


async def test_the_session_cookie_is_kept_from_scripts_and_other_sites(house: House) -> None:
    stranger = await house.stranger()
    await stranger.http.get("/")
    form = {"name": "Ann", "title": "Room", "csrfmiddlewaretoken": stranger.http.cookies["csrftoken"]}

    response = await stranger.http.post("/rooms/", data=form)
    cookie = next(value for value in response.headers.get_list("set-cookie") if value.startswith("sessionid"))

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_cookies_can_be_made_secure(make_server: Callable[..., Server]) -> None:
    server = make_server(SECURE_COOKIES=1)

    assert "Secure" in httpx.get(server.url).headers["set-cookie"]


async def test_limits_that_were_moved_are_told_in_the_welcome(make_server: Callable[..., Server]) -> None:
    server = make_server(RATE_PER_SECOND=7, RATE_BURST=9, HEARTBEAT_SECONDS=3)
    async with House(server) as house:
        ann = await house.guest("Ann")
        async with ann.enters(await ann.makes_room()) as socket:
            limits = socket.welcome["limits"]

    assert limits["rate"] == {"per_second": 7, "burst": 9}
    assert (limits["heartbeat"], limits["idle_timeout"]) == (3, 6)


def test_a_page_that_is_none_is_a_404_that_repeats_nothing(server: Server) -> None:
    page = httpx.get(f"{server.url}/nothing/<script>here")

    assert page.status_code == 404
    assert "script>here" not in page.text


def test_a_form_without_its_token_is_refused(server: Server) -> None:
    assert httpx.post(f"{server.url}/rooms/", data={"name": "Ann", "title": "x"}).status_code == 403
