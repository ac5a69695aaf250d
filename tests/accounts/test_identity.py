"""From a handshake to a person, and from a key to whether it is still good."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accounts import identity
from accounts.models import Person, Token

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return Person.objects.create_guest("Ann")


@pytest.fixture
def session(ann: Person) -> str:
    client = Client()
    client.force_login(ann)
    return client.cookies["sessionid"].value


def test_a_token_speaks_for_its_person_and_is_kept_hashed(ann: Person) -> None:
    token, secret = Token.issue(ann, "test")

    found = identity.of_headers({"authorization": f"Bearer {secret}"})

    assert found == identity.Identity(ann, f"token:{token.pk}")
    assert secret not in (token.hashed, token.name)
    assert identity.of_headers({"authorization": f"Bearer {token.hashed}"}) is None


def test_a_session_speaks_for_its_person(ann: Person, session: str) -> None:
    assert identity.of_headers({"cookie": f"a=b; sessionid={session}"}) == identity.Identity(ann, f"session:{session}")


def test_a_bad_token_is_nobody_though_the_cookie_is_good(session: str) -> None:
    assert identity.of_headers({"authorization": "Bearer nonsense", "cookie": f"sessionid={session}"}) is None


@pytest.mark.parametrize(
    "cookie", ["", "sessionid=", "sessionid=nonsense", "other=1", "sessionid", ";;;", "\x00=\x01"]
)
def test_a_cookie_that_is_none_is_nobody(cookie: str) -> None:
    assert identity.of_headers({"cookie": cookie}) is None


def test_an_empty_session_is_nobody() -> None:
    store = SessionStore()
    store.create()

    assert identity.of_session(store.session_key) is None


def test_keys_are_good_until_their_session_or_token_ends(ann: Person, session: str) -> None:
    token, _ = Token.issue(ann, "test")
    keys = {f"session:{session}", f"token:{token.pk}", "token:999", "session:gone"}
    assert identity.good_keys(keys) == {f"session:{session}", f"token:{token.pk}"}

    token.delete()
    SessionStore(session).delete()

    assert identity.good_keys(keys) == set()


def test_who_was_deactivated_is_nobody(ann: Person, session: str) -> None:
    _, secret = Token.issue(ann, "test")
    Person.objects.update(is_active=False)

    assert identity.of_headers({"authorization": f"Bearer {secret}"}) is None
    assert identity.of_headers({"cookie": f"sessionid={session}"}) is None


def test_a_new_password_ends_the_sessions_before_it(ann: Person, session: str) -> None:
    ann.set_password("new")
    ann.save()

    assert identity.of_session(session) is None


@pytest.mark.parametrize("neighbour", ['theme={"a":1}', "x=a b", "foo", "a[b]=1", "é=ü"])
def test_an_odd_cookie_of_a_neighbour_hides_no_session(ann: Person, session: str, neighbour: str) -> None:
    found = identity.of_headers({"cookie": f"{neighbour}; sessionid={session}"})

    assert found == identity.Identity(ann, f"session:{session}")
