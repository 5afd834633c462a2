"""The module as a Django app."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The life of a file."""

    name = "dorgora.applications"
    label = "applications"
    default_auto_field = "django.db.models.BigAutoField"
