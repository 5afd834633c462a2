"""A returned file's clock stands still: its days move by as long as it waited; until then they stood as promised."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0010_words_of_closed_files"),
    ]

    operations = [
        migrations.AddField("file", "due_days", models.TextField(default=""), preserve_default=False),
        migrations.AddField("file", "stopped_at", models.BigIntegerField(null=True)),
        migrations.RunSQL(
            [
                "UPDATE applications_file SET due_days = promised_on",
                "UPDATE applications_file SET stopped_at = changed_at WHERE state = 'returned'",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex("file", "applications_by_office"),
        migrations.AddIndex(
            "file",
            models.Index(fields=["office", "-state", "due_on", "id"], name="applications_by_office"),
        ),
    ]
