"""The module as a Django app."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """The ledger: fees, drawers and refunds."""

    name = "dorgora.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"
