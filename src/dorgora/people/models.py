"""Tables of people: what the events come to, and what never leaves this node."""

from django.db import models

from dorgora.feed.tables import IdField, ToldRow


class Operator(ToldRow):
    """PROJECTION: somebody who serves at a centre."""

    id = IdField(primary_key=True)
    place = models.CharField(max_length=40, db_index=True)
    appointed_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    words = models.BinaryField(null=True)


class Officer(ToldRow):
    """PROJECTION: somebody who acts for an office or at the hub; powers are words with spaces between."""

    id = IdField(primary_key=True)
    role = models.CharField(max_length=20)
    place = models.CharField(max_length=40)
    powers = models.CharField(max_length=120)
    appointed_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    words = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["role", "place"], name="people_officer_place")]


class Citizen(ToldRow):
    """PROJECTION: a citizen; every readable word in one blob that only her key opens."""

    id = IdField(primary_key=True)
    place = models.CharField(max_length=40, db_index=True)
    area = models.CharField(max_length=20)
    sex = models.CharField(max_length=1)
    age_band = models.CharField(max_length=8)
    registered_at = models.BigIntegerField()
    changed_at = models.BigIntegerField()
    is_erased = models.BooleanField()
    is_withdrawn = models.BooleanField()
    n_disputed = models.IntegerField()
    words = models.BinaryField(null=True)


class Mandate(ToldRow):
    """PROJECTION: what a citizen lets a centre do, and until which day; scopes are words with spaces between."""

    id = IdField(primary_key=True)
    centre = models.CharField(max_length=60)
    citizen_id = models.BigIntegerField()
    scopes = models.CharField(max_length=60)
    given_at = models.BigIntegerField()
    given_by_id = models.BigIntegerField()
    given_on = models.CharField(max_length=10)
    until = models.CharField(max_length=10)
    shown_by = models.CharField(max_length=20)
    ended_at = models.BigIntegerField(null=True)
    ended_by_id = models.BigIntegerField()
    end_reason = models.CharField(max_length=20)
    n_disputed = models.IntegerField()
    words = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["citizen_id", "id"], name="people_mandate_of")]


class Loan(ToldRow):
    """PROJECTION: a citizen whose record another centre has by her mandate, until which day."""

    id = IdField(primary_key=True)
    citizen_id = models.BigIntegerField()
    centre = models.CharField(max_length=40)
    mandate_id = models.BigIntegerField()
    until = models.CharField(max_length=10)
    lent_at = models.BigIntegerField()
    recalled_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["citizen_id", "centre"], name="people_loan_of"),
            models.Index(fields=["centre", "until"], name="people_loan_at"),
            models.Index(fields=["mandate_id"], name="people_loan_by"),
        ]


class Asking(ToldRow):
    """PROJECTION: a slip that a centre showed to the hub, and what the hub said (empty: nothing yet)."""

    id = IdField(primary_key=True)
    centre = models.CharField(max_length=40)
    code = models.CharField(max_length=14)
    asked_at = models.BigIntegerField()
    asked_by_id = models.BigIntegerField()
    outcome = models.CharField(max_length=20)
    citizen_id = models.BigIntegerField()
    answered_at = models.BigIntegerField(null=True)
    n_disputed = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["centre", "id"], name="people_asking_at")]


class Link(ToldRow):
    """PROJECTION: what an officer found of two records: one person or two people; and whether that was taken back."""

    id = IdField(primary_key=True)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    is_one = models.BooleanField()
    reason = models.CharField(max_length=20)
    decided_at = models.BigIntegerField()
    decided_by_id = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    ended_by_id = models.BigIntegerField()
    end_reason = models.CharField(max_length=20)
    n_disputed = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["first_id", "second_id"], name="people_link_of"),
            models.Index(fields=["second_id"], name="people_link_to"),
        ]


class SearchKey(models.Model):
    """LOCAL: the search index: a keyed digest of the beginning of a name, a phone or a number, and whose it is."""

    HOLDS_DIGESTS = True
    digest = models.BigIntegerField()
    citizen_id = models.BigIntegerField()
    rank = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["citizen_id", "digest"], name="people_searchkey_once")]
        indexes = [models.Index(fields=["digest", "rank", "-citizen_id"], name="people_searchkey_found")]


class PairKey(models.Model):
    """LOCAL: at the hub, a keyed digest of what two records of one person have in common, and whose it is."""

    HOLDS_DIGESTS = True
    digest = models.BigIntegerField()
    citizen_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["citizen_id", "digest"], name="people_pairkey_once")]
        indexes = [models.Index(fields=["digest", "citizen_id"], name="people_pairkey_found")]


class Lookalike(models.Model):
    """LOCAL: at the hub, two records that may be of one person, to be looked at; score: what speaks for it."""

    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    score = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="people_lookalike_once")
        ]
        indexes = [
            models.Index(fields=["-score", "first_id", "second_id"], name="people_lookalike_list"),
            models.Index(fields=["second_id"], name="people_lookalike_second"),
        ]


class OneTimeCode(models.Model):
    """LOCAL: the digest of a one-time code handed out on paper; gone once used.

    sent_to: at the hub the node it went to (0: one not named); it goes to no other.
    """

    person_id = IdField(primary_key=True)
    digest = models.CharField(max_length=200)
    sent_to = models.BigIntegerField(null=True)


class Pin(models.Model):
    """LOCAL: the digest of an operator's PIN on this laptop."""

    person_id = IdField(primary_key=True)
    digest = models.CharField(max_length=200)
    set_at = models.BigIntegerField()


class Attempt(models.Model):
    """LOCAL: wrong tries at one person's PIN or codes since the last right one, and the lock they led to."""

    name = models.CharField(max_length=40, primary_key=True)
    n_wrong = models.IntegerField()
    n_locks = models.IntegerField()
    locked_until = models.BigIntegerField()


class Phone(models.Model):
    """LOCAL: a phone paired with this laptop: the digest of its cookie, who paired it, when it came last, its end.

    n_days_away: days of this laptop since it came last or was ended, the last of them counted_on (days since 1970).
    """

    digest = models.CharField(max_length=64, unique=True)
    by_id = models.BigIntegerField()
    paired_at = models.BigIntegerField()
    seen_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    n_days_away = models.IntegerField(default=0)
    counted_on = models.IntegerField(default=0)

    def __str__(self) -> str:
        return str(self.pk)


class Pairing(models.Model):
    """LOCAL: the keyed digest of a code that pairs one phone, and the wrong tries while it was shown."""

    digest = models.CharField(max_length=64)
    by_id = models.BigIntegerField(unique=True)
    begun_at = models.BigIntegerField()
    n_wrong = models.SmallIntegerField()

    def __str__(self) -> str:
        return str(self.pk)
