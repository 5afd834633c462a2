"""Files that an authority outside decides, and the lists that go to it; until then no file ever left."""

from django.db import migrations, models

import dorgora.feed.tables


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0003_grounds_are_no_facts"),
    ]

    operations = [
        migrations.AddField("file", "authority", models.CharField(default="", max_length=60), False),
        migrations.AddField("file", "list_id", models.BigIntegerField(default=0), False),
        migrations.AddField("file", "list_number", models.IntegerField(default=0), False),
        migrations.AddField("file", "listed_at", models.BigIntegerField(null=True)),
        migrations.AddField("file", "decided_on", models.CharField(default="", max_length=10), False),
        migrations.CreateModel(
            name="OutgoingList",
            fields=[
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("told_version", models.SmallIntegerField()),
                ("id", dorgora.feed.tables.IdField(primary_key=True, serialize=False)),
                ("office", models.CharField(max_length=60)),
                ("authority", models.CharField(max_length=60)),
                ("number", models.IntegerField()),
                ("made_on", models.CharField(max_length=10)),
                ("made_at", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("files", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["office", "number"], name="applications_lists_of_office")],
            },
        ),
    ]
