"""The feed as a Django app."""

from django.apps import AppConfig


class FeedConfig(AppConfig):
    """Log, order, registry, projecting and the exchange."""

    name = "dorgora.feed"
    label = "feed"
    default_auto_field = "django.db.models.BigAutoField"
