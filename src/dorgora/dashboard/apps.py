"""Django's entry for this surface."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Pages of measures; no tables."""

    name = "dorgora.dashboard"
    label = "dashboard"
