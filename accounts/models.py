"""People (accounts and guests alike) and the tokens that programs show in their place."""

import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone

from .names import NAME_LENGTH
from .secrecy import digest

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_id() -> str:
    """Return 16 random base32 characters (80 bits), so that ids can be shown without telling how many there are."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


class People(BaseUserManager["Person"]):
    """Makes people."""

    def create_guest(self, name: str) -> "Person":
        """Return a new guest of that (tidy) name, who has no way to log in but the session or token made with it."""
        guest = self.model(name=name, guest=True)
        guest.set_unusable_password()
        guest.save(using=self._db)
        return guest

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "Person":
        """Return a new account that may do everything in the admin (for `manage.py createsuperuser`)."""
        person = self.model(username=username, is_staff=True, is_superuser=True, **{"name": username, **fields})
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """An account or a guest. Only accounts have a username."""

    id = models.CharField(primary_key=True, max_length=16, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True, null=True, blank=True)
    name = models.CharField(max_length=NAME_LENGTH)
    guest = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = People()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """A secret that a program sends as `Authorization: Bearer`; only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    hashed = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"

    @classmethod
    def issue(cls, person: Person, name: str) -> tuple["Token", str]:
        """Return a new token of `person` and its secret, which can't be had again."""
        secret = secrets.token_urlsafe(32)
        return cls.objects.create(person=person, name=name, hashed=digest(secret)), secret
