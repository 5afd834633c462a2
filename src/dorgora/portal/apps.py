"""Django's entry for this surface."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for anyone."""

    name = "dorgora.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
