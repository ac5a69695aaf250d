"""Rooms: where people calculate and talk together."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"
