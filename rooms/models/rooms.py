"""Rooms, their members, and who was removed."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import slugify

TITLE_LENGTH = 80
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_key() -> str:
    """Return 8 random base32 characters (40 bits): the end of a slug, an epoch."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def new_slug(title: str) -> str:
    """Return a slug for a room of that title; its random end is the key of an open room."""
    words = slugify(title)[:40].strip("-")
    return f"{words}-{new_key()}" if words else new_key()


class Access(models.TextChoices):
    OPEN = "open"
    PRIVATE = "private"


class Role(models.TextChoices):
    OWNER = "owner"
    MEMBER = "member"
    VIEWER = "viewer"


class Room(models.Model):
    """A room. `head` is the seq of its last event; `epoch` changes when its log was restored to an earlier state."""

    slug = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    access = models.CharField(max_length=8, choices=Access, default=Access.OPEN)
    head = models.PositiveBigIntegerField(default=0)
    epoch = models.CharField(max_length=8, default=new_key)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """That a person belongs to a room, in which role, and how far they have read."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    read = models.PositiveBigIntegerField(default=0)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.person} in {self.room}"


class Removal(models.Model):
    """That an owner removed a person from a room: they stay out, of an open room too, until invited again."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="removals", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="removals")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_removal")]

    def __str__(self) -> str:
        return f"{self.person} out of {self.room}"
