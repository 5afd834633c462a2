"""Sessions where the disk is full: what a page did is answered, although who did it cannot be written down anew."""

from django.contrib.sessions import middleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from dorgora.feed import room
from dorgora.shell.language import language_of
from dorgora.shell.refusing import disk_full

_READING = ("GET", "HEAD", "OPTIONS")


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's own; it also notes that another request begins, outside of which nothing is written."""

    def process_request(self, request: HttpRequest) -> None:
        """Opens the session."""
        room.begin()
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keeps the session; on a full disk a page that was only read, or whose work is done, goes out without."""
        try:
            return super().process_response(request, response)
        except (OperationalError, SessionInterrupted) as wrong:
            if not room.is_full(wrong):
                raise
        try:
            return super().process_response(request, response)  # in the room of the ballast
        except (OperationalError, SessionInterrupted) as wrong:
            if not room.is_full(wrong):
                raise
        if request.method in _READING or room.is_written() or response.status_code >= 400:
            return response
        with translation.override(language_of(request)):
            return disk_full(request)
