"""Whose record another centre has by her mandate, and the slips that centres showed to the hub."""

from django.db import migrations, models

import dorgora.feed.tables


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_registered_by_mistake"),
    ]

    operations = [
        migrations.CreateModel(
            name="Asking",
            fields=[
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("told_version", models.SmallIntegerField()),
                ("id", dorgora.feed.tables.IdField(primary_key=True, serialize=False)),
                ("centre", models.CharField(max_length=40)),
                ("code", models.CharField(max_length=14)),
                ("asked_at", models.BigIntegerField()),
                ("asked_by_id", models.BigIntegerField()),
                ("outcome", models.CharField(max_length=20)),
                ("citizen_id", models.BigIntegerField()),
                ("answered_at", models.BigIntegerField(null=True)),
                ("n_disputed", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["centre", "id"], name="people_asking_at")],
            },
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("told_version", models.SmallIntegerField()),
                ("id", dorgora.feed.tables.IdField(primary_key=True, serialize=False)),
                ("citizen_id", models.BigIntegerField()),
                ("centre", models.CharField(max_length=40)),
                ("mandate_id", models.BigIntegerField()),
                ("until", models.CharField(max_length=10)),
                ("lent_at", models.BigIntegerField()),
                ("recalled_at", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["citizen_id", "centre"], name="people_loan_of"),
                    models.Index(fields=["centre", "until"], name="people_loan_at"),
                    models.Index(fields=["mandate_id"], name="people_loan_by"),
                ],
            },
        ),
    ]
