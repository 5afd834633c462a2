"""What a stranger sends is a line in the log of the node, and none of it in the stranger's words."""

import logging

import pytest
from django.conf import settings
from django.test import Client

HOSTS = (
    "evil.example",
    "evil.example:99999",
    "evil.example\nERROR root: the disk is full",
    "[evil.example",
    "e" * 500,
)


@pytest.mark.django_db
@pytest.mark.parametrize("host", HOSTS, ids=range(len(HOSTS)))
def test_a_foreign_host_is_one_line(caplog: pytest.LogCaptureFixture, host: str) -> None:
    assert Client(raise_request_exception=False).get("/", HTTP_HOST=host).status_code == 400
    (record,) = caplog.records
    line = logging.Formatter("{levelname} {name}: {message}", style="{").format(record)
    assert line == "WARNING django.security.DisallowedHost: a request was refused"


@pytest.mark.django_db
def test_a_form_of_too_many_fields_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    stranger = Client(enforce_csrf_checks=True, raise_request_exception=False)
    stranger.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32  # else its form is not even read
    assert stranger.post("/desk/sign-in", {f"evil{n}": "" for n in range(999)}).status_code == 400
    assert [one.name for one in caplog.records] == ["django.security.TooManyFieldsSent"]
    assert "evil" not in caplog.text and "Traceback" not in caplog.text
