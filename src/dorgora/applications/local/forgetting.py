"""When a citizen is erased, or is lent to this centre no more, what this node kept for itself of her goes too."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone

from dorgora.applications import models
from dorgora.applications.local import pictures, scans
from dorgora.applications.local.drafts import PAGE, drop_drafts_about
from dorgora.feed import local as feed_local
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.people import local as people_local
from dorgora.people import queries as people


def forget_citizens(citizen_ids: Iterable[int]) -> None:
    """Drops the drafts being made with these citizens and what is kept of the files that are for them, scan pages too.

    A page left half filled names whom it is about only if she was in the book already: one that names nobody, as of
    a citizen who was to be registered, may be hers whoever typed it, and goes with every erasure. So does a picture
    that belongs to no file and to no open draft.
    """
    ids = list(citizen_ids)
    files = list(models.File.objects.filter(citizen_id__in=ids).values_list("id", flat=True))
    models.RegisterNumber.objects.filter(file_id__in=files).delete()
    drafts = models.Draft.objects.filter(about_id__in=ids, file_id__isnull=True)
    lodged = models.Draft.objects.filter(file_id__in=files)
    keys = [*drafts.values_list("key", flat=True), *lodged.values_list("key", flat=True)]
    drafts.delete()
    models.Draft.objects.filter(about_id=0, step=PAGE, file_id__isnull=True).delete()
    pictures.drop_pictures(models.Picture.objects.filter(file_id__in=files))
    pictures.drop_pictures_of(keys)
    pictures.drop_strays()
    scans.drop_scans_of(files)


def forget_files(file_ids: Iterable[int]) -> None:
    """Drops what is kept of files whose words the hub let go of: pictures, and scan pages that came over the line."""
    ids = list(file_ids)
    pictures.drop_pictures(models.Picture.objects.filter(file_id__in=ids))
    scans.drop_scans_of(ids)


def let_go_of_lent(_citizens: Iterable[int] = ()) -> None:
    """Drops the words of citizens whose record this centre had by a mandate that is over, and their open forms.

    Whoever this node has a file of is kept: it goes on, and on a laptop that is an office too her name is needed.
    """
    places = feed.own_places()
    centres = [place for role, place in places if role == "centre"]
    if ("hub", "people") in places or not centres:
        return
    on, over = timezone.localdate(clock.now()), [0]
    while over := people.no_longer_lent(centres, on, after=over[-1]):
        _let_go(over)


def _let_go(over: Sequence[int]) -> None:
    held = models.File.objects.filter(Q(citizen_id__in=over) | Q(applicant_id__in=over))
    needed = {one for pair in held.values_list("citizen_id", "applicant_id") for one in pair}
    for citizen_id in over:
        drop_drafts_about(citizen_id)
    going = [one for one in over if one not in needed]
    feed_local.let_go(going)
    people_local.index_citizens(going)


AFTER_TOLD: Mapping[str, Callable[[Iterable[int]], None]] = {
    "application.cleared": forget_files,
    "citizen.erased": forget_citizens,
    "citizen.recalled": let_go_of_lent,
}
DAILY: Sequence[Callable[[], None]] = (let_go_of_lent,)
"""What the worker does once a day: a mandate's last day is no event."""
