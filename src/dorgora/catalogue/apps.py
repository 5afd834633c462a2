"""Catalogue as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Services as data, with their rules and fees."""

    name = "dorgora.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
