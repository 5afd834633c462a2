"""A browser that sends pages as they were opened in it: each bears the stamp of the officer who is signed in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from dorgora.shell import opened


class Stamped(Client):
    """For tests that send what is typed, without the page around it."""

    def post(self, path: str, data: Any = None, *args: Any, **told: Any) -> Any:
        return super().post(path, self._stamp() | (data or {}), *args, **told)

    def _stamp(self) -> dict[str, str]:
        if settings.SESSION_COOKIE_NAME not in self.cookies:
            return {}
        user = User.objects.filter(pk=self.session.get("_auth_user_id")).first()
        return {opened.FIELD: opened.stamp("officer", int(user.username))} if user else {}
