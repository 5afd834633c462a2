"""People as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Citizens, operators and officers."""

    name = "dorgora.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
