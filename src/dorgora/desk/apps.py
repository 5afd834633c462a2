"""Django's entry for this surface."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages of offices and of the hub's staff."""

    name = "dorgora.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
