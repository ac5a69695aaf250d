"""The address a connection comes from."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.http import HttpRequest


def address_of(peer: str, forwarded: Iterable[str], trusted: Collection[str]) -> str:
    """Return the peer's address or, where the peer is a trusted proxy, the last forwarded one that is not.

    `forwarded` are the values of X-Forwarded-For. What untrusted peers claim there is never believed.
    """
    if peer not in trusted:
        return peer
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    outside = [hop for hop in hops if hop and hop not in trusted]
    return outside[-1] if outside else peer


def of_request(request: HttpRequest) -> str:
    """Return the address a request comes from."""
    forwarded = [request.headers["x-forwarded-for"]] if "x-forwarded-for" in request.headers else []
    return address_of(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)
