"""Django's entry for this surface."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Pages of the centre; no tables."""

    name = "dorgora.counter"
    label = "counter"
