"""Tables of files, and what a node keeps for itself while one is being made."""

from django.db import models

from dorgora.feed.tables import IdField, ToldRow


class File(ToldRow):
    """PROJECTION: one application as it stands; `words` is all that is personal, in one sealed blob.

    office: the one that has it now; offices: all that decide it, in order; n_passed: how many sent it on already.
    due_days: for each of them the day by which it is to have done its part, as it stands now; due_on: of the one that
    has it. promised_on: what the receipt says. stopped_at: since when the clock stands, while it is returned.
    authority, list_id, list_number, listed_at: the one outside that it went to, on which list, when; while it is there
    or once that decided. decided_on: the day on that one's paper.
    """

    id = IdField(primary_key=True)
    service = models.CharField(max_length=60)
    service_version = models.BigIntegerField()
    centre = models.CharField(max_length=60)
    office = models.CharField(max_length=60)
    offices = models.TextField()
    n_passed = models.IntegerField()
    due_on = models.CharField(max_length=10)
    due_days = models.TextField()
    stopped_at = models.BigIntegerField(null=True)
    citizen_id = models.BigIntegerField(db_index=True)
    applicant_id = models.BigIntegerField(db_index=True)
    number = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    submitted_at = models.BigIntegerField()
    submitted_on = models.CharField(max_length=10)
    changed_at = models.BigIntegerField()
    changed_by_id = models.BigIntegerField()
    promised_on = models.CharField(max_length=10)
    decided_at = models.BigIntegerField(null=True)
    decision_id = models.BigIntegerField()
    handed_over_at = models.BigIntegerField(null=True)
    n_returns = models.IntegerField()
    stopped_seconds = models.BigIntegerField()
    returned_fields = models.TextField()
    returned_reason = models.CharField(max_length=200)
    area = models.CharField(max_length=20)
    sex = models.CharField(max_length=20)
    age_band = models.CharField(max_length=20)
    authority = models.CharField(max_length=60)
    list_id = models.BigIntegerField()
    list_number = models.IntegerField()
    listed_at = models.BigIntegerField(null=True)
    decided_on = models.CharField(max_length=10)
    words = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["centre", "state", "handed_over_at", "changed_at", "id"],
                name="applications_by_centre",
            ),
            models.Index(fields=["office", "-state", "due_on", "id"], name="applications_by_office"),
            models.Index(fields=["centre", "id"], name="applications_latest"),
            models.Index(
                fields=["centre", "state", "id"],
                name="applications_worded",
                condition=models.Q(words__isnull=False),
            ),
            models.Index(fields=["office", "id"], name="applications_office_latest"),
            models.Index(fields=["number", "centre"], name="applications_by_number"),
            models.Index(fields=["code"], name="applications_by_code"),
        ]


class Step(ToldRow):
    """PROJECTION: what happened to a file, from 0; `words` names nobody: fields, a word of ours, who took the paper."""

    event_id = IdField(primary_key=True)
    about_id = models.BigIntegerField()
    n = models.IntegerField()
    kind = models.CharField(max_length=60)
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    author_role = models.CharField(max_length=20)
    author_place = models.CharField(max_length=60)
    words = models.TextField()

    class Meta:
        indexes = [
            models.Index(
                fields=["author_place", "about_id"],
                name="applications_sent_on",
                condition=models.Q(kind="application.forwarded"),
            )
        ]


class Disputed(ToldRow):
    """PROJECTION: what broke the order of a file: kept and shown, never applied."""

    event_id = IdField(primary_key=True)
    about_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    author_role = models.CharField(max_length=20)
    author_place = models.CharField(max_length=60)
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=40)


class OutgoingList(ToldRow):
    """PROJECTION: a list of files that an office made for an authority outside; `files` by id, with commas."""

    id = IdField(primary_key=True)
    office = models.CharField(max_length=60)
    authority = models.CharField(max_length=60)
    number = models.IntegerField()
    made_on = models.CharField(max_length=10)
    made_at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    files = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["office", "number"], name="applications_lists_of_office")]


class Outline(ToldRow):
    """PROJECTION: a file of another centre, as the hub tells one that has a record of the same person: facts alone."""

    id = IdField(primary_key=True)
    centre = models.CharField(max_length=60)
    record_id = models.BigIntegerField(db_index=True)
    file_id = models.BigIntegerField(db_index=True)
    service = models.CharField(max_length=60)
    service_version = models.BigIntegerField()
    place = models.CharField(max_length=60)
    number = models.CharField(max_length=10)
    submitted_on = models.CharField(max_length=10)
    state = models.CharField(max_length=12)
    is_handed_over = models.BooleanField()
    changed_at = models.BigIntegerField()


class Draft(models.Model):
    """LOCAL: a form being filled in, sealed; once lodged only which file it became.

    saved_at: by this machine's clock, for whoever reads it; of a page after all her others. dated_at: what its age is
    counted from, a time the hub had confirmed; empty while none is.
    """

    key = models.CharField(max_length=64, primary_key=True)
    by_id = models.BigIntegerField()
    place = models.CharField(max_length=60)
    service = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    about_id = models.BigIntegerField(db_index=True)
    typed = models.BinaryField(null=True)
    saved_at = models.BigIntegerField()
    dated_at = models.BigIntegerField(null=True)
    file_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["place", "by_id", "saved_at"],
                name="applications_open_drafts",
                condition=models.Q(file_id__isnull=True),
            )
        ]


class Counter(models.Model):
    """LOCAL: how many short numbers were given out on one feed; written in the transaction that uses them."""

    feed = IdField(primary_key=True)
    n = models.BigIntegerField()


class Picture(models.Model):
    """LOCAL: a picture of a paper, kept as a sealed file of this node under its digest, and how much the hub has of it.

    n_bytes: of the page as it travels, 0 when that is not known yet; n_sent: so many the hub holds; received_at: when
    it had all; trouble: a word of ours for one that does not go.
    """

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64)
    draft_key = models.CharField(max_length=64)
    file_id = models.BigIntegerField(null=True, db_index=True)
    key = models.BinaryField()
    kept_at = models.BigIntegerField()
    n_bytes = models.BigIntegerField(default=0)
    n_sent = models.BigIntegerField(default=0)
    received_at = models.BigIntegerField(null=True)
    trouble = models.CharField(max_length=20, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "draft_key"], name="applications_picture_once")
        ]
        indexes = [
            models.Index(
                fields=["n_sent", "n_bytes", "id"],
                name="applications_to_send",
                condition=models.Q(file_id__isnull=False, received_at__isnull=True, trouble=""),
            )
        ]


class Scan(models.Model):
    """LOCAL: a scan page that came over the line, a sealed file under its keyed name, and how much of it is here.

    n_bytes: 0 of one that an office wants and nobody has sent yet; next_at: when it is asked for again.
    """

    name = models.CharField(max_length=32, primary_key=True)
    file_id = models.BigIntegerField(db_index=True)
    node_id = models.BigIntegerField()
    n_bytes = models.BigIntegerField()
    n_held = models.BigIntegerField()
    whole_at = models.BigIntegerField(null=True)
    begun_at = models.BigIntegerField()
    next_at = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["node_id", "begun_at"],
                name="applications_open_scans",
                condition=models.Q(whole_at__isnull=True),
            )
        ]


class RegisterNumber(models.Model):
    """LOCAL: which granted file bears which number of another register: a keyed digest, never the number."""

    HOLDS_DIGESTS = True
    file_id = IdField(primary_key=True)
    digest = models.BigIntegerField(db_index=True)
