"""Who may open a socket or a stream: decided before the upgrade, answered as HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from django.conf import settings
from django.http.request import validate_host

from accounts import identity
from accounts.addresses import address_of

from .. import access
from ..feed.leaving import Leaving
from ..models import Membership
from ..process import Process
from ..protocol import codes
from ..protocol.codes import Refusal

log = structlog.get_logger(__name__)
WS_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody who may come in, and where they want to start."""

    membership: Membership
    key: str
    after: int | None
    epoch: str | None
    asked: float  # the loop's clock, before the database was
    address: str


async def let_in(process: Process, scope: Mapping[str, Any], leaving: Leaving) -> Admission:
    """Admit and count a socket or stream until `leaving` closes. Raises Refusal."""
    if process.draining:
        raise Refusal(codes.DRAINING, retry_after=1)
    admission = await process.hub.reads.live(admit, scope, asyncio.get_running_loop().time())
    member = admission.membership
    await process.census.admit(leaving, member.room_id, member.person_id, admission.address)
    return admission


def admit(scope: Mapping[str, Any], now: float) -> Admission:
    """Return the admission of a handshake (reads the database). Raises Refusal."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    check_origin(headers, scope["scheme"])
    found = identity.of_headers(headers)
    if found is None:
        raise Refusal(codes.UNAUTHENTICATED)
    membership = access.enter(scope["url_route"]["kwargs"]["slug"], found.person)
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    after = headers.get("last-event-id") or query.get("after", [""])[0]
    return Admission(membership, found.key, _seq(after), query.get("epoch", [None])[0], now, address(scope))


def check_origin(headers: Mapping[str, str], scheme: str) -> None:
    """Refuse pages of other origins: browsers send cookies with handshakes from anywhere. A program sends no Origin."""
    origin = headers.get("origin")
    if origin is None or _same_origin(origin, headers.get("host", ""), scheme):
        return
    log.warning("an origin was refused", origin=origin[:200])
    raise Refusal(codes.BAD_ORIGIN)


def address(scope: Mapping[str, Any]) -> str:
    """Return the address a handshake comes from."""
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
    return address_of((scope.get("client") or ("?",))[0], forwarded, settings.TRUSTED_PROXIES)


def answer(refusal: Refusal) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return status, headers and body of an HTTP refusal."""
    body = json.dumps({"error": refusal.as_fields()}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if wait := refusal.facts.get("retry_after"):
        headers.append((b"retry-after", str(wait).encode()))
    return refusal.code.status, headers, body


async def refuse_socket(send: Callable[[Any], Awaitable[None]], refusal: Refusal) -> None:
    """Answer a handshake with an HTTP refusal (ASGI's `websocket.http.response` extension)."""
    status, headers, body = answer(refusal)
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


def _same_origin(origin: str, host: str, scheme: str) -> bool:
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"{scheme}://{host}")
        their_port, our_port = theirs.port, ours.port
    except ValueError:
        return False
    if theirs.scheme not in ("http", "https") or not theirs.hostname or theirs.path or theirs.query:
        return False
    if not validate_host(
        theirs.hostname if ":" not in theirs.hostname else f"[{theirs.hostname}]", settings.ALLOWED_HOSTS
    ):
        return False
    same_port = (their_port or WS_PORTS[theirs.scheme]) == (our_port or WS_PORTS[theirs.scheme])
    return same_port and (theirs.hostname == ours.hostname or "*" not in settings.ALLOWED_HOSTS)


def _seq(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
