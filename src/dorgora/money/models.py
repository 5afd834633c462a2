"""Tables of the ledger."""

from django.db import models

from dorgora.feed.tables import IdField, ToldRow


class Fee(ToldRow):
    """PROJECTION: what was taken for one subject, and what is owed back and was paid back of it."""

    about_id = IdField(primary_key=True)
    centre = models.CharField(max_length=60)
    office = models.CharField(max_length=60)
    operator_id = models.BigIntegerField()
    method = models.CharField(max_length=20)
    state_minor = models.BigIntegerField()
    operator_minor = models.BigIntegerField()
    taken_at = models.BigIntegerField()
    taken_on = models.CharField(max_length=10)
    event_id = models.BigIntegerField()
    owed_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["centre", "taken_on", "about_id"], name="money_fee_by_day"),
            models.Index(
                fields=["centre", "about_id"],
                name="money_fee_owing",
                condition=models.Q(owed_minor__gt=models.F("paid_minor")),
            ),
        ]


class Count(ToldRow):
    """PROJECTION: one count of an operator's drawer at a centre, by her or by who took it over, by notes and coins."""

    count_id = IdField(primary_key=True)
    centre = models.CharField(max_length=60)
    operator_id = models.BigIntegerField()
    moment = models.CharField(max_length=10)
    counted_on = models.CharField(max_length=10)
    counted_at = models.BigIntegerField()
    pieces = models.CharField(max_length=400)
    counted_minor = models.BigIntegerField()
    book_minor = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    counted_by_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["centre", "counted_on", "count_id"], name="money_count_by_day")]


class Passing(ToldRow):
    """PROJECTION: money that left an operator's drawer on purpose: to whom, by which slip, and how it stands."""

    passing_id = IdField(primary_key=True)
    centre = models.CharField(max_length=60)
    operator_id = models.BigIntegerField()
    purpose = models.CharField(max_length=10)
    payee = models.CharField(max_length=60)
    whose_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    slip = models.CharField(max_length=24)
    passed_on = models.CharField(max_length=10)
    passed_at = models.BigIntegerField()
    state = models.CharField(max_length=10)
    settled_at = models.BigIntegerField()
    settled_on = models.CharField(max_length=10)

    class Meta:
        indexes = [
            models.Index(fields=["centre", "passed_on", "passing_id"], name="money_passing_by_day"),
            models.Index(fields=["centre", "settled_on", "passing_id"], name="money_passing_settled"),
            models.Index(
                fields=["centre", "payee", "passed_on"],
                name="money_passing_by_payee",
                condition=models.Q(state="passed"),
            ),
            models.Index(
                fields=["centre", "passing_id"], name="money_passing_open", condition=models.Q(state="open")
            ),
        ]


class Transfer(ToldRow):
    """PROJECTION: one amount from one account to another; a row cannot be out of balance."""

    entry_id = models.CharField(max_length=40, primary_key=True)
    event_id = models.BigIntegerField()
    about_id = models.BigIntegerField()
    debit = models.CharField(max_length=140)
    credit = models.CharField(max_length=140)
    amount_minor = models.BigIntegerField()
    at = models.BigIntegerField()
    booked_on = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="money_amount_above_zero")
        ]
        indexes = [
            models.Index(fields=["debit", "booked_on"], name="money_by_debit"),
            models.Index(fields=["credit", "booked_on"], name="money_by_credit"),
        ]
