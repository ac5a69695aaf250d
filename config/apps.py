"""The composition root, an app of its own so that `serve` is a command."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
