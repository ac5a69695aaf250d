"""From a request or handshake to a person: session cookie or bearer token."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.http.cookie import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from .fixed import rows
from .models import Person, Token
from .secrecy import digest

OF_TOKEN = f"""
    SELECT token.id, person.id, person.name, person.guest
    FROM {Token._meta.db_table} token JOIN {Person._meta.db_table} person ON person.id = token.person_id
    WHERE token.hashed = %s AND person.is_active
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person, and the key (`session:…` or `token:…`) they showed; a socket ends when its key does."""

    person: Person
    key: str


def of_token(secret: str) -> Identity | None:
    """Return whose bearer token this is, or None."""
    found = rows(OF_TOKEN, [digest(secret)])
    if not found:
        return None
    token_id, person_id, name, guest = found[0]
    person = Person.from_db(connection.alias, ["id", "name", "guest"], [person_id, name, bool(guest)])
    return Identity(person, token_of(token_id))


def of_session(session_key: str | None) -> Identity | None:
    """Return who is logged in to the session of that key, or None."""
    if not session_key:
        return None
    session = SessionStore(session_key)
    person = Person.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    return Identity(person, session_of(session_key)) if person and _speaks_for(session, person) else None


def of_headers(headers: Mapping[str, str]) -> Identity | None:
    """Return who the headers of a handshake (lower-case names) speak for: the bearer token wins over the cookie."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return of_token(secret.strip())
    # The parser the pages use: the standard library's gives up the whole header for one odd cookie of a neighbour's.
    return of_session(parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME))


def good_keys(keys: Iterable[str]) -> set[str]:
    """Return which of these keys still prove somebody's identity: what long-lived sockets ask again. Three queries."""
    shown: dict[str, list[str]] = {"session": [], "token": []}
    for key in keys:
        kind, _, value = key.partition(":")
        shown[kind].append(value)
    tokens = Token.objects.filter(pk__in=shown["token"], person__is_active=True).values_list("pk", flat=True)
    return {token_of(token) for token in tokens} | {session_of(key) for key in _good_sessions(shown["session"])}


def _good_sessions(session_keys: Collection[str]) -> Iterable[str]:
    if not session_keys:
        return
    rows = Session.objects.filter(pk__in=session_keys, expire_date__gt=timezone.now())
    sessions = {key: _decoded(data) for key, data in rows.values_list("session_key", "session_data")}
    people = Person.objects.filter(is_active=True).in_bulk([session.get(SESSION_KEY) for session in sessions.values()])
    for key, session in sessions.items():
        if _speaks_for(session, people.get(session.get(SESSION_KEY, ""))):
            yield key


@lru_cache(10_000)
def _decoded(session_data: str) -> Mapping[str, str]:
    found: Mapping[str, str] = SessionStore().decode(session_data)
    return found


def _speaks_for(session: Mapping[str, str], person: Person | None) -> bool:
    if person is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())


def session_of(session_key: str) -> str:
    """Return the identity key of a session."""
    return f"session:{session_key}"


def token_of(token_id: int) -> str:
    """Return the identity key of a token."""
    return f"token:{token_id}"
