"""Django's entry for the shell; it has no tables."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Presentation shared by the surfaces."""

    name = "dorgora.shell"
    label = "shell"
