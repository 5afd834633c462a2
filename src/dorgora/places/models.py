"""Tables of places: what the catalogue feed comes to."""

from django.db import models

from dorgora.feed.tables import IdField, ToldRow


class Area(ToldRow):
    """PROJECTION: one area of one district's list; an area above districts stands in the list of each of them."""

    row_id = models.CharField(max_length=41, primary_key=True)
    code = models.CharField(max_length=20, db_index=True)
    kind = models.CharField(max_length=20)
    parent = models.CharField(max_length=20, db_index=True)
    district = models.CharField(max_length=20)
    local_name = models.CharField(max_length=120)
    latin_name = models.CharField(max_length=120)
    words = models.CharField(max_length=400)


class Centre(ToldRow):
    """PROJECTION: a centre; its place is the code of the area it stands in."""

    id = IdField(primary_key=True)
    place = models.CharField(max_length=40, db_index=True)
    area = models.CharField(max_length=20, db_index=True)
    local_name = models.CharField(max_length=120)
    latin_name = models.CharField(max_length=120)
    opened_at = models.BigIntegerField()


class Office(ToldRow):
    """PROJECTION: an office that decides for an area."""

    id = IdField(primary_key=True)
    place = models.CharField(max_length=40, db_index=True)
    level = models.CharField(max_length=20)
    area = models.CharField(max_length=20, db_index=True)
    local_name = models.CharField(max_length=120)
    latin_name = models.CharField(max_length=120)
    opened_at = models.BigIntegerField()
