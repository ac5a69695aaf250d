"""REDIS_URL, read.

redis://[USER:PASSWORD@]HOST[:PORT][/DB]                    one server
redis+sentinel://[…@]HOST[:PORT],HOST[:PORT]/SERVICE[/DB]   the master that the sentinels name
redis+cluster://[…@]HOST[:PORT],HOST[:PORT]                 a cluster: what is published at one node is heard at all

`rediss://`, `rediss+sentinel://` and `rediss+cluster://` speak TLS. Options come as a query: `ssl_ca_certs`,
`ssl_certfile`, `ssl_keyfile` (paths), `ssl_cert_reqs` (`required`, `none`), `ssl_check_hostname` (`true`, `false`),
`sentinel_username`, `sentinel_password`. Characters that mean something in an URL are written as `%` and two hex digits.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = [scheme + kind for scheme in ("redis", "rediss") for kind in ("", "+sentinel", "+cluster")]
PORTS = {"": 6379, "sentinel": 26379, "cluster": 6379}
TLS_OPTIONS = {
    "ssl_ca_certs": None,
    "ssl_certfile": None,
    "ssl_keyfile": None,
    "ssl_cert_reqs": ("required", "none"),
    "ssl_check_hostname": ("true", "false"),
}
SENTINEL_OPTIONS = {"sentinel_username": None, "sentinel_password": None}

Node = tuple[str, int]


class BadUrl(ValueError):
    """REDIS_URL can't be used, and why. It does not repeat the URL, which may hold a password."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where Redis is, and how to log in there."""

    kind: str  # "", "sentinel" or "cluster"
    tls: bool
    nodes: list[Node]
    service: str
    database: int
    account: dict[str, str] = field(repr=False)
    tls_options: dict[str, Any]
    sentinel_account: dict[str, str] = field(repr=False)


def read(url: str) -> Address:
    """Return what an URL names. Raises BadUrl."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES:
        raise BadUrl(f"it has to begin with {', '.join(f'{name}://' for name in SCHEMES[:-1])} or {SCHEMES[-1]}://")
    security, _, kind = scheme.partition("+")
    try:
        parts = urlsplit(f"//{rest}")
    except ValueError:
        raise BadUrl("an address in brackets has to be closed") from None
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    path = [unquote(part) for part in parts.path.split("/") if part]
    tls = security == "rediss"
    options = _options(parts.query, (TLS_OPTIONS if tls else {}) | (SENTINEL_OPTIONS if kind == "sentinel" else {}))
    return Address(
        kind,
        tls,
        _nodes(hosts, kind),
        _service(path) if kind == "sentinel" else "",
        _database(path, kind),
        {name: unquote(value) for name, value in (("username", user), ("password", password)) if value},
        _tls(options),
        {name.removeprefix("sentinel_"): options[name] for name in SENTINEL_OPTIONS if name in options},
    )


def _nodes(hosts: str, kind: str) -> list[Node]:
    nodes = [_node(host, PORTS[kind]) for host in hosts.split(",")]
    if not kind and len(nodes) > 1:
        raise BadUrl("it names several servers: for sentinels write redis+sentinel://, for a cluster redis+cluster://")
    return nodes


def _node(text: str, port: int) -> Node:
    try:
        parts = urlsplit(f"//{text}")
        found = (parts.hostname or "", parts.port or port)
    except ValueError:
        found = ("", 0)
    if not found[0]:
        raise BadUrl("its hosts have to be written as HOST or HOST:PORT, the port below 65536")
    return found


def _service(path: list[str]) -> str:
    if not path:
        raise BadUrl("after the sentinels it has to name their service: /SERVICE or /SERVICE/DB")
    return path.pop(0)


def _database(path: list[str], kind: str) -> int:
    if len(path) > 1 or (path and not (path[0].isascii() and path[0].isdigit())):
        raise BadUrl("its path has to end in the number of a database")
    number = int(path[0]) if path else 0
    if number and kind == "cluster":
        raise BadUrl("a cluster has no database but 0")
    return number


def _options(query: str, known: dict[str, Any]) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    for name, value in options.items():
        if name not in known:
            raise BadUrl(f"it has an option {name!r}, which is none of this kind of URL")
        if known[name] and value not in known[name]:
            raise BadUrl(f"its option {name} has to be {' or '.join(known[name])}")
    return options


def _tls(options: dict[str, str]) -> dict[str, Any]:
    chosen: dict[str, Any] = {name: value for name, value in options.items() if name in TLS_OPTIONS}
    if "ssl_check_hostname" in chosen or chosen.get("ssl_cert_reqs") == "none":
        chosen["ssl_check_hostname"] = options.get("ssl_check_hostname") == "true"
    return chosen
