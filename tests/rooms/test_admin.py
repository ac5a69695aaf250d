"""The admin: people, rooms and members can be looked at; the log is read-only. It is a plain synchronous Django view."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from accounts.identity import token_of
from accounts.models import Token
from rooms import announce
from rooms.models import Event, Membership, Room


@pytest.fixture
def admin(owner: Membership) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", "secret"))
    return client


@pytest.mark.parametrize(
    "model", ["accounts_person", "accounts_token", "rooms_room", "rooms_membership", "rooms_removal", "rooms_event"]
)
def test_every_list_opens(admin: Client, model: str) -> None:
    assert admin.get(reverse(f"admin:{model}_changelist")).status_code == 200


def test_an_event_can_be_read(admin: Client) -> None:
    event = Event.objects.get()

    page = admin.get(reverse("admin:rooms_event_change", args=[event.pk]))

    assert page.status_code == 200
    assert "joined" in page.content.decode()


def test_the_log_cannot_be_added_to_changed_or_deleted(admin: Client) -> None:
    event = Event.objects.get()

    assert admin.get(reverse("admin:rooms_event_add")).status_code == 403
    assert admin.post(reverse("admin:rooms_event_change", args=[event.pk]), {"seq": 7}).status_code == 403
    assert admin.post(reverse("admin:rooms_event_delete", args=[event.pk]), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": event.pk, "post": "yes"}
    admin.post(reverse("admin:rooms_event_changelist"), action)
    assert Event.objects.get().seq == 1


def test_a_rooms_place_in_its_log_cannot_be_changed(admin: Client) -> None:
    room = Room.objects.get()

    admin.post(
        reverse("admin:rooms_room_change", args=[room.pk]),
        {"title": "New", "access": "private", "head": 99, "slug": "x"},
    )
    room.refresh_from_db()

    assert (room.title, room.access, room.head) == ("New", "private", 1)
    assert room.slug != "x"


def test_memberships_are_neither_added_nor_deleted_past_the_log(admin: Client) -> None:
    membership = Membership.objects.get()

    assert admin.get(reverse("admin:rooms_membership_add")).status_code == 403
    assert admin.post(reverse("admin:rooms_membership_delete", args=[membership.pk])).status_code == 403
    assert Membership.objects.exists()


def test_others_are_not_let_in(owner: Membership) -> None:
    client = Client()
    client.force_login(owner.person)

    assert client.get(reverse("admin:index")).status_code == 302


def test_a_room_can_be_deleted_with_its_log(admin: Client, owner: Membership) -> None:
    deleted = admin.post(reverse("admin:rooms_room_delete", args=[owner.room_id]), {"post": "yes"})

    assert deleted.status_code == 302
    assert not Room.objects.exists() and not Event.objects.exists()


@pytest.mark.parametrize("model", ["accounts_token", "rooms_removal", "rooms_event", "rooms_room", "rooms_membership"])
def test_what_is_made_elsewhere_cannot_be_added(admin: Client, model: str) -> None:
    assert admin.get(reverse(f"admin:{model}_add")).status_code == 403


def test_deleting_a_token_closes_what_was_opened_with_it(
    admin: Client, owner: Membership, django_capture_on_commit_callbacks: Any
) -> None:
    token, _ = Token.issue(owner.person, "script")
    key = token_of(token.pk)
    told: list[announce.Announcement] = []
    unlisten = announce.listen(told.append)

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("admin:accounts_token_delete", args=[token.pk]), {"post": "yes"})
    unlisten()

    assert told == [announce.ended(key)]
