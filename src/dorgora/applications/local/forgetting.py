"""When a citizen is erased, what this node kept for itself of her goes too."""

from collections.abc import Callable, Iterable, Mapping

from dorgora.applications import models
from dorgora.applications.local import pictures, scans
from dorgora.applications.local.drafts import PAGE


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


AFTER_TOLD: Mapping[str, Callable[[Iterable[int]], None]] = {"citizen.erased": forget_citizens}
