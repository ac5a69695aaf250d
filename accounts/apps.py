"""Who is it: people, guests, and how a request or socket proves to be one of them."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
