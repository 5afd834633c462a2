"""Blocks of numbers, the number of each certificate, and tokens that the hub refused; until then there were none."""

from django.db import migrations, models

import dorgora.feed.tables


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_certificates_tables"),
    ]

    operations = [
        migrations.AddField("certificate", "number", models.BigIntegerField(default=0), False),
        migrations.AddIndex(
            "certificate", models.Index(fields=["office", "number"], name="certificates_by_number")
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("told_version", models.SmallIntegerField()),
                ("id", dorgora.feed.tables.IdField(primary_key=True, serialize=False)),
                ("feed", models.BigIntegerField()),
                ("place", models.CharField(max_length=60)),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("reserved_at", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["feed", "first"], name="certificates_block_of_feed"),
                    models.Index(fields=["place", "last"], name="certificates_block_of_place"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refused",
            fields=[
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("told_version", models.SmallIntegerField()),
                ("id", dorgora.feed.tables.IdField(primary_key=True, serialize=False)),
                ("office", models.CharField(max_length=60)),
                ("list_name", models.CharField(max_length=60)),
                ("digest", models.BinaryField()),
                ("event_id", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("reason", models.CharField(max_length=60)),
                ("refused_at", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["list_name", "digest"], name="certificates_refused_on"),
                    models.Index(fields=["event_id"], name="certificates_refused_event"),
                ],
            },
        ),
    ]
