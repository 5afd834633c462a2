"""The module as a Django app."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """What people say of the services: wishes for what the catalogue lacks."""

    name = "dorgora.voice"
    label = "voice"
    default_auto_field = "django.db.models.BigAutoField"
