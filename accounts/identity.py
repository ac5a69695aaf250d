"""From a request or handshake to a person: session cookie or bearer token."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.http.cookie import parse_cookie
from django.utils.crypto import constant_time_compare

from .models import Person, Token
from .secrecy import digest

# Fixed SQL, since every handshake and every call of the API asks it: Django would take longer to write the query than
# the database to answer it.
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
    with connection.cursor() as cursor:
        cursor.execute(OF_TOKEN, [digest(secret)])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, person_id, name, guest = row
    person = Person.from_db(connection.alias, ["id", "name", "guest"], [person_id, name, bool(guest)])
    return Identity(person, token_of(token_id))


def of_session(session_key: str | None) -> Identity | None:
    """Return who is logged in to the session of that key, or None."""
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    person = Person.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if person is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
        return None
    return Identity(person, session_of(session_key))


def of_headers(headers: Mapping[str, str]) -> Identity | None:
    """Return who the headers of a handshake (lower-case names) speak for: the bearer token wins over the cookie."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return of_token(secret.strip())
    # The parser the pages use: the standard library's gives up the whole header for one odd cookie of a neighbour's.
    return of_session(parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME))


def of_key(key: str) -> Identity | None:
    """Return the identity whose key this is while it is still good, or None: what a long-lived socket asks again."""
    kind, _, value = key.partition(":")
    if kind == "session":
        return of_session(value)
    token = Token.objects.select_related("person").filter(pk=value, person__is_active=True).first()
    return Identity(token.person, key) if token else None


def good_keys(keys: Iterable[str]) -> set[str]:
    """Return which of these keys still prove somebody's identity."""
    return {key for key in keys if of_key(key)}


def session_of(session_key: str) -> str:
    """Return the identity key of a session."""
    return f"session:{session_key}"


def token_of(token_id: int) -> str:
    """Return the identity key of a token."""
    return f"token:{token_id}"
