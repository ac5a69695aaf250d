"""Rooms: where people calculate and talk together."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        """Hear of sessions and tokens that end, on our pages or in the admin."""
        from django.contrib.auth.signals import user_logged_out
        from django.db.models.signals import post_delete

        from accounts.models import Token

        from .services import people

        user_logged_out.connect(people.session_ended)
        post_delete.connect(people.token_ended, sender=Token)
