"""Places as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas, offices and centres."""

    name = "dorgora.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
