"""Addresses: the surfaces of this node's role, the exchange, and nothing else."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from dorgora.config import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home),
    path("alive", pages.alive),
    path("enrol", pages.enrol),
    path("exchange", pages.exchange),
    path("carried", pages.carried),
    path("scans", pages.scans),
    path("certificate", pages.certificate),
]
for _surface in settings.DORGORA_ROLE.surfaces:
    urlpatterns.append(path(f"{_surface}/", include(f"dorgora.{_surface}.urls", namespace=_surface)))

handler400 = "dorgora.shell.refusing.bad_request"
handler404 = "dorgora.shell.refusing.not_found"
handler500 = "dorgora.shell.refusing.broken"
