"""The module as a Django app."""

from django.apps import AppConfig


class TcvConfig(AppConfig):
    """Time, cost and visits: what a service took a citizen."""

    name = "dorgora.tcv"
    label = "tcv"
    default_auto_field = "django.db.models.BigAutoField"
