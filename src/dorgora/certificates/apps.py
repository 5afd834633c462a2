"""The module as a Django app."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates: issued on a decision, verified by anyone without a network."""

    name = "dorgora.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"
