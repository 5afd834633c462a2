"""What the pages of officers are opened with."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def signed_in(world: Any) -> Callable[..., Any]:
    """A browser in which an officer has signed in, as after her passkey or code; Salma if nobody is named."""
    from django.contrib.auth.models import User

    from dorgora.kernel import clock
    from tests.surfaces.stamped import Stamped

    def sign_in(officer_id: int = 0, **told: Any) -> Stamped:
        user, _ = User.objects.get_or_create(username=str(officer_id or world.salma))
        client = Stamped(**told)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        session = client.session
        session["signed_in_at"] = clock.now_seconds()
        session.save()
        return client

    return sign_in
