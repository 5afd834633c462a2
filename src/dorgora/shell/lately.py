"""When something was last, in a word or two, where a phone has no room for more."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from dorgora.kernel import clock
from dorgora.shell import formats


def last_at(at: datetime | None) -> str:
    """The time of day, or the day if it was before today: last 16:20, last 22 Nov; empty if never."""
    if at is None:
        return ""
    is_today = timezone.localdate(at) == timezone.localdate(clock.now())
    said = formats.clock(at) if is_today else formats.day(at, year=False, short=True)
    return _("last %(at)s") % {"at": said}
