"""The desk of Char Kukri Mukri at the hub, with Salma its officer, and Karim's file before her."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def world(hub: Any, serve_as: Callable[[str], None]) -> Any:
    """Char Kukri Mukri with its centre, office and people, on one node that serves the hub's pages."""
    from tests.applications.world import build

    serve_as("hub")
    return build(hub)


@pytest.fixture
def file_id(world: Any) -> int:
    """A file that waits for Salma."""
    return int(world.submit().id)


@pytest.fixture
def signed_in(world: Any) -> Callable[..., Any]:
    """A browser in which an officer has signed in, as after her passkey or code; Salma if nobody is named."""
    from django.contrib.auth.models import User
    from django.test import Client

    from dorgora.kernel import clock

    def sign_in(officer_id: int = 0, **told: Any) -> Client:
        user, _ = User.objects.get_or_create(username=str(officer_id or world.salma))
        client = Client(**told)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        session = client.session
        session["signed_in_at"] = clock.now_seconds()
        session.save()
        return client

    return sign_in


@pytest.fixture
def salma(signed_in: Callable[..., Any]) -> Any:
    """Salma's browser."""
    return signed_in()
